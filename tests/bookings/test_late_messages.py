"""A session runs late: whose time is still to come is told by message, once for each change that matters."""

import re
from datetime import date, time

import pytest
from bs4 import BeautifulSoup
from django.utils.translation import override

from bookings import services
from bookings.free_times import Slot, Token
from bookings.messaging import outbox
from bookings.models import OutgoingMessage
from directory.models import PlanChange
from directory.opd import moment
from tests import factories
from tests.bookings.stress.at_once import all_at_once

pytestmark = pytest.mark.django_db

THURSDAY = date(2026, 12, 3)
SENT, SKIPPED = OutgoingMessage.State.SENT, OutgoingMessage.State.SKIPPED


@pytest.fixture(autouse=True)
def early_on_thursday(set_clock):
    set_clock("2026-12-03 08:00")


@pytest.fixture
def session():
    """From 10 to 1."""
    return factories.OpdSessionFactory()


@pytest.fixture
def book(session, front_desk, mailoutbox):
    """The patient of a time, who knows of it already."""

    def at(hour, minute=0, **answers):
        given = Slot(session, moment(THURSDAY, time(hour, minute)))
        asked = factories.request(**answers)
        booked = services.book(asked.pk, by=front_desk, version=1, time=given)
        send(mailoutbox)
        return booked

    return at


def send(mailoutbox):
    """What leaves now, and nothing that left before."""
    mailoutbox.clear()
    outbox.send_due_messages()
    return [(sent.to[0], " ".join(sent.body.split())) for sent in mailoutbox if "hospital.example" not in sent.to[0]]


def run_late(session, minutes, by):
    services.run_late(session, THURSDAY, minutes=minutes, by=by)


def late_messages(appointment_request):
    return appointment_request.messages.filter(kind="late").order_by("pk")


def test_whose_time_is_to_come_reads_how_late_and_when_it_is_likely(session, book, front_desk, mailoutbox, set_clock):
    book(10, email="first@patient.example")
    later = book(11, email="later@patient.example", reason="pain in the knee")
    set_clock("2026-12-03 10:20")

    run_late(session, 20, front_desk)

    [(to, text)] = send(mailoutbox)
    assert to == "later@patient.example"
    assert f"{session.doctor.full_name} is about 20 minutes late today." in text
    assert "Your appointment is then likely at 11:20 am. Please come at your time all the same." in text
    assert later.reference in text
    assert "knee" not in text
    assert mailoutbox[0].subject == f"The doctor is running late today ({later.reference})"


@pytest.mark.parametrize("language", ["en", "ml", "hi", "ar"])
def test_it_is_told_in_the_patients_own_language(language, session, book, front_desk, mailoutbox):
    booked = book(11, language=language)
    with override("hi" if language == "en" else "en"):
        run_late(session, 20, front_desk)
        send(mailoutbox)

    assert f"/{language}/appointments/status/" in mailoutbox[0].body
    assert late_messages(booked).get().state == SENT


def test_a_small_change_is_not_told_and_a_large_one_is_once(session, book, front_desk, mailoutbox):
    book(11)
    told = []
    for minutes in (9, 10, 10, 19, 1, 20):
        run_late(session, minutes, front_desk)
        told.append(re.findall(r"is about (\d+) minutes late", "".join(text for _to, text in send(mailoutbox))))

    # 1 is 9 less than the 10 that were told: no news, and so 20 is one.
    assert told == [[], ["10"], [], [], [], ["20"]]


def test_of_two_changes_in_a_row_only_the_last_leaves(session, book, front_desk, mailoutbox):
    booked = book(11)
    run_late(session, 20, front_desk)
    run_late(session, 45, front_desk)

    [(_to, text)] = send(mailoutbox)

    assert "about 45 minutes late" in text
    assert [each.state for each in late_messages(booked)] == [SKIPPED, SENT]


def test_taking_it_back_is_told_to_who_heard_of_it(session, book, front_desk, mailoutbox):
    book(11, email="heard@patient.example")
    run_late(session, 20, front_desk)
    send(mailoutbox)
    new = book(12, email="new@patient.example")

    run_late(session, 0, front_desk)
    assert not late_messages(new).exists()

    [(to, text)] = send(mailoutbox)
    assert to == "heard@patient.example"
    assert f"{session.doctor.full_name} is in time again today. Your appointment is likely at 11:00 am." in text
    run_late(session, 0, front_desk)
    assert send(mailoutbox) == []


def test_what_was_taken_back_before_it_left_tells_nobody(session, book, front_desk, mailoutbox):
    booked = book(11)
    run_late(session, 20, front_desk)
    run_late(session, 0, front_desk)

    assert send(mailoutbox) == []
    assert {each.state for each in late_messages(booked)} == {SKIPPED}


