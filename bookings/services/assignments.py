"""Taking a request in hand, giving it to a colleague, letting it go.

It only shows who is on it: whoever answers, answers. So the history does not tell of it, and the version stays.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from ..models import Assignment
from ..refusals import Code, Refusal
from . import changes


@transaction.atomic
def take(appointment_request_id: int, *, by: User, seen_with: int | None = None) -> Assignment:
    """Take it for DESK_TAKEN_MINUTES. `seen_with` is who had it on the page: another one was faster then."""
    until = timezone.now() + timedelta(minutes=settings.DESK_TAKEN_MINUTES)
    return _assign(appointment_request_id, to=by, by=by, until=until, seen_with=seen_with)


@transaction.atomic
def give(appointment_request_id: int, *, to: User, by: User, seen_with: int | None = None) -> Assignment:
    """To a colleague, until they let it go or hand it on."""
    if to == by:
        return take(appointment_request_id, by=by, seen_with=seen_with)
    return _assign(appointment_request_id, to=to, by=by, until=None, seen_with=seen_with)


@transaction.atomic
def release(appointment_request_id: int, *, seen_with: int | None) -> bool:
    """Back to everybody's inbox. False where it was no longer theirs."""
    changes.lock(appointment_request_id, version=None)
    held = Assignment.objects.filter(appointment_request=appointment_request_id, to=seen_with)
    return bool(held.delete()[0])


def _assign(
    appointment_request_id: int, *, to: User, by: User, until: datetime | None, seen_with: int | None
) -> Assignment:
    changes.lock(appointment_request_id, version=None)
    held = Assignment.objects.select_related("to").filter(appointment_request=appointment_request_id).first()
    if held and held.is_in_force and held.to_id not in (seen_with, by.pk):
        raise Refusal(Code.TAKEN_BY_COLLEAGUE, held, about=held)
    row = {"to": to, "by": by, "since": timezone.now(), "until": until}
    return Assignment.objects.update_or_create(appointment_request_id=appointment_request_id, defaults=row)[0]
