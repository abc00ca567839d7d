"""What a clinician signs: each kind of thing whose words have versions in each language.

A kind is one `Signable`, registered when the site starts. Fingerprint, gate, sign-offs and worklist ask it, and know
no kinds.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from djangocms_versioning.models import Version

from ..models import SignOff, VersionedWords


@dataclass(frozen=True)
class Missing:
    """One thing that keeps a page from being published, and where to put it right."""

    code: str
    text: str
    field: str = ""  # the field of the page's form; empty: the page itself, in the editor


@dataclass(frozen=True)
class Signable:
    """One kind of page."""

    kind: str  # as it stands in the sign-offs
    content_model: type[VersionedWords]  # one version of the words, in one language
    lasting: str  # the foreign key from there to what lasts
    rows: tuple[str, ...]  # the ordered rows of a version, by the names of their reverse relations
    missing: Callable[[VersionedWords], Iterable[Missing]]  # what the gate asks of this kind alone
    newest: Callable[
        [], list[VersionedWords]
    ]  # the newest words of each thing in each language, with all that belongs to them
    claims: Callable[
        [VersionedWords, Sequence], Iterable[str]
    ]  # what a clinician must look at, in these words and blocks

    def object_id(self, content: VersionedWords) -> int:
        """What lasts, of which these are words."""
        return getattr(content, f"{self.lasting}_id")

    def may(self, user, action: str) -> bool:
        """Whether the user has this right over words of the kind: view, change, add, sign_off, publish."""
        meta = self.content_model._meta
        return user.has_perm(f"{meta.app_label}.{action}_{meta.model_name}")

    def sign_offs(self, content: VersionedWords):
        """All that were given for this thing in this language, the last one first."""
        return SignOff.objects.filter(kind=self.kind, object_id=self.object_id(content), language=content.language)


_signables: dict[type[VersionedWords], Signable] = {}


def register(signable: Signable) -> None:
    """Called in AppConfig.ready of the room that has the kind."""
    _signables[signable.content_model] = signable


def signables() -> Iterator[Signable]:
    """Every kind."""
    yield from _signables.values()


def is_signable(content: VersionedWords) -> bool:
    return type(content) in _signables


def of_content(content: VersionedWords) -> Signable:
    return _signables[type(content)]


def of_kind(kind: str) -> Signable:
    return next(signable for signable in _signables.values() if signable.kind == kind)


def version_of(content: VersionedWords) -> Version:
    return content.versions.get()


def locked(content: VersionedWords) -> Version:
    """Its version. Whoever writes below it is waited for, and whoever wants to waits for this transaction."""
    return Version.objects.select_for_update(no_key=True).get(pk=version_of(content).pk)


def admin_url(content: VersionedWords, page: str) -> str:
    """A page of the administration about this version: readiness, words, change …"""
    meta = content._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=[content.pk])
