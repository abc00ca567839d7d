"""When far more people ask than usual. Nobody is judged: the desk is told, and mails to strangers wait their turn."""

from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, Q
from django.utils import timezone

from ..models import AppointmentRequest

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DAYS = 28
KEPT_FOR = 600  # seconds: what is usual at this hour changes slowly


@dataclass(frozen=True)
class Surge:
    """So many requests in the last hour, which is so many times what is usual at this time of day."""

    requests: int
    times: int


def of_this_hour():
    return AppointmentRequest.objects.filter(_in_the_hour_before(timezone.now()))


def surge(requests=None):
    """The surge of this hour, or None. Who has counted already, says how many there are of_this_hour."""
    requests = of_this_hour().count() if requests is None else requests
    if requests < settings.SURGE_AT_LEAST or requests < threshold():
        return None
    return Surge(requests, round(requests / max(usual(), 1)))


def threshold():
    """As many requests in an hour as are still no surge; and so many mails about them may leave."""
    return max(settings.SURGE_AT_LEAST, round(settings.SURGE_TIMES * usual()))


def usual():
    """How many requests come at this time of day: the median of the last four weeks."""
    return cache.get_or_set("usual-requests-of-this-hour", _count_usual, KEPT_FOR)


def _count_usual():
    now = timezone.now()
    counts = {f"day_{day}": Count("pk", filter=_in_the_hour_before(now - day * DAY)) for day in range(1, DAYS + 1)}
    lately = AppointmentRequest.objects.filter(created_at__gt=now - DAYS * DAY - HOUR)
    return median(lately.aggregate(**counts).values())


def _in_the_hour_before(moment):
    return Q(created_at__gt=moment - HOUR, created_at__lte=moment)
