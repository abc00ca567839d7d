"""Writing down who saw whose request. Each page that shows patients calls it with those that it shows."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from .models import AccessRecord, AppointmentRequest

SEEN_AS_ONCE = timedelta(hours=1)  # a list that refreshes itself is one look at it, not sixty


# One statement: every page of the desk pays for it. desk/presence.py puts it into its own.
NOT_SEEN_LATELY = """
    insert into bookings_accessrecord (user_id, appointment_request_id, way, at)
    select %(user)s, shown, %(way)s, %(now)s from unnest(%(shown)s::bigint[]) shown
    where not exists (
        select from bookings_accessrecord seen
        where seen.user_id = %(user)s and seen.appointment_request_id = shown and seen.way = %(way)s
        and seen.at >= %(seen_since)s
    )
"""


def record_access(user: User, requests: Iterable[AppointmentRequest], way: str) -> None:
    """`way` is an AccessRecord.Way. The same again within the hour is not written twice."""
    shown = sorted({each.pk for each in requests})
    if not shown:
        return
    with connection.cursor() as cursor:
        cursor.execute(NOT_SEEN_LATELY, look(user, shown, way))


def look(user: User, shown: list[int], way: str) -> dict[str, Any]:
    """What NOT_SEEN_LATELY asks for."""
    now = timezone.now()
    return {"user": user.pk, "way": str(way), "shown": shown, "now": now, "seen_since": now - SEEN_AS_ONCE}


def record_mailed(requests: Iterable[AppointmentRequest]) -> None:
    """They leave for the mailbox of the front desk. A mail that is tried again within the hour is not written twice."""
    shown = {each.pk for each in requests}
    lately = AccessRecord.objects.filter(way=AccessRecord.Way.MAILED, at__gte=timezone.now() - SEEN_AS_ONCE)
    shown -= set(lately.filter(appointment_request__in=shown).values_list("appointment_request", flat=True))
    AccessRecord.objects.bulk_create(
        AccessRecord(appointment_request_id=pk, way=AccessRecord.Way.MAILED) for pk in sorted(shown)
    )


def forget_old_records() -> int:
    """What the law asks to be kept is kept, and no longer. Returns how many went."""
    until = timezone.now() - timedelta(days=settings.KEEP_ACCESS_RECORDS_DAYS)
    return AccessRecord.objects.filter(at__lt=until).delete()[0]
