"""By when we call: always while the desk is open, never on a holiday, never too early to keep."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from bookings import callback_deadline
from directory.models import DeskHours, Holiday
from tests import factories

IST = ZoneInfo("Asia/Kolkata")
FOUR_HOURS = timedelta(hours=4)

quarters = st.integers(min_value=0, max_value=95).map(lambda n: time(n // 4, n % 4 * 15))
one_opening = st.tuples(st.integers(0, 6), quarters, quarters).filter(lambda o: o[1] < o[2])
week = st.lists(one_opening, min_size=1, max_size=10).map(
    lambda openings: [DeskHours(weekday=day, opens=opens, closes=closes) for day, opens, closes in openings]
)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))


def promise(now, hours, holidays=(), wait=FOUR_HOURS):
    today = timezone.localdate(now)
    return callback_deadline.end_of_wait(
        now, callback_deadline.openings(hours, set(holidays), today, today + timedelta(days=60)), wait
    )


def open_time(hours, holidays, start, end):
    stretches = callback_deadline.openings(hours, holidays, timezone.localdate(start), timezone.localdate(end))
    return sum((max(min(end, s.closes) - max(start, s.opens), timedelta(0)) for s in stretches), timedelta(0))


@given(moments, week, st.sets(st.integers(0, 40), max_size=20))
@settings(max_examples=300, deadline=None)
def test_a_promise_is_kept_while_the_desk_is_open(now, hours, days_off):
    holidays = {timezone.localdate(now) + timedelta(days=number) for number in days_off}

    by = promise(now, hours, holidays)

    if by is None:
        return  # too little desk time in sixty days
    local = by.astimezone(IST)
    assert by > now
    assert local.date() not in holidays
    assert any(h.weekday == local.weekday() and h.opens < local.time() <= h.closes for h in hours)
    assert open_time(hours, holidays, now, by) + timedelta(seconds=1) >= FOUR_HOURS
    assert open_time(hours, holidays, now, by) < FOUR_HOURS + timedelta(minutes=15)


@given(moments, st.integers(0, 100_000), week)
@settings(max_examples=200, deadline=None)
def test_who_asks_later_is_never_called_earlier(now, seconds, hours):
    first, second = promise(now, hours), promise(now + timedelta(seconds=seconds), hours)

    assert first is None or second is None or first <= second


NINE_TO_FIVE = [DeskHours(weekday=day, opens=time(9), closes=time(17)) for day in range(6)]


@pytest.mark.parametrize(
    ("asked", "called", "holidays"),
    [
        (datetime(2026, 11, 23, 9, 0), datetime(2026, 11, 23, 13, 0), []),
        (datetime(2026, 11, 23, 7, 0), datetime(2026, 11, 23, 13, 0), []),
        (datetime(2026, 11, 23, 16, 50), datetime(2026, 11, 24, 13, 0), []),
        (datetime(2026, 11, 23, 16, 0), datetime(2026, 11, 24, 12, 0), []),
        (datetime(2026, 11, 28, 18, 0), datetime(2026, 11, 30, 13, 0), []),  # Saturday evening, over Sunday
        (datetime(2026, 11, 30, 18, 0), datetime(2026, 12, 1, 13, 0), []),  # over the end of a month
        (datetime(2026, 12, 31, 18, 0), datetime(2027, 1, 2, 13, 0), [date(2027, 1, 1)]),  # of a year, and a holiday
        (datetime(2028, 2, 28, 18, 0), datetime(2028, 2, 29, 13, 0), []),  # a leap day
    ],
)
def test_promises_that_a_person_can_check(asked, called, holidays):
    by = promise(asked.replace(tzinfo=IST), NINE_TO_FIVE, holidays)

    assert by == called.replace(tzinfo=IST)


@pytest.mark.django_db
def test_the_promise_is_kept_on_the_row_and_shown(client):
    factories.HospitalFactory()
    for weekday in range(7):
        DeskHours.objects.create(weekday=weekday, opens=time(9), closes=time(17))
    Holiday.objects.create(day=timezone.localdate() + timedelta(days=1), name={"en": "A holiday"})
    from tests.bookings.forms_filled import START, asked

    appointment_request = asked(client)

    assert appointment_request.promised_by
    assert timezone.localdate(appointment_request.promised_by) != timezone.localdate() + timedelta(days=1)
    page = client.get(f"{START}sent/").text
    assert timezone.localtime(appointment_request.promised_by).strftime("%A") in page
    assert "IST" in page


@pytest.mark.django_db
def test_without_desk_hours_nothing_is_promised(client):
    assert factories.request().promised_by is None
