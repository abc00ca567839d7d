"""What staff do with a treatment page beyond writing it."""

from cms.models import CMSPlugin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from djangocms_versioning.constants import DRAFT
from djangocms_versioning.datastructures import default_copy
from djangocms_versioning.models import Version

from ..models import SignOff, TreatmentContent, can_read_language
from ..translations import remember_source
from .fingerprint import fingerprint


class SignOffRefused(Exception):
    """This person may not sign off this version. The message says why, in words."""


STATEMENT = "I have read this page and it is medically correct and complete."


@transaction.atomic
def sign_off(content: TreatmentContent, *, by: User, seen_fingerprint: str | None = None) -> SignOff:
    """Record that `by` vouches for the page exactly as it is now.

    `seen_fingerprint` is that of the page the clinician read: an edit in between refuses the sign-off.
    Raises SignOffRefused or PermissionDenied.
    """
    if not by.has_perm("content.sign_off_treatmentcontent"):
        raise PermissionDenied
    content = TreatmentContent._original_manager.select_for_update(of=["self"]).get(pk=content.pk)
    version = content.versions.get()  # type: ignore[attr-defined]  # of djangocms-versioning
    if version.state != DRAFT:
        raise SignOffRefused(_("Only a draft can be signed off."))
    if version.created_by == by:
        raise SignOffRefused(_("You wrote this version. Another clinician must sign it off."))
    if not can_read_language(by, content.language):
        raise SignOffRefused(_("Your account does not say that you read this language."))
    current = fingerprint(content)
    if seen_fingerprint is not None and seen_fingerprint != current:
        raise SignOffRefused(_("The page was changed while you were reading it. Read it again, then sign off."))
    return SignOff.objects.create(
        treatment=content.treatment,
        language=content.language,
        version_number=version.number,
        content=content,
        fingerprint=current,
        by=by,
        by_name=by.get_full_name() or by.get_username(),
        statement=STATEMENT,
    )


class AlreadyThere(Exception):
    """The treatment has a page in that language. `content` is its newest version."""

    def __init__(self, content: TreatmentContent) -> None:
        self.content = content
        super().__init__(str(content))


@transaction.atomic
def start_translation(content: TreatmentContent, language: str, *, by: User) -> TreatmentContent:
    """A draft in another language that holds the words of `content`, for a translator to write over.

    The review dates are not taken along: the translation is reviewed on its own. Raises AlreadyThere.
    """
    type(content.treatment).objects.select_for_update().get(pk=content.treatment_id)
    already = TreatmentContent.admin_manager.filter(treatment=content.treatment, language=language).last()
    if already:
        raise AlreadyThere(already)
    new = copy_with_rows(content)
    new.language, new.last_reviewed, new.next_review = language, None, None
    new.save()
    CMSPlugin.objects.filter(placeholder__in=new.placeholders.all()).update(language=language)
    Version.objects.create(content=new, created_by=by)
    remember_source(new)
    return new


def copy_with_rows(original: TreatmentContent) -> TreatmentContent:
    """A copy of everything that belongs to a version: fields, blocks and the ordered rows."""
    new = default_copy(original)
    for rows in (original.facts, original.condition_links, original.references, original.signs):
        for row in rows.all():
            row.copy_to(new)
    return new