def test_who_cancelled_or_moved_meanwhile_is_not_told(session, book, front_desk, mailoutbox):
    cancelled, moved = book(11, email="a@patient.example"), book(12, email="b@patient.example")
    run_late(session, 20, front_desk)
    services.cancel(cancelled.pk)
    next_week = Slot(session, moment(date(2026, 12, 10), time(11)))
    services.reschedule(moved.pk, by=front_desk, version=None, time=next_week)

    assert not any("minutes late" in text for _to, text in send(mailoutbox))
    assert late_messages(cancelled).get().state == late_messages(moved).get().state == SKIPPED


def test_a_message_that_waited_until_after_the_time_does_not_leave(session, book, front_desk, mailoutbox, set_clock):
    booked = book(11)
    set_clock("2026-12-03 10:59")
    run_late(session, 20, front_desk)
    set_clock("2026-12-03 11:00")

    assert send(mailoutbox) == []
    assert late_messages(booked).get().state == SKIPPED


def test_whose_time_cannot_be_kept_at_all_is_not_told_that_it_is_late(session, book, front_desk, mailoutbox):
    booked = book(12)
    moved = {"kind": PlanChange.Kind.MOVED, "starts": time(10), "ends": time(11)}
    PlanChange.objects.create(session=session, day=THURSDAY, location=session.location, **moved)

    run_late(session, 20, front_desk)

    assert not late_messages(booked).exists()


def test_a_number_has_a_likely_time_of_its_own(front_desk, mailoutbox, set_clock):
    shared = factories.OpdSessionFactory(kind="tokens", slot_minutes=None, capacity=6)  # half an hour each
    for number in range(1, 7):
        asked = factories.request(email=f"{number}@patient.example", phone=f"+91984701234{number}")
        services.book(asked.pk, by=front_desk, version=1, time=Token(shared, THURSDAY))
    send(mailoutbox)
    set_clock("2026-12-03 11:40")

    services.run_late(shared, THURSDAY, minutes=30, by=front_desk)

    told = dict(send(mailoutbox))
    assert sorted(told) == ["5@patient.example", "6@patient.example"]
    assert "likely at 12:30 pm." in told["5@patient.example"]
    assert "Your number: 5" in told["5@patient.example"]


def test_the_news_of_a_move_still_says_what_is_different(session, book, front_desk, mailoutbox):
    """What was told of the lateness is not what was told of the appointment."""
    booked = book(11)
    run_late(session, 20, front_desk)
    send(mailoutbox)
    later = Slot(session, moment(THURSDAY, time(12)))
    services.reschedule(booked.pk, by=front_desk, version=None, time=later)

    [(_to, text)] = send(mailoutbox)

    assert "(before: Thursday 3 December 2026, 11:00 am" in text


def note(client, user, session):
    client.force_login(user)
    page = BeautifulSoup(client.get("/desk/days/").text, "html.parser")
    return page.select_one(f"#list-{session.doctor_id}-{session.pk} .day__told")


def test_the_desk_reads_how_many_were_told_and_whom_to_phone(client, session, book, front_desk, mailoutbox, set_clock):
    book(10, email="", phone="+919847000001")  # their time is over by then
    book(11, email="one@patient.example", phone="+919847000002")
    book(12, email="", phone="+919847000003", full_name="Nobody’s Mailbox")
    set_clock("2026-12-03 10:30")
    run_late(session, 20, front_desk)

    said = note(client, front_desk, session)

    assert "1 patient is told by message." in " ".join(said.get_text(" ").split())
    assert [link["href"] for link in said.select("a")] == ["tel:+919847000003"]
    assert "Nobody’s Mailbox" in said.get_text()
    set_clock("2026-12-03 12:00")
    assert not note(client, front_desk, session).select("a")


def test_where_nobody_has_an_email_all_are_phoned_also_when_it_is_over(client, session, book, front_desk):
    book(11, email="", phone="+919847000002")
    book(12, email="", phone="+919847000003")
    run_late(session, 20, front_desk)

    said = note(client, front_desk, session)
    assert "No message reaches these patients. Please phone:" in " ".join(said.get_text(" ").split())
    assert len(said.select("a[href^='tel:']")) == 2

    run_late(session, 0, front_desk)
    said = note(client, front_desk, session)
    assert "In time again, as of 8:00 am." in said.get_text()
    assert len(said.select("a[href^='tel:']")) == 2


def test_what_is_too_little_to_be_told_asks_nobody_to_phone(client, session, book, front_desk):
    book(11, email="")
    run_late(session, 5, front_desk)

    assert not note(client, front_desk, session).select("a")


@pytest.mark.django_db(transaction=True)
def test_two_who_say_it_at_once_tell_the_patient_once(session, book, front_desk, mailoutbox):
    booked = book(11)

    assert all_at_once([lambda: run_late(session, 20, front_desk)] * 8) == [None] * 8

    assert late_messages(booked).count() == 1
    assert len(send(mailoutbox)) == 1
