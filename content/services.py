"""What staff do with a treatment page beyond writing it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from djangocms_versioning.constants import DRAFT

from .fingerprint import fingerprint
from .models import SignOff, TreatmentContent


class SignOffRefused(Exception):
    """This person may not sign off this version. The message says why, in words."""


STATEMENT = "I have read this page and it is medically correct and complete."


@transaction.atomic
def sign_off(content, *, by, seen_fingerprint=None):
    """Record that `by` vouches for the page exactly as it is now.

    `seen_fingerprint` is that of the page the clinician read: an edit in between refuses the sign-off.
    Raises SignOffRefused or PermissionDenied.
    """
    if not by.has_perm("content.sign_off_treatmentcontent"):
        raise PermissionDenied
    content = TreatmentContent._original_manager.select_for_update(of=["self"]).get(pk=content.pk)
    version = content.versions.get()
    if version.state != DRAFT:
        raise SignOffRefused(_("Only a draft can be signed off."))
    if version.created_by == by:
        raise SignOffRefused(_("You wrote this version. Another clinician must sign it off."))
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
