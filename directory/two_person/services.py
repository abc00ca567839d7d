"""Everything that becomes of a change for a second person. Each function is one thing that a person does."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import GuardedWrite, Proposal
from ..models.two_person import LONGEST_REASON, ProposalSignature
from . import alarms
from .acting import acting
from .kinds import CLINICIANS, EMPTY, KINDS, Kind, kind_of

State = Proposal.State


class Refused(Exception):
    """It cannot be done; the message says why, in words."""


@dataclass(frozen=True)
class Held:
    """What was taken off a thing before it was saved, and waits for a second person."""

    values: dict[str, dict[str, Any]]  # field to {"before": …, "after": …}

    def __bool__(self) -> bool:
        return bool(self.values)


def changes_of(thing: models.Model) -> dict[str, dict[str, Any]]:
    """What saving this thing would change that two people decide."""
    kind, stands = kind_of(thing), _as_it_stands(thing)
    if kind.live and (stands is None or not kind.is_live(stands)):
        return {}  # no page shows it: whoever writes it asks for all of it together
    old, found = stands or kind.model(), {}
    for name in kind.fields:
        before, after = kind.plain(old, name), kind.plain(thing, name)
        if before != after and not _one_may_fill_it(kind, name, before, after, is_new=stands is None):
            found[name] = {"before": before, "after": after}
    return found


def _one_may_fill_it(kind: Kind, name: str, before: Any, after: Any, *, is_new: bool) -> bool:
    """A fact that nobody had written yet. Of something new, nobody had; words of medicine are never one person's."""
    if name in kind.texts or before not in EMPTY or (isinstance(before, bool) and not is_new):
        return False
    texts = after.values() if isinstance(after, dict) else []
    return not any(CLINICIANS.seen(text) for text in texts)


def _as_it_stands(thing: models.Model) -> models.Model | None:
    return type(thing)._default_manager.filter(pk=thing.pk).first() if thing.pk else None


def overlap(thing: models.Model, *, by: User) -> str:
    """Why this person cannot ask for these changes now: somebody else has asked for something else. Or nothing."""
    if not thing.pk:
        return ""
    proposal = Proposal.objects.open().about_thing(thing).first()
    changes = changes_of(thing)
    if proposal is None or not changes or set(proposal.authors.all()) == {by}:
        return ""
    same = [kind_of(thing).name_of(name) for name in changes if name in proposal.values]
    if not same:
        return ""
    said = _("%(who)s has asked for another change of this, which waits for a second person: %(fields)s.")
    return said % {"who": who(proposal), "fields": ", ".join(same)}


def who(proposal: Proposal) -> str:
    return ", ".join(author.get_full_name() or author.get_username() for author in proposal.authors.all())


@transaction.atomic
def save(thing: models.Model, *, by: User, saving=None) -> Held:
    """Save what one person may change, and ask for the rest. Raises ValidationError where somebody else has asked."""
    kind = kind_of(thing)
    if thing.pk:
        list(type(thing)._default_manager.select_for_update().filter(pk=thing.pk).values_list("pk"))
    if words := overlap(thing, by=by):
        raise ValidationError(words)
    held = Held(changes_of(thing))
    if kind.live:
        stands = _as_it_stands(thing)
        setattr(thing, kind.live, stands is not None and kind.is_live(stands))  # only confirming puts it live
    wished = {name: getattr(thing, name) for name in held.values}
    for name, value in held.values.items():
        setattr(thing, name, kind.to_python(name, value["before"]))
    with acting(by):
        (saving or thing.save)()
    for name, value in wished.items():  # for whoever shows the thing afterwards
        setattr(thing, name, value)
    if held:
        _ask(kind, thing, held.values, by)
    elif kind.live and not kind.is_live(thing):
        _ask(kind, thing, {kind.live: {"before": False, "after": True}}, by)
        return Held({kind.live: {"before": False, "after": True}})
    return held


