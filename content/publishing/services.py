"""What staff do with the words of a page beyond writing them."""

from cms.models import CMSPlugin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from djangocms_versioning.constants import DRAFT
from djangocms_versioning.datastructures import default_copy
from djangocms_versioning.models import Version

from ..comparing.signed import keep_signed_words
from ..models import SignOff, VersionedWords, can_read_language, role_of
from ..translations import remember_source
from .fingerprint import fingerprint
from .signable import of_content, version_of


class SignOffRefused(Exception):
    """This person may not sign off this version. The message says why, in words."""


STATEMENT = "I have read this page and it is medically correct and complete."


@transaction.atomic
def sign_off(content: VersionedWords, *, by: User, seen_fingerprint: str | None = None) -> SignOff:
    """Record that `by` vouches for the page exactly as it is now.

    `seen_fingerprint` is that of the page the clinician read: an edit in between refuses the sign-off.
    Raises SignOffRefused or PermissionDenied.
    """
    signable = of_content(content)
    if not signable.may(by, "sign_off"):
        raise PermissionDenied
    content = signable.content_model._original_manager.select_for_update(of=["self"]).get(pk=content.pk)
    version = version_of(content)
    if version.state != DRAFT:
        raise SignOffRefused(_("Only a draft can be signed off."))
    if version.created_by == by:
        raise SignOffRefused(_("You wrote this version. Another clinician must sign it off."))
    if not can_read_language(by, content.language):
        raise SignOffRefused(_("Your account does not say that you read this language."))
    current = fingerprint(content)
    if seen_fingerprint is not None and seen_fingerprint != current:
        raise SignOffRefused(_("The page was changed while you were reading it. Read it again, then sign off."))
    keep_signed_words(content, current)
    return SignOff.objects.create(
        kind=signable.kind,
        object_id=signable.object_id(content),
        language=content.language,
        version_number=version.number,
        version=version,
        title=str(content),
        fingerprint=current,
        by=by,
        by_name=by.get_full_name() or by.get_username(),
        by_role=role_of(by),
        statement=STATEMENT,
    )


class AlreadyThere(Exception):
    """There is a page in that language. `content` is its newest version."""

    def __init__(self, content: VersionedWords) -> None:
        self.content = content
        super().__init__(str(content))


@transaction.atomic
def start_translation(content: VersionedWords, language: str, *, by: User) -> VersionedWords:
    """A draft in another language that holds the words of `content`, for a translator to write over.

    The review dates are not taken along: the translation is reviewed on its own. Raises AlreadyThere.
    """
    signable = of_content(content)
    lasting = getattr(content, signable.lasting)
    type(lasting).objects.select_for_update().get(pk=lasting.pk)
    versions = signable.content_model.admin_manager.filter(**{signable.lasting: lasting, "language": language})
    if already := versions.last():
        raise AlreadyThere(already)
    new = copy_with_rows(content)
    new.language, new.last_reviewed, new.next_review = language, None, None
    new.save()
    CMSPlugin.objects.filter(placeholder__in=new.placeholders.all()).update(language=language)
    Version.objects.create(content=new, created_by=by)
    remember_source(new)
    return new


def copy_with_rows(original: VersionedWords) -> VersionedWords:
    """A copy of everything that belongs to a version: fields, blocks and the ordered rows."""
    new = default_copy(original)
    for name in of_content(original).rows:
        for row in getattr(original, name).all():
            row.copy_to(new)
    return new
