"""What patients read: treatments and conditions."""

from http import HTTPStatus

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.http import require_safe

from directory.slug_redirects import find_page, redirect_old_slugs
from directory.two_person.take_down import is_down

from ..models import Condition, ConditionContent, Treatment, TreatmentContent
from .a_to_z import GROUPINGS, by_letter
from .condition_page import render_condition_content
from .rendering import render_treatment_content

HEADINGS = {
    "": gettext_lazy("Treatments A to Z"),
    "department": gettext_lazy("Treatments by department"),
    "condition": gettext_lazy("Treatments by condition"),
}


@require_safe
def treatment_list(request):
    """From A to Z; with ?by=department or ?by=condition under those names instead."""
    by = request.GET.get("by") if request.GET.get("by") in GROUPINGS else ""
    groups = GROUPINGS[by](get_language())
    # What stands under many conditions would be explained as many times.
    context = {"groups": groups, "by": by, "by_condition": by == "condition", "heading": HEADINGS[by]}
    return render(request, "content/treatment_list.html", context)


@require_safe
@redirect_old_slugs
def treatment_detail(request, slug):
    contents = TreatmentContent.objects.select_related("treatment__department", "credited_doctor")
    content = contents.filter(treatment__slug=slug, language=get_language()).first()
    if content is None:
        return not_in_this_language(request, slug)
    request.toolbar.set_object(content)
    return render_treatment_content(request, content)


def not_in_this_language(request, slug):
    """404, but an honest one: it names the languages in which the page can be read."""
    treatment = find_page(Treatment.objects.all(), slug)
    return names_its_languages(request, TreatmentContent.objects.filter(treatment=treatment), treatment)


def names_its_languages(request, contents, thing):
    """Or, where somebody took it down, that it is not here at the moment."""
    languages = [content.language for content in contents]
    context = {"contents": contents, "languages_available": languages}
    if is_down(thing, get_language()):
        return taken_down(request, department=getattr(thing, "department", None), **context)
    if not languages:
        raise Http404
    return render(request, "content/not_in_this_language.html", context, status=404)


def taken_down(request, **context):
    """Gone, and yet an honest answer: what else the site offers, and whom to call."""
    return render(request, "content/taken_down.html", context, status=HTTPStatus.GONE)


@require_safe
def condition_list(request):
    conditions = Condition.objects.readable().in_order()
    return render(
        request, "content/condition_list.html", {"groups": by_letter(conditions, lambda each: str(each.name))}
    )


@require_safe
@redirect_old_slugs
def condition_detail(request, slug):
    contents = ConditionContent.objects.select_related("condition")
    content = contents.filter(condition__slug=slug, language=get_language()).first()
    if content is None:
        condition = find_page(Condition.objects.all(), slug)
        return names_its_languages(request, contents.filter(condition=condition), condition)
    request.toolbar.set_object(content)
    return render_condition_content(request, content)
