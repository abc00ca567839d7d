"""One sheet of paper about a treatment, to take home: what it is, when to get help, where to read on."""

from math import ceil

import segno
from django.conf import settings
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from directory.slug_redirects import redirect_old_slugs

from ..models import TreatmentContent
from ..models.rows import urgent_signs
from ..publishing.publish_gate import checked_by
from .views import not_in_this_language

MOST_SIGNS, MOST_QUESTIONS = 20, 8
# Size of the text, letters in a line of it, and lines on the sheet beside what is always there. Measured in Chromium;
# tests/e2e/test_leaflet.py prints the fullest pages.
SIZES = [("large", 72, 20), ("medium", 82, 25), ("small", 100, 37)]
# How much more room the same number of letters takes than in Latin script.
WIDER = {"ml": 1.6, "hi": 1.3, "ar": 1.1}


@require_safe
@redirect_old_slugs
def treatment_leaflet(request, slug):
    contents = TreatmentContent.objects.select_related("treatment__department")
    content = contents.filter(treatment__slug=slug, language=get_language()).first()
    if content is None:
        return not_in_this_language(request, slug)
    return render(request, "content/leaflet.html", leaflet_context(content))


def leaflet_context(content):
    url = settings.SITE_ADDRESS + content.get_absolute_url()
    facts, signs = list(content.facts.all()), urgent_signs(content)
    questions = [question.question for question in content.questions()[:MOST_QUESTIONS]]
    size = size_for(content, facts, signs[:MOST_SIGNS], questions)
    if size in ("small", "tiny"):  # what needs help at once comes before what can be read on the page
        questions = []
        size = size_for(content, facts, signs[:MOST_SIGNS], questions)
    return {
        "content": content,
        "sign_off": checked_by(content),
        "url": url,
        "qr_code": qr_code(url),
        "facts": facts,
        "signs": signs[:MOST_SIGNS],
        "has_more_signs": len(signs) > MOST_SIGNS,
        "questions": questions,
        "size": size,
    }


def size_for(content, facts, signs, questions):
    """The largest text with which everything fits on the sheet."""
    wide = [content.title * 2, content.generic_name, content.trade_names, content.lead]
    narrow = [*map(str, signs), *questions, *(text for fact in facts for text in (fact.label, fact.value))]
    wider = WIDER.get(content.language, 1)
    for size, letters, lines in SIZES:
        needed = lines_of(wide, letters / wider) + lines_of(narrow, letters / wider * 0.42) / 2
        if needed <= lines:
            return size
    return "tiny"


def lines_of(texts, letters):
    return sum(ceil(len(text) / letters) for text in texts)


def qr_code(url):
    """An SVG without styles or classes; black on white whatever the page's colours are."""
    code = segno.make(url, error="m", micro=False)
    # Made of figures and of nothing that anybody wrote.
    return mark_safe(code.svg_inline(omitsize=True, svgclass=None, lineclass=None, dark="#000", light="#fff"))  # noqa: S308
