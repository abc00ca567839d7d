"""Who has a request's page before them at this moment, so that two people do not phone one patient."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from ..models import STILL_THERE, AppointmentRequest, Assignment, OpenPage

KEPT_FOR = timedelta(hours=1)
SEEN = """
    insert into bookings_openpage (appointment_request_id, user_id, opened_at, seen_at)
    values (%(request)s, %(user)s, %(now)s, %(now)s)
    on conflict (appointment_request_id, user_id) do update set
        opened_at = case when bookings_openpage.seen_at < %(since)s then %(now)s else bookings_openpage.opened_at end,
        seen_at = %(now)s
"""


def renew(user: User, appointment_request: AppointmentRequest) -> None:
    """This person has it open now; with a page left alone for long it begins anew."""
    now = timezone.now()
    values = {"request": appointment_request.pk, "user": user.pk, "now": now, "since": now - STILL_THERE}
    with connection.cursor() as cursor:
        cursor.execute(SEEN, values)


def others_with(appointment_request: AppointmentRequest, user: User) -> list[OpenPage]:
    """Colleagues who have it open, the first of them first."""
    there = OpenPage.objects.filter(
        appointment_request=appointment_request, seen_at__gt=timezone.now() - STILL_THERE
    ).exclude(user=user)
    return list(there.select_related("user").order_by("opened_at"))


def forget_old() -> int:
    """Pages that were closed long ago, and what was taken and has run out. Returns how many went."""
    now = timezone.now()
    pages = OpenPage.objects.filter(seen_at__lt=now - KEPT_FOR).delete()[0]
    return pages + Assignment.objects.filter(until__lt=now - KEPT_FOR).delete()[0]
