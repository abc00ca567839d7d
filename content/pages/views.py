"""What patients read: treatments and conditions."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.http import require_safe

from common.page_kinds import describe
from directory.models import Doctor
from directory.opd import doctors_below
from directory.slug_redirects import find_page, redirect_old_slugs

from ..models import Condition, Treatment, TreatmentContent
from .a_to_z import GROUPINGS, by_letter
from .rendering import languages_available, published_in, render_treatment_content

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
    languages = languages_available(treatment)
    if not languages:
        raise Http404
    contents = TreatmentContent.objects.filter(treatment=treatment)
    return render(
        request,
        "content/not_in_this_language.html",
        {"treatment": treatment, "contents": contents, "languages_available": languages},
        status=404,
    )


@require_safe
def condition_list(request):
    conditions = Condition.objects.in_order()
    return render(
        request, "content/condition_list.html", {"groups": by_letter(conditions, lambda each: str(each.name))}
    )


@require_safe
@redirect_old_slugs
def condition_detail(request, slug):
    condition = find_page(Condition.objects.all(), slug)
    contents = list(published_in(get_language()).filter(condition_links__condition=condition))
    treatments = [content.treatment_id for content in contents]
    doctors = Doctor.objects.filter(treatments__in=treatments).distinct()
    urgent_signs, urgent_signs_language = condition.urgent_signs.in_language()
    context = {
        "condition": condition,
        "contents": contents,
        "doctors": doctors_below(doctors),
        "urgent_signs": signs(urgent_signs),
        "urgent_signs_language": urgent_signs_language,
        "this_page": describe(condition, contents=contents),
    }
    return render(request, "content/condition_detail.html", context)


def signs(text):
    return [line.strip(" \t-•*") for line in text.splitlines() if line.strip(" \t-•*")]
