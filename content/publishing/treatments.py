"""What the gate must know about treatment pages."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..claims_checker import what_needs_care
from ..importing.exporting import contents_to_export, page_of
from ..models import Picture, Question, TreatmentContent
from .signable import Missing, Signable, register


def register_treatments() -> None:
    register(
        Signable(
            kind="treatment",
            content_model=TreatmentContent,
            lasting="treatment",
            rows=("facts", "condition_links", "references", "signs"),
            missing=missing_in_treatment,
            newest=contents_to_export,
            claims=lambda content, blocks: what_needs_care(page_of(content, blocks)),
        )
    )


def missing_in_treatment(content: TreatmentContent) -> Iterator[Missing]:
    if content.treatment.department_id is None:
        yield Missing("department", _("Choose the department that offers this treatment."), "department")
    if not content.lead.strip():
        yield Missing("lead", _("Write the lead: one or two sentences below the title."), "lead")
    for link in content.condition_links.filter(condition__name={}).select_related("condition"):
        yield Missing("conditions", _("First publish the page of the condition “%(name)s”.") % {"name": link.condition})
    if not content.references.exists():
        yield Missing("references", _("Name at least one reference."), "references")
    if not content.signs.exists() and not content.urgent_not_applicable.strip():
        yield Missing(
            "urgent_signs", _("List the signs that need help at once, or say why there are none."), "urgent_signs"
        )
    excludes = content.questions().filter(kind=Question.Kind.WHO_SHOULD_NOT).exists()
    if not excludes and not content.exclusions_not_applicable.strip():
        yield Missing(
            "who_should_not", _("Add a question of the kind “Who should not have it”, or say why nobody is excluded.")
        )
    pictures = Picture.objects.filter(placeholder__in=content.placeholders.all(), language=content.language)
    if pictures.filter(is_decorative=False, alternative__regex=r"^\s*$").exists():
        yield Missing("pictures", _("Say what each picture shows, or mark it as decorative."))
