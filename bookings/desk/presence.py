"""Who has a request's page before them at this moment, so that two people do not phone one patient."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from ..access_journal import NOT_SEEN_LATELY, look
from ..models import STILL_THERE, AccessRecord, AppointmentRequest, Assignment, OpenPage

KEPT_FOR = timedelta(hours=1)
SEEN = """
    with mine as (
        insert into bookings_openpage (appointment_request_id, user_id, opened_at, seen_at)
        values (%(request)s, %(user)s, %(now)s, %(now)s)
        on conflict (appointment_request_id, user_id) do update set
            opened_at = case
                when bookings_openpage.seen_at < %(since)s then %(now)s else bookings_openpage.opened_at
            end,
            seen_at = %(now)s
    ){more}
    select auth_user.*, page.opened_at
    from bookings_openpage page join auth_user on auth_user.id = page.user_id
    where page.appointment_request_id = %(request)s and page.seen_at > %(since)s and page.user_id <> %(user)s
    order by page.opened_at
"""
# One statement: the page of a request asks for much else.
OPENED = SEEN.format(more=f", looked_at as ({NOT_SEEN_LATELY})")


def renew(user: User, appointment_request: AppointmentRequest) -> list[User]:
    """This person has it open now; with a page left alone for long it begins anew.

    Returns the colleagues who have it open too, each with their `opened_at`, the first of them first.
    """
    return list(User.objects.raw(SEEN.format(more=""), _values(user, appointment_request)))


def open_page(user: User, appointment_request: AppointmentRequest) -> list[User]:
    """The same, and it is written into the access journal."""
    values = look(user, [appointment_request.pk], AccessRecord.Way.OPENED) | _values(user, appointment_request)
    return list(User.objects.raw(OPENED, values))


def _values(user: User, appointment_request: AppointmentRequest) -> dict[str, Any]:
    now = timezone.now()
    return {"request": appointment_request.pk, "user": user.pk, "now": now, "since": now - STILL_THERE}


def forget_old() -> int:
    """Pages that were closed long ago, and what was taken and has run out. Returns how many went."""
    now = timezone.now()
    pages = OpenPage.objects.filter(seen_at__lt=now - KEPT_FOR).delete()[0]
    return pages + Assignment.objects.filter(until__lt=now - KEPT_FOR).delete()[0]
