"""The three times that the desk is shown first: what the patient wished, and never the same on two open pages."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from bookings import services
from bookings.free_times import Slot, free_times
from bookings.models import AppointmentRequest, ProposedTime
from bookings.proposals import proposals, propose
from directory.models import Leave
from tests import factories

MONDAY = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)  # half past eight in the morning there
TUE, WED, THU, FRI = (date(2026, 12, number) for number in (1, 2, 3, 4))


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(MONDAY, tick=False):
        yield


class House:
    """The heart's doctors, and one of the bones'. Who sits when stands beside each."""

    def __init__(self):
        self.hill, self.beach = (factories.LocationFactory(name={"en": name}) for name in ("Hill", "Beach"))
        self.heart, self.bones = factories.DepartmentFactory(), factories.DepartmentFactory()
        self.treatment = factories.TreatmentFactory(department=self.heart)
        self.asha = self.doctor("Asha", ["ml", "en"], self.heart)
        self.sits(self.asha, 1, 10, 12, self.hill)
        self.sits(self.asha, 3, 15, 17, self.hill)
        self.biju = self.doctor("Biju", ["hi", "en"], self.heart)
        self.sits(self.biju, 1, 10, 12, self.beach)
        self.carol = self.doctor("Carol", ["ar"], self.heart)
        self.carol_sits = self.sits(self.carol, 2, 9, 12, self.hill, kind="tokens", slot_minutes=None, capacity=2)
        self.dev = self.doctor("Dev", ["en"], self.bones)
        self.sits(self.dev, 4, 16, 18, self.beach)
        self.treatment.doctors.add(self.biju)

    def doctor(self, name, languages, department):
        doctor = factories.DoctorFactory(name={"en": name}, languages=languages)
        doctor.departments.add(department)
        return doctor

    def sits(self, doctor, weekday, starts, ends, location, **fields):
        return factories.OpdSessionFactory(
            doctor=doctor, weekday=weekday, starts=time(starts), ends=time(ends), location=location,
            **{"slot_minutes": 30, **fields},
        )  # fmt: skip

    def asks(self, **answers):
        named = {
            name: getattr(self, value)
            for name, value in answers.items()
            if name in ("preferred_doctor", "department", "treatment", "location")
        }
        return factories.request(**answers | named)


@pytest.fixture
def house(db):
    return House()


def said(found):
    return [
        f"{each.session.doctor.name['en']} {timezone.localtime(each.starts_at):%a %-d %H:%M}".replace(":00", "")
        for each in found
    ]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"preferred_doctor": "asha"}, ["Asha Tue 1 10", "Asha Tue 1 11", "Asha Thu 3 15"]),
        # The day of the wish, though another comes sooner.
        ({"preferred_doctor": "asha", "preferred_day": THU}, ["Asha Thu 3 15", "Asha Thu 3 16", "Asha Thu 3 15:30"]),
        # Nobody sits then: the days nearest to it.
        ({"preferred_doctor": "asha", "preferred_day": FRI}, ["Asha Thu 3 15", "Asha Thu 3 16", "Asha Thu 3 15:30"]),
        # That day, but no other part of it than the doctor's.
        (
            {"preferred_doctor": "asha", "preferred_day": TUE, "preferred_part": "evening"},
            ["Asha Tue 1 10", "Asha Tue 1 11", "Asha Tue 1 10:30"],
        ),
        # Afternoon ends at four here.
        (
            {"preferred_doctor": "asha", "preferred_day": THU, "preferred_part": "evening"},
            ["Asha Thu 3 16", "Asha Thu 3 16:30", "Asha Thu 3 15"],
        ),
        # The second wish comes before another part of the first.
        (
            {
                "preferred_doctor": "asha", "preferred_day": TUE, "preferred_part": "evening",
                "second_preferred_day": THU, "second_preferred_part": "afternoon",
            },
            ["Asha Thu 3 15", "Asha Thu 3 15:30", "Asha Tue 1 10"],
        ),
        # A wish far away is looked for there.
        (
            {"preferred_doctor": "asha", "preferred_day": date(2027, 1, 7), "preferred_part": "any"},
            ["Asha Thu 7 15", "Asha Thu 7 16", "Asha Thu 7 15:30"],
        ),
        # A wish of last week is none.
        (
            {"preferred_doctor": "asha", "preferred_day": date(2026, 11, 24)},
            ["Asha Tue 1 10", "Asha Tue 1 11", "Asha Thu 3 15"],
        ),
        # Nobody named: who speaks the language, soonest.
        ({"department": "heart", "call_language": "ml"}, ["Asha Tue 1 10", "Asha Tue 1 11", "Asha Thu 3 15"]),
        ({"department": "heart", "call_language": "hi"}, ["Biju Tue 1 10", "Biju Tue 1 11", "Biju Tue 8 10"]),
        ({"department": "heart", "call_language": "ar"}, ["Carol Wed 2 09", "Carol Wed 9 09", "Asha Tue 1 10"]),
        # Both speak it: the location decides, then the time.
        (
            {"department": "heart", "call_language": "en", "location": "beach"},
            ["Biju Tue 1 10", "Biju Tue 1 11", "Biju Tue 8 10"],
        ),
        # A day is more than a language.
        (
            {"department": "heart", "call_language": "ml", "preferred_day": WED},
            ["Carol Wed 2 09", "Asha Tue 1 10", "Asha Tue 1 11"],
        ),
        # Only who offers the treatment.
        ({"treatment": "treatment"}, ["Biju Tue 1 10", "Biju Tue 1 11", "Biju Tue 8 10"]),
        # Who has named nothing, is asked first.
        ({}, []),
    ],
)  # fmt: skip
def test_fifteen_requests_and_the_three_times_proposed(house, asked, expected):
    assert said(proposals(house.asks(**asked))) == expected


def test_a_named_doctor_who_is_away_is_followed_by_colleagues(house):
    Leave.objects.create(doctor=house.asha, first_day=TUE, last_day=TUE + timedelta(days=90))

    assert said(proposals(house.asks(preferred_doctor="asha"))) == ["Biju Tue 1 10", "Biju Tue 1 11", "Biju Tue 8 10"]


def test_who_takes_no_new_patients_is_proposed_only_by_name(house):
    house.asha.accepting_new_patients = False
    house.asha.save()

    assert "Asha" not in " ".join(said(proposals(house.asks(department="heart", call_language="ml"))))
    assert said(proposals(house.asks(preferred_doctor="asha")))[0] == "Asha Tue 1 10"


def test_without_leaves_out_what_is_proposed_beside_it_and_a_shared_session_has_two_places(house):
    request = house.asks(department="heart", call_language="ar")
    carol = free_times(house.carol, WED, 1)

    assert said(proposals(request, without=proposals(request))) == ["Carol Wed 2 09", "Carol Wed 9 09", "Biju Tue 1 10"]
    assert said(proposals(request, without=carol * 2))[0] == "Carol Wed 9 09"


def test_a_first_day_and_a_count_are_kept(house):
    found = proposals(house.asks(preferred_doctor="asha"), count=2, first_day=FRI)

    assert said(found) == ["Asha Tue 8 10", "Asha Tue 8 11"]


def test_what_is_held_for_somebody_is_not_proposed(house, front_desk):
    request, other = house.asks(preferred_doctor="asha"), house.asks(preferred_doctor="asha")
    held = proposals(request)[0].time
    services.offer(other.pk, times=[held], until=timezone.now() + timedelta(hours=2), by=front_desk, version=1)

    assert said(proposals(request)) == ["Asha Tue 1 10:30", "Asha Tue 1 11:30", "Asha Thu 3 15"]


def test_six_queries_are_enough(house, django_assert_max_num_queries):
    request = AppointmentRequest.objects.for_desk().get(pk=house.asks(preferred_doctor="asha").pk)

    with django_assert_max_num_queries(6):
        assert len(proposals(request)) == 3


def test_two_open_pages_never_propose_the_same_and_each_keeps_its_own(house):
    one, other = house.asks(preferred_doctor="asha"), house.asks(preferred_doctor="asha")

    first, second = said(propose(one).best), said(propose(other).best)

    assert not set(first) & set(second)
    assert said(propose(one).best) == first
    assert said(proposals(one)) == first
    assert ProposedTime.objects.count() == 6


def test_a_page_that_was_left_gives_its_times_back(house, settings):
    one, other = house.asks(preferred_doctor="asha"), house.asks(preferred_doctor="asha")
    first = said(propose(one).best)

    with time_machine.travel(timezone.now() + timedelta(minutes=settings.PROPOSED_MINUTES + 1), tick=False):
        assert said(propose(other).best) == first
        assert ProposedTime.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_pages_opened_at_the_same_moment_propose_different_times():
    house = House()
    requests = [house.asks(preferred_doctor="asha").pk for _number in range(8)]

    def open_page(pk):
        try:
            return said(propose(AppointmentRequest.objects.get(pk=pk)).best)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        shown = [each for found in pool.map(open_page, requests) for each in found]

    assert len(shown) == 24
    assert len(set(shown)) == 24


def test_the_time_of_a_proposal_can_be_booked(house, front_desk):
    request = house.asks(preferred_doctor="asha")
    best = proposals(request)[0]

    booked = services.book(request.pk, by=front_desk, version=1, time=best.time)

    assert isinstance(best.time, Slot)
    assert booked.appointment.starts_at == best.starts_at
