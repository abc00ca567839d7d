"""By when we call: so many hours of the front desk after a request comes in, inside the part of the day asked for.

The patient is shown this moment, the row keeps it, and the desk is measured by it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from directory.models import CallWindow, DeskHours, Holiday, Location

LOOK_AHEAD_DAYS = 60
QUARTER = timedelta(minutes=15)


@dataclass(frozen=True)
class Opening:
    opens: datetime
    closes: datetime


def call_by(now: datetime, window: CallWindow | None = None, location: Location | None = None) -> datetime | None:
    """The moment by which we promise to call, or None where the desk is never there."""
    desk = desk_openings(now, location or (window.location if window else None))
    return end_of_wait_in(window, now, desk, timedelta(hours=settings.PROMISE_DESK_HOURS))


def call_again_by(
    now: datetime, tried: int, window: CallWindow | None = None, location: Location | None = None
) -> datetime:
    """When to try again whom nobody reached, `tried` times by now.

    The first time it is some hours later, if the desk is there then; otherwise the next window: the patient's own,
    or for who takes any, another part of the day.
    """
    desk = desk_openings(now, location or (window.location if window else None))
    later = now + timedelta(hours=settings.CALL_AGAIN_HOURS)
    then = next((opening for opening in desk if opening.opens < later <= opening.closes), None)
    if tried == 1 and then:
        return min(_next_quarter(later), then.closes)
    windows = [window] if window else CallWindow.objects.offered().at(location)
    to_come = (stretch for stretch in [*within(windows, desk), *desk] if stretch.opens > now)
    return next((stretch.closes for stretch in to_come), later)


def desk_openings(now: datetime, location: Location | None) -> list[Opening]:
    """When the desk that calls for this location is open, from today on."""
    today = timezone.localdate(now)
    until = today + timedelta(days=LOOK_AHEAD_DAYS)
    closed = Q(location=None) | Q(location=location)
    holidays = Holiday.objects.filter(closed, day__range=(today, until)).values_list("day", flat=True)
    return openings(desk_hours(location), set(holidays), today, until)


def desk_hours(location: Location | None) -> list[DeskHours]:
    """Those of this location; where it has none, the hospital's; where that has none either, anybody's."""
    hours = list(DeskHours.objects.all())
    own = [each for each in hours if location and each.location_id == location.pk]
    return own or [each for each in hours if each.location_id is None] or hours


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
            opens, closes = _moment(day, each.opens), _moment(day, each.closes)
            if found and opens <= found[-1].closes:
                before = found.pop()
                opens, closes = before.opens, max(before.closes, closes)
            found.append(Opening(opens, closes))
    return found


def within(windows: Iterable[CallWindow], desk: Iterable[Opening]) -> list[Opening]:
    """What the desk can keep of these windows, the first to end first; less than a quarter of an hour is nothing."""
    windows, found = list(windows), list[Opening]()
    for opening in desk:
        day = timezone.localdate(opening.opens)
        for window in windows:
            opens, closes = _moment(day, window.starts), _moment(day, window.ends)
            both = Opening(max(opening.opens, opens), min(opening.closes, closes))
            if both.closes - both.opens >= QUARTER:
                found.append(both)
    return sorted(found, key=lambda stretch: stretch.closes)


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


def end_of_wait_in(
    window: CallWindow | None, now: datetime, desk: Collection[Opening], wait: timedelta
) -> datetime | None:
    """The same, in a window: the end of the first one that does not end sooner, so that all of it is there to call."""
    by = end_of_wait(now, desk, wait)
    if by is None or window is None:
        return by
    return next((stretch.closes for stretch in within([window], desk) if stretch.closes >= by), None)


def _moment(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))


def _next_quarter(moment: datetime) -> datetime:
    past = (moment - datetime.min.replace(tzinfo=moment.tzinfo)) % QUARTER
    return moment + (QUARTER - past if past else timedelta(0))