def _ask(kind: Kind, thing: models.Model, values: dict[str, dict[str, Any]], by: User) -> Proposal:
    stands = _as_it_stands(thing)
    proposal = Proposal.objects.select_for_update().open().about_thing(thing).first()
    if proposal is None:
        proposal = Proposal(kind=kind.label, object_id=thing.pk, values={})
    proposal.values = proposal.values | values
    proposal.about, proposal.asked_at = kind.about(thing)[:300], timezone.now()
    proposal.fingerprint = kind.fingerprint(stands, after(proposal))
    proposal.save()
    proposal.authors.add(by)
    return proposal


def after(proposal: Proposal) -> dict[str, Any]:
    return {name: value["after"] for name, value in proposal.values.items()}


def thing_of(proposal: Proposal) -> models.Model | None:
    kind = KINDS.get(proposal.kind)
    return kind.model._default_manager.filter(pk=proposal.object_id).first() if kind else None


def moved(proposal: Proposal, thing: models.Model) -> list[str]:
    """The fields whose value is no longer the one that the change was asked against."""
    kind = KINDS[proposal.kind]
    return [name for name, value in proposal.values.items() if kind.plain(thing, name) != value["before"]]


def medical_words(proposal: Proposal, thing: models.Model) -> dict[str, list[str]]:
    """Language to what in it asks for a clinician."""
    found: dict[str, list[str]] = {}
    for language, text in KINDS[proposal.kind].texts_in(thing, after(proposal)):
        if seen := CLINICIANS.seen(text):
            found.setdefault(language, []).extend(seen)
    return found


def unsigned(proposal: Proposal, thing: models.Model) -> list[str]:
    """The languages in which a clinician must still sign."""
    signed = {each.language for each in proposal.signatures.filter(fingerprint=proposal.fingerprint)}
    return [language for language in medical_words(proposal, thing) if language not in signed]


def to_sign(user: User) -> int:
    """How many open changes hold words that this clinician may sign and nobody has signed yet."""
    proposals = Proposal.objects.others_may_decide(user).prefetch_related("signatures")
    pairs = ((each, thing_of(each)) for each in proposals)
    languages = (unsigned(each, thing) for each, thing in pairs if thing is not None)
    return sum(any(CLINICIANS.may_sign(user, language) for language in found) for found in languages)


@transaction.atomic
def sign(proposal_id: int, language: str, *, by: User, seen: str) -> None:
    """A clinician who did not write it vouches for the words in one language."""
    proposal, _thing = _open_and_as_seen(proposal_id, by, seen)
    if not CLINICIANS.may_sign(by, language):
        raise PermissionDenied
    ProposalSignature.objects.get_or_create(
        proposal=proposal, language=language, fingerprint=proposal.fingerprint, defaults={"by": by}
    )


@transaction.atomic
def confirm(proposal_id: int, *, by: User, seen: str) -> None:
    """Put live exactly what the second person has seen."""
    if not by.has_perm("directory.confirm_proposal"):
        raise PermissionDenied
    proposal, thing = _open_and_as_seen(proposal_id, by, seen)
    kind = KINDS[proposal.kind]
    if unsigned(proposal, thing):
        raise Refused(_("Words in it speak of medicine: a clinician who reads the language must sign them first."))
    for name, value in after(proposal).items():
        setattr(thing, name, kind.to_python(name, value))
    _check(thing, proposal)
    with acting(by, way="confirmed"):
        thing.save()
    _close(proposal, State.LIVE, by)


def _check(thing: models.Model, proposal: Proposal) -> None:
    others = [field.name for field in thing._meta.fields if field.name not in proposal.values]
    try:
        thing.clean_fields(exclude=others)
        thing.clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error


