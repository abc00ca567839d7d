"""Writing down who saw whose request. Each page that shows patients calls it with those that it shows."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone

from .models import AccessRecord, AppointmentRequest

SEEN_AS_ONCE = timedelta(hours=1)  # a list that refreshes itself is one look at it, not sixty


def record_access(user: User, requests: Iterable[AppointmentRequest], way: str) -> None:
    """`way` is an AccessRecord.Way. The same again within the hour is not written twice."""
    shown = {each.pk for each in requests}
    if not shown:
        return
    lately = AccessRecord.objects.filter(user=user, way=way, at__gte=timezone.now() - SEEN_AS_ONCE)
    known = set(lately.filter(appointment_request__in=shown).values_list("appointment_request", flat=True))
    AccessRecord.objects.bulk_create(
        AccessRecord(user=user, appointment_request_id=each, way=way) for each in sorted(shown - known)
    )


def forget_old_records() -> int:
    """What the law asks to be kept is kept, and no longer. Returns how many went."""
    until = timezone.now() - timedelta(days=settings.KEEP_ACCESS_RECORDS_DAYS)
    return AccessRecord.objects.filter(at__lt=until).delete()[0]
