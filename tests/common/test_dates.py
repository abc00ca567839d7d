"""A time is the same moment on page, in mail and in the calendar, in every zone and over every end of a month."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import override_settings
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st
from icalendar import Calendar

from bookings.messaging.calendar_file import PUBLISH, calendar_file
from bookings.models import Appointment, AppointmentRequest
from common.dates import in_words
from directory.models import Doctor, Location

ZONES = ["Asia/Kolkata", "Asia/Dubai", "Asia/Kathmandu", "Europe/London", "America/St_Johns", "Australia/Lord_Howe"]
ENDS_OF_MONTHS = [datetime(2028, month, 1, tzinfo=UTC) for month in range(1, 13)]
moments = st.one_of(
    st.datetimes(datetime(2026, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC)),
    st.builds(
        lambda end, minutes: end + timedelta(minutes=minutes), st.sampled_from(ENDS_OF_MONTHS), st.integers(-900, 900)
    ),
)


@given(moments, st.sampled_from(ZONES))
@how(max_examples=300, deadline=None)
def test_the_words_are_the_hospitals_own_time(moment, zone):
    local = moment.astimezone(ZoneInfo(zone))

    with override_settings(TIME_ZONE=zone), timezone.override(ZoneInfo(zone)):
        text = in_words(moment)

    half = "am" if local.hour < 12 else "pm"
    assert text == (
        f"{local:%A} {local.day} {local:%B} {local.year}, {local.hour % 12 or 12}:{local:%M} {half} {local.tzname()}"
    )


@pytest.mark.django_db
def test_the_calendar_holds_the_same_moment():
    @given(moments, st.sampled_from(ZONES), st.integers(5, 480))
    @how(max_examples=100, deadline=None)
    def run(moment, zone, minutes):
        appointment = Appointment(
            appointment_request=AppointmentRequest(),
            location=Location(name={"en": "City Clinic"}),
            starts_at=moment.astimezone(ZoneInfo(zone)).replace(microsecond=0),
            ends_at=(moment + timedelta(minutes=minutes)).replace(microsecond=0),
            doctor=Doctor(name={"en": "Asha Test"}),
        )
        [event] = Calendar.from_ical(calendar_file(appointment, PUBLISH)).walk("VEVENT")

        assert event.decoded("DTSTART") == moment.replace(microsecond=0)
        assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(minutes=minutes)

    run()
