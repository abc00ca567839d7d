"""Who has written the words of a version, as the journal of the database knows it.

Whoever changed a word since the last sign-off may not sign. The journal is read twice. Once along the copies, back to a
version that went through the gate: an old draft that is taken up again brings its writers with it. And once over the
page in this language as a whole: what somebody wrote, threw away and had pasted by a colleague stays theirs.
"""

from collections.abc import Iterable

from djangocms_versioning.constants import PUBLISHED, UNPUBLISHED

from ..models import SignOff, VersionedWords, WordChange
from .signable import of_content, version_of

Change = tuple[int, int | None]  # number in the journal, user
Operation = WordChange.Operation
WENT_THROUGH_THE_GATE = (PUBLISHED, UNPUBLISHED)


def writers(content: VersionedWords, *, before: SignOff | None = None) -> set[int]:
    """The users who wrote these words since somebody else signed them; or had when `before` was given."""
    sign_offs = of_content(content).sign_offs(content).order_by("pk")
    earlier = list(sign_offs.filter(pk__lt=before.pk) if before else sign_offs)
    end = before.seen_changes if before else last_change(content)
    return _since_signed(_changes_of_the_page(content), earlier, end) | _along_the_copies(content, earlier, end)


def has_unknown_change(content: VersionedWords, *, since: SignOff) -> bool:
    """Whether somebody whom the database does not know changed a word after this sign-off."""
    copy = _copy(content)
    start = max(since.seen_changes, copy.pk if copy else 0)
    return _changes(content).filter(user_id=None, pk__gt=start).exists()


def last_change(content: VersionedWords) -> int:
    """How far the journal of this page has come."""
    return _journal_of_the_page(content).order_by("-pk").values_list("pk", flat=True).first() or 0


def _since_signed(changes: Iterable[Change], sign_offs: list[SignOff], end: int) -> set[int]:
    """Goes through the journal in order. A sign-off by somebody who wrote none of it begins anew."""
    wrote: set[int] = set()
    waiting = list(sign_offs)
    for number, user in changes:
        while waiting and waiting[0].seen_changes < number:
            wrote = _signed(wrote, waiting.pop(0))
        if number <= end and user is not None:
            wrote.add(user)
    for sign_off in waiting:
        wrote = _signed(wrote, sign_off)
    return wrote


def _signed(wrote: set[int], sign_off: SignOff) -> set[int]:
    return wrote if sign_off.by_id in wrote else set()


def _along_the_copies(content: VersionedWords, sign_offs: list[SignOff], end: int) -> set[int]:
    copy = _copy(content)
    changes = _changes(content).filter(pk__gt=copy.pk if copy else 0).order_by("pk")
    of_this_version = [each for each in sign_offs if each.version_id == version_of(content).pk]
    began = _writers_of_the_source(content, copy) if copy else {version_of(content).created_by_id}
    first = [(0, user) for user in began]
    return _since_signed([*first, *changes.values_list("pk", "user_id")], of_this_version, end)


def _writers_of_the_source(content: VersionedWords, copy: WordChange) -> set[int]:
    source = type(content)._original_manager.filter(pk=copy.copied_from_id).first()
    if source is None or version_of(source).state in WENT_THROUGH_THE_GATE:
        return set()
    sign_offs = of_content(source).sign_offs(source).filter(seen_changes__lt=copy.pk).order_by("pk")
    return _along_the_copies(source, list(sign_offs), copy.pk)


def _changes(content: VersionedWords):
    return WordChange.objects.filter(kind=of_content(content).kind, content_id=content.pk)


def _copy(content: VersionedWords) -> WordChange | None:
    """Where this version stopped to repeat another."""
    return _changes(content).filter(operation=Operation.COPY).first()


def _changes_of_the_page(content: VersionedWords) -> list[Change]:
    """Without what copying writes, and without that a draft was thrown away."""
    rows = list(_journal_of_the_page(content).order_by("pk").values_list("pk", "user_id", "content_id", "operation"))
    copied = {words: number for number, _user, words, operation in rows if operation == Operation.COPY}
    there = set(type(content)._original_manager.filter(pk__in={row[2] for row in rows}).values_list("pk", flat=True))
    return [
        (number, user)
        for number, user, words, operation in rows
        if number > copied.get(words, 0) and (operation != Operation.DELETE or words in there)
    ]


def _journal_of_the_page(content: VersionedWords):
    signable = of_content(content)
    return WordChange.objects.filter(
        kind=signable.kind, object_id=signable.object_id(content), language=content.language
    )
