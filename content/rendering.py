"""The treatment page: one function for visitors, for preview and for editing in place."""

from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode

from .models import TreatmentCondition, TreatmentContent
from .structured_data import treatment_json_ld


def render_treatment_content(request, content):
    """The page for this version of the words. django CMS calls this for its preview and edit addresses too."""
    return TemplateResponse(request, content.get_template(), treatment_page_context(request, content))


def treatment_page_context(request, content):
    treatment = content.treatment
    conditions = list(TreatmentCondition.objects.filter(content=content).select_related("condition"))
    doctors = list(treatment.doctors.listed().for_cards())
    questions = list(content.questions())
    sign_off = content.sign_offs.first()
    return {
        "content": content,
        "treatment": treatment,
        "facts": list(content.facts.all()),
        "conditions": conditions,
        "questions": questions,
        "references": list(content.references.all()),
        "sign_off": sign_off,
        "doctors": doctors,
        "request_url": f"{reverse('bookings:request')}?{urlencode({'treatment': treatment.slug})}",
        "languages_available": languages_available(treatment),
        "json_ld": treatment_json_ld(request, content, conditions, questions, sign_off),
    }


def languages_available(treatment):
    """Codes of the languages in which patients can read this treatment."""
    return list(TreatmentContent.objects.filter(treatment=treatment).values_list("language", flat=True))


def published_in(language):
    """Published pages in one language, with what a list of them shows."""
    return (
        TreatmentContent.objects.filter(language=language).select_related("treatment__department").order_by("sort_key")
    )