def _open_and_as_seen(proposal_id: int, by: User, seen: str) -> tuple[Proposal, models.Model]:
    """Locked. Refuses whoever wrote in it, and what is not what this person has read."""
    proposal = Proposal.objects.select_for_update(of=["self"]).get(pk=proposal_id)
    if proposal.state != State.OPEN:
        raise Refused(_("Somebody has decided this meanwhile."))
    if proposal.authors.filter(pk=by.pk).exists():
        raise Refused(_("You asked for this change. A second person must put it live."))
    kind = KINDS[proposal.kind]
    thing = kind.model._default_manager.select_for_update(of=["self"]).filter(pk=proposal.object_id).first()
    if thing is None:
        raise Refused(_("What should change is no longer there."))
    if moved(proposal, thing):
        raise Refused(_("The value was changed meanwhile by another way. Decline this, and ask for it once more."))
    if seen != proposal.fingerprint or kind.fingerprint(thing, after(proposal)) != proposal.fingerprint:
        raise Refused(_("It was changed while you were reading it. Read it again, then decide."))
    return proposal, thing


@transaction.atomic
def decline(proposal_id: int, *, by: User, reason: str) -> None:
    """By whoever may confirm it, with a reason for its author."""
    if not by.has_perm("directory.confirm_proposal"):
        raise PermissionDenied
    _close(_locked(proposal_id), State.DECLINED, by, a_reason(reason))


@transaction.atomic
def take_back(proposal_id: int, *, by: User) -> None:
    """By one of its authors."""
    proposal = _locked(proposal_id)
    if not proposal.authors.filter(pk=by.pk).exists():
        raise PermissionDenied
    _close(proposal, State.TAKEN_BACK, by)


def close_deleted(thing: models.Model, *, by: User, reason: str = "") -> None:
    """What should have changed is about to be deleted, or was taken down."""
    for proposal in Proposal.objects.select_for_update().open().about_thing(thing):
        _close(proposal, State.TAKEN_BACK, by, reason or _("It was deleted."))


def _locked(proposal_id: int) -> Proposal:
    proposal = Proposal.objects.select_for_update(of=["self"]).get(pk=proposal_id)
    if proposal.state != State.OPEN:
        raise Refused(_("Somebody has decided this meanwhile."))
    return proposal


def _close(proposal: Proposal, state: str, by: User, reason: str = "") -> None:
    proposal.state, proposal.decided_by, proposal.decided_at, proposal.reason = state, by, timezone.now(), reason
    proposal.save()


def a_reason(text: str) -> str:
    text = text.strip()
    if not text:
        raise Refused(_("Write a reason."))
    if len(text) > LONGEST_REASON:
        raise Refused(_("Write the reason in at most %(most)d characters.") % {"most": LONGEST_REASON})
    return text


@transaction.atomic
def break_glass(thing: models.Model, name: str, value: str, *, by: User, reason: str) -> None:
    """Put a wrong number right at once. Everybody who may confirm changes is told, and one of them reviews it."""
    kind = kind_of(thing)
    if not by.has_perm("directory.break_glass") or name not in kind.numbers:
        raise PermissionDenied
    reason = a_reason(reason)
    thing = kind.model._default_manager.select_for_update(of=["self"]).get(pk=thing.pk)
    field = kind.model._meta.get_field(name)
    try:
        new = field.clean(value, thing)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    if not new:
        raise Refused(_("Enter the right number."))
    if new == getattr(thing, name):
        raise Refused(_("This is the number that stands there now."))
    setattr(thing, name, new)
    with acting(by, way=GuardedWrite.BREAK_GLASS, reason=reason):
        thing.save(update_fields=[name])
    alarms.tell()


@transaction.atomic
def review(write_id: int, *, by: User) -> None:
    """Somebody else who may confirm changes has looked at what was written alone."""
    if not by.has_perm("directory.confirm_proposal"):
        raise PermissionDenied
    write = GuardedWrite.objects.select_for_update(of=["self"]).alarms().get(pk=write_id)
    if write.by_id == by.pk:
        raise Refused(_("You did this yourself. Somebody else must review it."))
    if write.reviewed_at is None:
        write.reviewed_by, write.reviewed_at = by, timezone.now()
        write.save(update_fields=["reviewed_by", "reviewed_at"])
