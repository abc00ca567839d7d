"""By when we call: always while the desk is open, never on a holiday, never too early to keep."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from bookings import callback_deadline
from directory.models import CallWindow, DeskHours, Holiday
from tests import factories
from tests.sizes import size

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
@settings(max_examples=size(100, 300), deadline=None)
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
@settings(max_examples=size(70, 200), deadline=None)
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
    from tests.bookings.forms_filled import asked, own

    appointment_request = asked(client)

    assert appointment_request.promised_by
    assert timezone.localdate(appointment_request.promised_by) != timezone.localdate() + timedelta(days=1)
    page = client.get(own(client, "sent/")).text
    assert timezone.localtime(appointment_request.promised_by).strftime("%A") in page
    assert "IST" in page


@pytest.mark.django_db
def test_without_desk_hours_nothing_is_promised(client):
    assert factories.request().promised_by is None


windows = st.tuples(quarters, quarters).filter(lambda w: w[0] < w[1]).map(lambda w: CallWindow(starts=w[0], ends=w[1]))


def promise_in(window, now, hours, holidays=()):
    today = timezone.localdate(now)
    desk = callback_deadline.openings(hours, set(holidays), today, today + timedelta(days=60))
    return callback_deadline.end_of_wait_in(window, now, desk, FOUR_HOURS)


def is_open(hours, holidays, moment):
    local = moment.astimezone(IST)
    here = [h for h in hours if h.weekday == local.weekday() and h.opens <= local.time() < h.closes]
    return bool(here) and local.date() not in holidays


@given(moments, week, windows, st.sets(st.integers(0, 40), max_size=20))
@settings(max_examples=size(100, 300), deadline=None)
def test_a_promise_lies_inside_the_window_and_the_desks_hours(now, hours, window, days_off):
    holidays = {timezone.localdate(now) + timedelta(days=number) for number in days_off}

    by, any_time = promise_in(window, now, hours, holidays), promise(now, hours, holidays)

    if by is None:
        return
    assert by > now
    assert by >= any_time
    # The last quarter of an hour before it is one in which we may call.
    local = by.astimezone(IST)
    assert window.starts < local.time() <= window.ends
    assert is_open(hours, holidays, by - timedelta(minutes=15))
    assert is_open(hours, holidays, by - timedelta(minutes=1))


@given(moments, week, windows, st.sets(st.integers(0, 40), max_size=20))
@settings(max_examples=size(100, 300), deadline=None)
def test_no_window_that_could_be_kept_ends_earlier(now, hours, window, days_off):
    holidays = {timezone.localdate(now) + timedelta(days=number) for number in days_off}

    by, any_time = promise_in(window, now, hours, holidays), promise(now, hours, holidays)

    if any_time is None:
        assert by is None
        return
    quarter = any_time + (datetime.min.replace(tzinfo=UTC) - any_time) % timedelta(minutes=15)
    end = by or min(any_time + timedelta(days=30), now + timedelta(days=50))
    while quarter < end:  # each quarter from the end of the wait on is outside, or not yet the end of its stretch
        local = quarter.astimezone(IST)
        before, after = quarter - timedelta(minutes=15), quarter
        may_call = window.starts < local.time() <= window.ends and is_open(hours, holidays, before)
        goes_on = local.time() < window.ends and is_open(hours, holidays, after)
        assert not may_call or goes_on
        quarter += timedelta(minutes=15)


@given(moments, st.integers(0, 100_000), week, windows)
@settings(max_examples=size(70, 200), deadline=None)
def test_who_asks_later_for_the_same_window_is_never_called_earlier(now, seconds, hours, window):
    first, second = (promise_in(window, now + timedelta(seconds=late), hours) for late in (0, seconds))

    assert first is None or second is None or first <= second


MORNING, AFTERNOON, EVENING = (
    CallWindow(starts=starts, ends=ends)
    for starts, ends in [(time(8), time(12)), (time(12), time(16)), (time(16), time(19))]
)


@pytest.mark.parametrize(
    ("asked", "window", "called"),
    [
        (datetime(2026, 11, 23, 9, 0), EVENING, datetime(2026, 11, 23, 17, 0)),  # 4 to 7, and the desk closes at 5
        (datetime(2026, 11, 23, 13, 0), EVENING, datetime(2026, 11, 23, 17, 0)),
        (datetime(2026, 11, 23, 13, 1), EVENING, datetime(2026, 11, 24, 17, 0)),  # less than four hours are left
        (datetime(2026, 11, 23, 9, 0), MORNING, datetime(2026, 11, 24, 12, 0)),
        (datetime(2026, 11, 23, 9, 0), AFTERNOON, datetime(2026, 11, 23, 16, 0)),
        (datetime(2026, 11, 28, 16, 0), MORNING, datetime(2026, 11, 30, 12, 0)),  # Saturday, over Sunday
        (datetime(2026, 11, 23, 9, 0), CallWindow(starts=time(16, 50), ends=time(19)), None),  # ten minutes are nothing
        (datetime(2026, 11, 23, 9, 0), CallWindow(starts=time(17), ends=time(19)), None),
    ],
)
def test_promises_in_a_window_that_a_person_can_check(asked, window, called):
    assert promise_in(window, asked.replace(tzinfo=IST), NINE_TO_FIVE) == (called and called.replace(tzinfo=IST))


def desk_answers(opens=9, closes=17, **where):
    for weekday in range(7):
        DeskHours.objects.create(weekday=weekday, opens=time(opens), closes=time(closes), **where)


@pytest.fixture
def three_windows(db):
    CallWindow.objects.set_up()
    return CallWindow.objects.order_by("starts")


def test_a_location_with_hours_of_its_own_keeps_them(three_windows, set_clock):
    now = set_clock("2026-11-23 09:00")
    here, there = factories.LocationFactory(), factories.LocationFactory()
    desk_answers()
    desk_answers(closes=20, location=there)
    evening = three_windows.last()

    ends = [timezone.localtime(callback_deadline.call_by(now, evening, at)).hour for at in (None, here, there)]

    assert ends == [17, 17, 19]


def test_a_window_of_one_location_is_kept_by_its_desk(set_clock, db):
    now = set_clock("2026-11-23 09:00")
    there = factories.LocationFactory()
    desk_answers()
    desk_answers(closes=21, location=there)
    late = factories.CallWindowFactory(starts=time(18), ends=time(20), location=there)

    assert timezone.localtime(callback_deadline.call_by(now, late)).hour == 20


def test_without_hours_of_the_hospital_any_desk_calls(set_clock, db):
    now = set_clock("2026-11-23 09:00")
    desk_answers(location=factories.LocationFactory())

    assert timezone.localtime(callback_deadline.call_by(now)).hour == 13


@pytest.mark.parametrize(
    ("called", "tried", "window", "again"),
    [
        ("2026-11-23 10:00", 1, None, "2026-11-23 12:00"),
        ("2026-11-23 10:07", 1, None, "2026-11-23 12:15"),
        ("2026-11-23 14:59", 1, None, "2026-11-23 17:00"),  # not after the desk has closed
        ("2026-11-23 11:50", 2, None, "2026-11-23 16:00"),  # another part of the day
        ("2026-11-23 16:30", 1, None, "2026-11-24 12:00"),  # nobody is there two hours later
        ("2026-11-23 16:30", 1, "Evening", "2026-11-24 17:00"),
        ("2026-11-23 10:00", 2, "Morning", "2026-11-24 12:00"),
        ("2026-11-23 10:00", 5, "Evening", "2026-11-23 17:00"),
    ],
)
def test_whom_nobody_reached_is_called_again(called, tried, window, again, three_windows, set_clock):
    desk_answers()
    chosen = three_windows.get(name__en=window) if window else None

    by = callback_deadline.call_again_by(set_clock(called), tried, chosen)

    assert f"{timezone.localtime(by):%Y-%m-%d %H:%M}" == again


def test_without_desk_hours_or_windows_they_are_called_again_all_the_same(set_clock, db):
    now = set_clock("2026-11-23 23:00")

    assert callback_deadline.call_again_by(now, 2) == now + timedelta(hours=2)


def test_a_holiday_of_one_location_is_one_for_its_desk_alone(set_clock, db):
    now = set_clock("2026-11-23 15:00")
    here, there = factories.LocationFactory(), factories.LocationFactory()
    desk_answers()
    Holiday.objects.create(day=timezone.localdate() + timedelta(days=1), name={"en": "A feast"}, location=there)

    days = [timezone.localtime(callback_deadline.call_by(now, location=at)).day for at in (None, here, there)]

    assert days == [24, 24, 25]
