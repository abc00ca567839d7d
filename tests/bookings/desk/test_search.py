"""Am I booked? One screen answers it, by reference, phone or name."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection

from bookings import retention, services
from bookings.models import AccessRecord, AppointmentRequest, DeskScope
from common.text.name_sounds import sounds_of
from tests import factories
from tests.bookings import appointments

pytestmark = pytest.mark.django_db


def search(client, person, typed):
    client.force_login(person)
    answer = client.post("/desk/search/", {"q": typed})
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def found(client, person, typed):
    """References in the order of the page."""
    rows = search(client, person, typed).select(".person__request")
    return [row.select_one("bdi[dir=ltr]").get_text(strip=True) for row in rows]


@pytest.fixture
def fathima(roles):
    return factories.request(full_name="Fathima Beevi", phone="+919847012345")


@pytest.mark.parametrize(
    "spelling", [str, str.lower, lambda it: it.replace("-", ""), lambda it: f"Reference: {it[:4]} {it[5:]}."]
)
def test_a_reference_is_found_in_any_case_with_or_without_dash(client, front_desk, fathima, spelling):
    assert found(client, front_desk, spelling(fathima.reference)) == [fathima.reference]


@pytest.mark.parametrize(
    "typed",
    [
        "+91 98470 12345", "098470-12345", "9847012345", "0091 9847012345", "2345", "470 12345", "൯൮൪൭൦൧൨൩൪൫",
        "९८४७०१२३४५", "٩٨٤٧٠١٢٣٤٥", "٢٣٤٥", "Phone: 98470 12345",
    ],
)  # fmt: skip
def test_a_phone_is_found_in_any_form_or_by_its_last_four_digits(client, front_desk, fathima, typed):
    factories.request(phone="+919847012346")

    assert found(client, front_desk, typed) == [fathima.reference]


def test_a_number_of_the_gulf_is_found_without_its_code(client, front_desk):
    abroad = factories.request(phone="+971501234567")

    assert found(client, front_desk, "050 123 4567") == [abroad.reference]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Fathima Beevi", "fathima"), ("Fathima Beevi", "Fathi bee"), ("Fathima Beevi", "ഫാത്തിമ"),
        ("Fathima Beevi", "फ़ातिमा"), ("Fathima Beevi", "فاطمة"), ("ലക്ഷ്മി നായർ", "Lakshmi"),
        ("ലക്ഷ്മി നായർ", "laxmi nair"), ("लक्ष्मी", "ലക്ഷ്മി"), ("محمد", "Mohammed"), ("Muhammed K", "محمد"),
        ("ഇബ്രാഹിം", "Ibrahim"), ("Kṛṣṇan", "krishnan"), ("अब्दुल रहमान", "Abdul Rahman"),
    ],
)  # fmt: skip
def test_a_name_is_found_in_any_script(client, front_desk, name, typed):
    wanted = factories.request(full_name=name)
    factories.request(full_name="Thomas Varghese", phone="+919847012346")

    assert found(client, front_desk, typed) == [wanted.reference]


def test_who_asks_for_somebody_else_is_found_by_either_name(client, front_desk):
    child = factories.request(full_name="Anu Test", contact_name="Shyamala Test", relation="child")

    assert found(client, front_desk, "shyamala") == found(client, front_desk, "anu") == [child.reference]


def test_names_that_sound_otherwise_are_other_names():
    assert sounds_of("Thomas Mathew Ali O") == ["tms", "mt", "al"]


def test_everything_of_that_phone_is_shown_what_is_to_come_first(client, front_desk, fathima):
    older = factories.request(full_name="Her son", phone=fathima.phone)
    services.decline(older.pk, reason="no_time", by=front_desk, version=1)
    booked = appointments.appointment(front_desk, factories.request(phone=fathima.phone), begun=False)

    page = search(client, front_desk, fathima.reference)

    rows = page.select(".person__request")
    assert [row.select_one("bdi[dir=ltr]").text for row in rows] == [
        booked.reference,
        fathima.reference,
        older.reference,
    ]
    assert str(booked.appointment.doctor.full_name) in rows[0].text
    assert len(page.select(".person")) == 1


def test_a_cancelled_appointment_is_shown_as_one(client, front_desk):
    booked = appointments.appointment(front_desk, begun=False)
    services.cancel(booked.pk, by=front_desk, version=booked.version)

    row = search(client, front_desk, booked.reference).select_one(".person__request")

    assert row.s is not None


@pytest.fixture
def elsewhere(roles):
    """What another desk answers, and somebody who does not."""
    here, there = factories.LocationFactory(), factories.LocationFactory(name={"en": "Beach campus"})
    asha, colleague = factories.staff("Front desk"), factories.staff("Front desk")
    DeskScope.objects.create(user=asha, location=here)
    DeskScope.objects.create(user=colleague, location=there)
    asked = factories.request(location=there, full_name="Secret Name", phone="+919847077777")
    session = factories.OpdSessionFactory(location=there, weekday=factories.at(3).weekday())
    return asha, appointments.book(asked, colleague, factories.at(3), session.doctor)


@pytest.mark.parametrize("typed", ["reference", "9847077777", "7777"])
def test_of_what_another_desk_answers_only_reference_place_and_time_are_told(client, elsewhere, typed):
    asha, booked = elsewhere
    page = search(client, asha, booked.reference if typed == "reference" else typed)

    said = page.select_one(".person").text
    assert booked.reference in said
    assert "Beach campus" in said
    assert "10:00 am" in said
    for secret in ("Secret", "77777", str(booked.appointment.doctor.full_name)):
        assert secret not in said
    assert page.select(".person a") == []
    assert not AccessRecord.objects.filter(user=asha).exists()


def test_by_name_nobody_is_found_whom_another_desk_answers(client, elsewhere):
    asha, _booked = elsewhere

    assert found(client, asha, "Secret Name") == []


def test_that_somebody_was_found_is_written_down(client, front_desk, fathima):
    search(client, front_desk, "2345")

    assert list(AccessRecord.objects.values_list("user", "appointment_request", "way")) == [
        (front_desk.pk, fathima.pk, "search")
    ]


@pytest.mark.parametrize("typed", ["", "12", "a", "--", "\0", "x" * 200])
def test_too_little_or_too_much_is_said_beside_the_field_and_stays_there(client, front_desk, typed):
    page = search(client, front_desk, typed)

    assert page.select_one(".error-summary a")["href"] == "#id_q"
    assert page.select_one("#id_q")["value"] == typed.replace("\0", "\ufffd")[:120] or typed == "\0"


def test_nothing_of_it_stands_in_an_address_and_nothing_is_stored_by_the_browser(client, front_desk, fathima):
    client.force_login(front_desk)
    form = BeautifulSoup(client.get("/desk/").text, "html.parser").select_one(".desk-search")

    answer = client.post(form["action"], {"q": "2345"})

    assert (form["method"], form["action"]) == ("post", "/desk/search/")
    assert "no-store" in answer["Cache-Control"]
    assert client.get("/desk/search/?q=2345").text.count(fathima.reference) == 0


def test_more_than_fit_on_the_page_are_counted(client, front_desk):
    for number in range(22):
        factories.request(full_name="Anu Same", phone=f"+9198470{number:05}")

    page = search(client, front_desk, "Anu")

    assert len(page.select(".person")) == 20
    assert "2 more phone numbers fit" in page.text


def test_after_a_correction_the_right_name_is_found_and_not_the_wrong_one(client, front_desk, fathima):
    services.correct_contact(fathima.pk, by=front_desk, version=1, full_name="Shanta Menon")

    assert found(client, front_desk, "Shanta") == [fathima.reference]
    assert found(client, front_desk, "Fathima") == []


def test_an_erased_name_is_not_found_and_leaves_no_words(client, front_desk, fathima):
    services.decline(fathima.pk, reason="no_time", by=front_desk, version=1)
    retention.erase(fathima.pk)

    assert found(client, front_desk, "Fathima") == found(client, front_desk, "2345") == []
    assert AppointmentRequest.objects.get(pk=fathima.pk).name_words == ""


def test_the_page_takes_at_most_14_queries(client, front_desk, django_assert_max_num_queries):
    for number in range(12):
        factories.request(full_name="Anu Same", phone=f"+9198470{number:05}")
    search(client, front_desk, "Anu")

    for typed in ("Anu", "0001"):
        with django_assert_max_num_queries(14):
            client.post("/desk/search/", {"q": typed})


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("select 1 from bookings_appointmentrequest where right(phone, 4) = '2345'", "request_by_last_digits"),
        ("select 1 from bookings_appointmentrequest where name_words @@ '''anu'':*'::tsquery", "request_by_name"),
    ],
)
def test_the_database_has_an_index_for_it(query, index):
    with connection.cursor() as cursor:
        # On a table without rows every index costs the same, and chance chooses: let the planner expect a few hundred.
        cursor.execute(
            "update pg_class set reltuples = 500, relpages = 10 where relname = 'bookings_appointmentrequest'"
        )
        cursor.execute("set local enable_seqscan = off")
        cursor.execute(f"explain {query}")
        assert index in str(cursor.fetchall())
