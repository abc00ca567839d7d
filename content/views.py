"""What patients read: treatments and conditions."""

from itertools import groupby

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from .models import Condition, Treatment, TreatmentContent
from .rendering import languages_available, published_in, render_treatment_content


@require_safe
def treatment_list(request):
    contents = sorted(published_in(get_language()), key=lambda content: content.title.casefold())
    groups = [
        (letter, list(group)) for letter, group in groupby(contents, key=lambda content: content.title[0].upper())
    ]
    return render(
        request,
        "content/treatment_list.html",
        {"groups": groups, "letters": [letter for letter, _group in groups], "count": len(contents)},
    )


@require_safe
def treatment_detail(request, slug):
    contents = TreatmentContent.objects.select_related("treatment__department", "credited_doctor")
    content = contents.filter(treatment__slug=slug, language=get_language()).first()
    if content is None:
        return not_in_this_language(request, slug)
    request.toolbar.set_object(content)
    return render_treatment_content(request, content)


def not_in_this_language(request, slug):
    """404, but an honest one: it names the languages in which the page can be read."""
    treatment = get_object_or_404(Treatment, slug=slug)
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
    conditions = sorted(Condition.objects.all(), key=lambda condition: str(condition.name).casefold())
    return render(request, "content/condition_list.html", {"conditions": conditions})


@require_safe
def condition_detail(request, slug):
    condition = get_object_or_404(Condition, slug=slug)
    contents = published_in(get_language()).filter(condition_links__condition=condition)
    return render(request, "content/condition_detail.html", {"condition": condition, "contents": contents})
