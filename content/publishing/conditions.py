"""What the gate must know about the pages of conditions."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from djangocms_versioning.constants import DRAFT, PUBLISHED

from common.text.translated_text import MAIN_LANGUAGE

from ..claims_checker import claims_in
from ..importing.exporting_conditions import conditions_to_export
from ..models import ConditionContent, TreatmentReference
from .signable import Missing, Signable, register


def register_conditions() -> None:
    register(
        Signable(
            kind="condition",
            content_model=ConditionContent,
            lasting="condition",
            rows=("references", "signs"),
            missing=missing_in_condition,
            newest=conditions_to_export,
            claims=lambda content, blocks: claims_in([content.name, content.explanation]),
        )
    )


def missing_in_condition(content: ConditionContent) -> Iterator[Missing]:
    if not content.explanation.strip() and not _is_explained_in_main_language(content):
        yield Missing("explanation", _("Explain the condition in plain words."), "explanation")
    if not content.references.exists() and not _references_of_treatments(content).exists():
        yield Missing(
            "references", _("Name at least one reference, here or on the page of a treatment for it."), "references"
        )
    if not content.signs.exists() and not content.urgent_not_applicable.strip():
        yield Missing(
            "urgent_signs", _("List the signs that need help at once, or say why there are none."), "urgent_signs"
        )


def _is_explained_in_main_language(content: ConditionContent) -> bool:
    """Then patients read that, marked as what it is."""
    return content.language != MAIN_LANGUAGE and bool(content.condition.explanation.get(MAIN_LANGUAGE))


def _references_of_treatments(content: ConditionContent):
    """Also of those that wait to be published: a treatment waits for its conditions."""
    return TreatmentReference.objects.filter(
        content__condition_links__condition=content.condition_id, content__versions__state__in=(DRAFT, PUBLISHED)
    )
