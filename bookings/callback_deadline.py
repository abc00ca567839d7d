"""By when we call: so many hours of the front desk after a request comes in.

The patient is shown this moment, the row keeps it, and the desk is measured by it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from directory.models import DeskHours, Holiday

LOOK_AHEAD_DAYS = 60
QUARTER = timedelta(minutes=15)


@dataclass(frozen=True)
class Opening:
    opens: datetime
    closes: datetime


def call_by(now: datetime) -> datetime | None:
    """The moment by which we promise to call, or None while no desk hours are known."""
    today = timezone.localdate(now)
    until = today + timedelta(days=LOOK_AHEAD_DAYS)
    hours = list(DeskHours.objects.all())
    holidays = set(Holiday.objects.filter(day__range=(today, until), location=None).values_list("day", flat=True))
    return end_of_wait(now, openings(hours, holidays, today, until), timedelta(hours=settings.PROMISE_DESK_HOURS))


def openings(
    hours: Collection[DeskHours], holidays: Collection[date], first_day: date, last_day: date
) -> list[Opening]:
    """Every stretch in which the desk answers, in order; stretches that touch or overlap are one."""
    found: list[Opening] = []
    for number in range((last_day - first_day).days + 1):
        day = first_day + timedelta(days=number)
        if day in holidays:
            continue
        for each in sorted((h for h in hours if h.weekday == day.weekday()), key=lambda h: h.opens):
            opens, closes = (timezone.make_aware(datetime.combine(day, time)) for time in (each.opens, each.closes))
            if found and opens <= found[-1].closes:
                before = found.pop()
                opens, closes = before.opens, max(before.closes, closes)
            found.append(Opening(opens, closes))
    return found


def end_of_wait(now: datetime, stretches: Iterable[Opening], wait: timedelta) -> datetime | None:
    """When the desk will have been open for so long since `now`, on the next quarter of an hour."""
    for stretch in stretches:
        begins = max(now, stretch.opens)
        if begins >= stretch.closes:
            continue
        if begins + wait <= stretch.closes:
            return min(_next_quarter(begins + wait), stretch.closes)
        wait -= stretch.closes - begins
    return None


def _next_quarter(moment: datetime) -> datetime:
    past = (moment - datetime.min.replace(tzinfo=moment.tzinfo)) % QUARTER
    return moment + (QUARTER - past if past else timedelta(0))
