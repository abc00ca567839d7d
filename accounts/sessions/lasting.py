"""How long a session of the staff lasts: so long after its last use, and so long after signing in, whatever happens.

The session itself is Django's, and holds only the number of a row here: without the row it is nobody's. Patients have
no row; what they have begun lasts as long as before.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.sessions.backends.base import SessionBase
from django.db.models.functions import JSONObject
from django.http import HttpRequest
from django.utils import timezone

from ..models import StaffSession
from . import described

ROW = "staff_session"  # in the session
BY_ITSELF = "X-By-Itself"  # a header of what a page asks without anybody's doing: it keeps nobody signed in
NOTED_EVERY = timedelta(minutes=1)


def idle_for() -> timedelta:
    return timedelta(minutes=settings.STAFF_IDLE_MINUTES)


def at_most() -> timedelta:
    return timedelta(hours=settings.STAFF_SESSION_HOURS)


def open_ones():
    now = timezone.now()
    return StaffSession.objects.filter(used_at__gt=now - idle_for(), began_at__gt=now - at_most())


def open_ones_of(user_id) -> ArraySubquery:
    """To be asked for together with the person; `row_of` reads it."""
    rows = open_ones().filter(user_id=user_id).order_by()
    return ArraySubquery(rows.values(row=JSONObject(**{name: name for name in ("pk", "began_at", "used_at")})))


def row_of(session: SessionBase, person: AbstractBaseUser) -> StaffSession | None:
    """What this session lasts by; None when it has ended."""
    number = session.get(ROW)
    if not hasattr(person, "open_sessions"):
        return open_ones().filter(pk=number, user_id=person.pk).first()
    for row in person.open_sessions:
        if row["pk"] == number:
            began_at, used_at = (datetime.fromisoformat(row[name]) for name in ("began_at", "used_at"))
            return StaffSession(pk=number, user_id=person.pk, began_at=began_at, used_at=used_at)
    return None


def end_of(row: StaffSession) -> datetime:
    """When it ends if nobody does anything more."""
    return min(row.used_at + idle_for(), last_end_of(row))


def last_end_of(row: StaffSession) -> datetime:
    return row.began_at + at_most()


def begin(request: HttpRequest, person: AbstractBaseUser) -> None:
    """In the place of the one before, if this browser had one."""
    end(request)
    browser, place = described.browser_of(request), described.place_of(request)
    request.session[ROW] = StaffSession.objects.create(user_id=person.pk, browser=browser, place=place).pk


def end(request: HttpRequest) -> None:
    StaffSession.objects.filter(pk=request.session.pop(ROW, None)).delete()


def end_others(request: HttpRequest, person: AbstractBaseUser) -> int:
    """Those of this person in other browsers. How many there were."""
    others = StaffSession.objects.filter(user_id=person.pk).exclude(pk=request.session.get(ROW))
    return others.delete()[0]


def end_all(person: AbstractBaseUser) -> None:
    StaffSession.objects.filter(user_id=person.pk).delete()


def note_use(request: HttpRequest, row: StaffSession) -> None:
    """At most once a minute, so that a page costs no write."""
    now = timezone.now()
    if BY_ITSELF not in request.headers and row.used_at < now - NOTED_EVERY:
        StaffSession.objects.filter(pk=row.pk).update(used_at=now)
        row.used_at = now


def forget_ended() -> None:
    now = timezone.now()
    StaffSession.objects.filter(began_at__lte=now - at_most()).delete()
    StaffSession.objects.filter(used_at__lte=now - idle_for()).delete()


def follow_signing_in() -> None:
    """Whoever signs in by whatever door has a row."""
    user_logged_in.connect(_signed_in, dispatch_uid="accounts.sessions")
    user_logged_out.connect(_signed_out, dispatch_uid="accounts.sessions")


def _signed_in(sender, request, user, **_more):
    begin(request, user)


def _signed_out(sender, request, **_more):
    end(request)
