"""What staff do with the words of a page beyond writing them."""

from cms.models import CMSPlugin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from djangocms_versioning.constants import DRAFT
from djangocms_versioning.datastructures import default_copy
from djangocms_versioning.models import Version

from directory.two_person.acting import acting_user_id, as_user

from ..comparing.signed import keep_signed_words
from ..models import SignOff, VersionedWords, WordChange, role_of
from ..translations import remember_source
from .authorship import last_change
from .fingerprint import fingerprint
from .publish_gate import why_not_sign
from .signable import locked, of_content


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
    version = locked(content)
    content = signable.content_model._original_manager.get(pk=content.pk)
    if version.state != DRAFT:
        raise SignOffRefused(_("Only a draft can be signed off."))
    if why_not := why_not_sign(by, content):
        raise SignOffRefused(why_not)
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
        seen_changes=last_change(content),
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
    with as_user(by):
        new = copy_with_rows(content)
        new.language, new.last_reviewed, new.next_review = language, None, None
        new.save()
        CMSPlugin.objects.filter(placeholder__in=new.placeholders.all()).update(language=language)
        Version.objects.create(content=new, created_by=by)
        remember_source(new)
    return new


def copy_with_rows(original: VersionedWords) -> VersionedWords:
    """A copy of everything that belongs to a version: fields, blocks and the ordered rows.

    The journal is told that it repeats the original, if it does: whoever copies has written nothing.
    """
    new = default_copy(original)
    signable = of_content(original)
    for name in signable.rows:
        for row in getattr(original, name).all():
            row.copy_to(new)
    if fingerprint(type(new)._original_manager.get(pk=new.pk)) == fingerprint(original):
        WordChange.objects.create(
            kind=signable.kind,
            object_id=signable.object_id(new),
            language=new.language,
            content_id=new.pk,
            copied_from_id=original.pk,
            user_id=acting_user_id(),
            table=new._meta.db_table,
            operation=WordChange.Operation.COPY,
        )
    return new
