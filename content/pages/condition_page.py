"""The page of a condition: one function for visitors and for the preview of the CMS."""

from django.template.response import TemplateResponse
from django.utils.translation import get_language

from common.page_kinds import describe
from common.text.translated_text import MAIN_LANGUAGE, TranslatedText
from directory.models import Doctor
from directory.opd import doctors_below

from ..models import ConditionContent
from ..models.rows import urgent_signs
from ..publishing.publish_gate import checked_by
from .rendering import published_in


def render_condition_content(request, content):
    """The page for this version of the words. django CMS calls this for its preview and edit addresses too."""
    return TemplateResponse(request, content.get_template(), condition_page_context(request, content))


def condition_page_context(request, content):
    condition = content.condition
    contents = list(published_in(get_language()).filter(condition_links__condition=condition))
    doctors = Doctor.objects.filter(treatments__in=[each.treatment_id for each in contents]).distinct()
    sign_off = checked_by(content)
    signs, signs_language = signs_shown(content)
    return {
        "content": content,
        "condition": condition,
        "explanation": explanation_of(content),
        "contents": contents,
        "doctors": doctors_below(doctors),
        "urgent_signs": signs,
        "signs_language": signs_language,
        "references": list(content.references.all()),
        "sign_off": sign_off,
        "languages_available": list(condition.name),
        "this_page": describe(condition, content=content, contents=contents, sign_off=sign_off),
    }


def signs_shown(content):
    """Its own signs, or else those of the main language's page, which the page marks: (signs, their language)."""
    own = urgent_signs(content)
    if own or content.language == MAIN_LANGUAGE:
        return own, content.language
    source = ConditionContent.objects.filter(condition=content.condition_id, language=MAIN_LANGUAGE).first()
    return urgent_signs(source) if source else [], MAIN_LANGUAGE


def explanation_of(content):
    """Its own words, or those of another language, which the page marks."""
    own = TranslatedText({content.language: content.explanation} if content.explanation.strip() else {})
    return own or content.condition.explanation
