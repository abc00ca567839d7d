"""The treatment page: one function for visitors, for preview and for editing in place."""

from cms.models import CMSPlugin
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode

from common.page_kinds import describe
from directory.opd import doctors_below

from ..models import Testimonial, TreatmentCondition, TreatmentContent
from ..models.rows import urgent_signs
from ..publishing.publish_gate import checked_by


def render_treatment_content(request, content):
    """The page for this version of the words. django CMS calls this for its preview and edit addresses too."""
    return TemplateResponse(request, content.get_template(), treatment_page_context(request, content))


def treatment_page_context(request, content):
    treatment = content.treatment
    conditions = list(TreatmentCondition.objects.filter(content=content).readable())
    doctors = doctors_below(treatment.doctors)
    questions = list(content.questions())
    sign_off = checked_by(content)
    return {
        "content": content,
        "treatment": treatment,
        "facts": list(content.facts.all()),
        "conditions": conditions,
        "overview_is_empty": overview_is_empty(content),
        # Not "questions": {% placeholder "questions" %} looks its name up in the context first.
        "question_list": questions,
        "references": list(content.references.all()),
        "urgent_signs": urgent_signs(content),
        "sign_off": sign_off,
        "doctors": doctors,
        "all_doctors_url": f"{reverse('directory:doctor_list')}?{urlencode({'treatment': treatment.slug})}",
        "testimonials": list(Testimonial.objects.shown().filter(treatment=treatment, language=content.language)),
        "request_url": f"{reverse('bookings:request')}?{urlencode({'treatment': treatment.slug})}",
        "languages_available": languages_available(treatment),
        "this_page": describe(
            treatment, content=content, conditions=conditions, questions=questions, sign_off=sign_off
        ),
    }


def overview_is_empty(content):
    """Nothing but white space and tags: its heading would stand alone."""
    overview = content.placeholders.filter(slot="overview")
    blocks = CMSPlugin.objects.filter(placeholder__in=overview, language=content.language)
    return not blocks.exclude(djangocms_text_text__body__regex=r"^(\s|<[^>]*>|&nbsp;)*$").exists()


def languages_available(treatment):
    """Codes of the languages in which patients can read this treatment."""
    return list(TreatmentContent.objects.filter(treatment=treatment).values_list("language", flat=True))


def published_in(language):
    """Published pages in one language, with what a list of them shows."""
    return (
        TreatmentContent.objects.filter(language=language).select_related("treatment__department").order_by("sort_key")
    )
