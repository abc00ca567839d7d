"""Wishes for days meet the plan: what cannot come true is told beside its field, while another can be chosen."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from common.dates import day_in_words
from directory.models import Holiday, Leave
from tests import factories
from tests.bookings.forms_filled import ABOUT, CONTACT, WHEN, asked, begin, fill, own

pytestmark = pytest.mark.django_db

NOBODY = "There is no OPD on"


@pytest.fixture(autouse=True)
def hospital():
    return factories.HospitalFactory()


def wish(client, *, about=None, **when):
    """The page that a patient ends on who asks for these days."""
    return fill(client, about=about, when={name: str(value) for name, value in when.items()})


def is_taken(page):
    return "/check/" in page.request["PATH_INFO"]


def told_beside(page, field):
    """The words of the error that stands with this field, and is linked from the summary."""
    assert f'href="#id_{field}"' in page.text
    return page.text.split(f'id="id_{field}_error"')[1].split("</ul>")[0]


def next_day_like(weekday, after=1):
    day = timezone.localdate() + timedelta(days=after)
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def test_a_day_on_which_nobody_sits_is_told_with_the_next_on_which_somebody_does(client):
    session = factories.OpdSessionFactory()
    day = next_day_like(session.weekday - 1)

    page = wish(client, preferred_day=day)

    said = told_beside(page, "preferred_day")
    assert f"{NOBODY} {day_in_words(day)}" in said
    assert f"The next one is on {day_in_words(day + timedelta(days=1))}" in said
    assert is_taken(wish(client, preferred_day=day + timedelta(days=1)))


def test_the_second_wish_is_looked_at_too(client):
    session = factories.OpdSessionFactory()

    page = wish(
        client,
        preferred_day=next_day_like(session.weekday),
        second_preferred_day=next_day_like(session.weekday + 1),
    )

    assert NOBODY in told_beside(page, "second_preferred_day")
    assert 'href="#id_preferred_day"' not in page.text


def test_a_day_is_looked_at_for_the_department_that_is_asked_for(client):
    mine, other = factories.OpdSessionFactory(weekday=1), factories.OpdSessionFactory(weekday=2)
    department = factories.DepartmentFactory()
    mine.doctor.departments.add(department)
    day = next_day_like(other.weekday)

    assert is_taken(wish(client, preferred_day=day))
    assert NOBODY in told_beside(wish(client, about={"department": department.pk}, preferred_day=day), "preferred_day")


def test_a_doctor_who_is_away_for_weeks_can_be_wished_for_on_days_after_that(client):
    session = factories.OpdSessionFactory()
    today = timezone.localdate()
    Leave.objects.create(doctor=session.doctor, first_day=today, last_day=today + timedelta(days=60))
    factories.OpdSessionFactory(weekday=session.weekday)  # another doctor sits on these days
    about = {"doctor": session.doctor.pk}

    page = wish(client, about=about, preferred_day=next_day_like(session.weekday, after=10))

    assert NOBODY in told_beside(page, "preferred_day")
    assert is_taken(wish(client, about=about, preferred_day=next_day_like(session.weekday, after=61)))


def test_a_holiday_is_called_by_its_name(client):
    session = factories.OpdSessionFactory()
    day = next_day_like(session.weekday)
    Holiday.objects.create(day=day, name={"en": "Founders' day"})

    assert "is a holiday: Founders&#x27; day" in told_beside(wish(client, preferred_day=day), "preferred_day")


def test_a_holiday_of_one_location_is_told_to_who_wants_to_come_there(client):
    session, other = factories.OpdSessionFactory(), factories.LocationFactory()
    day = next_day_like(session.weekday)
    Holiday.objects.create(day=day, name={"en": "Fair of the town"}, location=other)

    assert is_taken(wish(client, preferred_day=day))
    assert is_taken(wish(client, preferred_day=day, location=session.location_id))
    page = wish(client, preferred_day=day, location=other.pk)
    assert "is a holiday: Fair of the town" in told_beside(page, "preferred_day")


def test_where_no_hours_are_known_only_holidays_are_refused(client):
    day = timezone.localdate() + timedelta(days=3)
    assert is_taken(wish(client, preferred_day=day))

    Holiday.objects.create(day=day, name={"en": "Founders' day"})

    assert "is a holiday" in told_beside(wish(client, preferred_day=day), "preferred_day")


@pytest.mark.parametrize(
    ("hour", "part", "taken"),
    [
        (11, "morning", True),
        (12, "morning", False),
        (15, "afternoon", True),
        (16, "afternoon", False),
        (23, "evening", True),
        (12, "", True),
    ],
)
def test_a_part_of_today_that_is_over_is_told(client, time_machine, hour, part, taken):
    zone = timezone.get_default_timezone()
    today = timezone.localdate() + timedelta(days=1)
    time_machine.move_to(datetime(today.year, today.month, today.day, hour, tzinfo=zone))

    page = wish(client, preferred_day=today, preferred_part=part)

    assert is_taken(page) == taken
    if not taken:
        assert "This part of today is over" in told_beside(page, "preferred_part")


def test_a_part_of_tomorrow_is_not_over(client, time_machine):
    zone = timezone.get_default_timezone()
    today = timezone.localdate() + timedelta(days=1)
    time_machine.move_to(datetime(today.year, today.month, today.day, 20, tzinfo=zone))

    assert is_taken(wish(client, preferred_day=today + timedelta(days=1), preferred_part="morning"))


@pytest.mark.parametrize("name", ["preferred", "second_preferred"])
def test_a_part_without_a_day_asks_for_the_day(client, name):
    page = wish(client, **{f"{name}_part": "morning"})

    assert "Choose the day, too" in told_beside(page, f"{name}_day")
    assert '<option value="morning" selected>' in page.text


def test_a_holiday_that_was_entered_meanwhile_is_told_before_the_answers_are_shown(client):
    day = timezone.localdate() + timedelta(days=3)
    wish(client, preferred_day=day)
    Holiday.objects.create(day=day, name={"en": "Founders' day"})

    page = client.get(own(client, "check/"), follow=True)

    assert page.redirect_chain == [(own(client, "when/"), 302)]
    assert "is a holiday" in told_beside(page, "preferred_day")


def test_the_words_are_in_the_language_of_the_page(client):
    draft = begin(client, "ar")
    client.post(f"{draft}about/", ABOUT)
    client.post(f"{draft}contact/", CONTACT)

    page = client.post(f"{draft}when/", WHEN | {"preferred_part": "morning"}, follow=True)

    assert "Choose the day" not in page.text
    assert 'href="#id_preferred_day"' in page.text


def test_the_status_page_shows_what_was_asked_for(client, editor, clinician, publisher):
    treatment = factories.published(editor, clinician, publisher).treatment
    doctor = factories.DoctorFactory(name={"en": "Asha Test"})
    days = [timezone.localdate() + timedelta(days=number) for number in (3, 4)]
    asked(
        client,
        about={"treatment": treatment.pk, "department": treatment.department_id, "doctor": doctor.pk},
        when={"preferred_day": days[0], "preferred_part": "morning", "second_preferred_day": days[1]},
    )

    page = client.get(own(client, "status/")).text

    for shown in ("Hip replacement", str(treatment.department.name), "Dr Asha Test", "Fathima"):
        assert shown in page
    for day, part in zip(days, ("Morning", "Any time"), strict=True):
        assert f"{day_in_words(day)}, {part}" in page
