"""At five the desk gets tomorrow's lists and the open requests: once, at its own address, fit for paper."""

from datetime import date, time

import pytest
from bs4 import BeautifulSoup

from bookings import services
from bookings.day_lists import by_mail
from bookings.free_times import Slot
from bookings.models import AccessRecord, ListMail
from common import queue
from directory.models import Hospital
from directory.opd import moment
from tests import factories
from tests.bookings.stress.at_once import all_at_once
from tests.mail_server import words

pytestmark = pytest.mark.django_db

DESK = "desk@hospital.example"
TOMORROW = date(2026, 12, 3)


@pytest.fixture(autouse=True)
def afternoon(set_clock):
    factories.HospitalFactory()
    return set_clock("2026-12-02 16:50")


@pytest.fixture
def booked(front_desk):
    given = Slot(factories.OpdSessionFactory(), moment(TOMORROW, time(10)))
    appointment_request = factories.request(full_name="Booked Person")
    return services.book(appointment_request.pk, by=front_desk, version=1, time=given)


def work():
    queue.run_due("put_desk_lists", by_mail.TASK)


def lists(mail_server):
    return [mail for mail in mail_server.to(DESK) if mail["Subject"].startswith("Lists of")]


def attached(mail):
    [part] = list(mail.iter_attachments())
    return part.get_filename(), part.get_content()


def test_from_five_on_the_lists_leave_once(mail_server, booked, set_clock):
    factories.request(full_name="Waiting Person")
    work()
    assert lists(mail_server) == []

    for clock in ("17:05", "17:20", "23:50"):
        set_clock(f"2026-12-02 {clock}")
        work()

    [mail] = lists(mail_server)
    assert mail["Subject"] == "Lists of Thursday 3 December 2026"
    assert mail["To"] == DESK


def test_the_journal_knows_whom_the_mail_shows(client, mail_server, booked, set_clock):
    waiting, closed = factories.request(full_name="Waiting Person"), factories.request()
    services.cancel(closed.pk)
    set_clock("2026-12-02 17:05")

    work()
    by_mail.send_lists(TOMORROW.isoformat())  # a mail that is tried again

    written = AccessRecord.objects.values_list("user", "way", "appointment_request")
    assert sorted(written) == sorted((None, "mailed", each.pk) for each in (booked, waiting))
    client.force_login(factories.staff("Manager"))
    assert client.get("/desk/journal/").text.count("Mailbox of the front desk") == 2


def test_the_attachment_holds_who_comes_and_who_waits_and_the_text_nobody(mail_server, booked, set_clock):
    factories.request(full_name="Waiting Person", under_18=True)
    set_clock("2026-12-02 17:05")

    work()

    [mail] = lists(mail_server)
    assert "1 patient is booked. 1 request is open." in words(mail)
    assert "Person" not in words(mail)
    name, page = attached(mail)
    found = BeautifulSoup(page, "html.parser")
    assert name == "lists-2026-12-03.html"
    assert [title.get_text() for title in found.select(".paper__title")] == [
        str(booked.appointment.doctor.full_name),
        "Open requests (1)",
    ]
    for said in ("Booked Person", "10:00 am", "Waiting Person", "098470 12345"):
        assert said in found.get_text()
    assert "@page" in found.style.get_text()
    assert not found.select("link, script, img")


def test_after_a_night_without_a_worker_the_lists_of_today_still_leave(mail_server, booked, set_clock):
    set_clock("2026-12-03 07:30")
    work()
    assert [mail["Subject"] for mail in lists(mail_server)] == ["Lists of Thursday 3 December 2026"]

    set_clock("2026-12-03 12:30")
    ListMail.objects.all().delete()
    work()
    assert len(lists(mail_server)) == 1


def test_a_mail_server_that_was_away_gets_it_later_but_not_after_the_day(mail_server, booked, set_clock):
    mail_server.answer = "451 later"
    set_clock("2026-12-02 17:05")
    work()
    assert lists(mail_server) == []

    mail_server.answer = "250 OK"
    set_clock("2026-12-02 18:00")
    work()
    assert len(lists(mail_server)) == 1

    set_clock("2026-12-04 09:00")
    by_mail.send_lists("2026-12-03")
    assert len(lists(mail_server)) == 1


@pytest.mark.parametrize("hour", [-1, 24])
def test_a_hospital_can_do_without(mail_server, booked, set_clock, settings, hour):
    settings.DESK_LISTS_HOUR = hour
    set_clock("2026-12-02 23:00")

    work()

    assert lists(mail_server) == []


def test_where_nobody_is_booked_and_nobody_waits_no_mail_leaves(mail_server, set_clock):
    set_clock("2026-12-02 17:05")

    work()

    assert mail_server.mails == []
    assert ListMail.objects.get().day == TOMORROW


def test_without_an_address_of_the_desk_it_goes_nowhere_and_the_log_names_no_patient(
    mail_server, booked, set_clock, caplog
):
    Hospital.objects.update(email="")
    set_clock("2026-12-02 17:05")

    work()

    assert lists(mail_server) == []
    assert "no address for the desk" in caplog.text
    assert "Person" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_asks_for_the_mail(booked, set_clock):
    set_clock("2026-12-02 17:05")

    asked = all_at_once([by_mail.put_what_is_due] * 30)

    assert sorted(asked) == [0] * 29 + [1]
