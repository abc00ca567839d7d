"""One person's data from the desk: handed out whole, erased for good, by who may, with a reason."""

import json
import logging
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.utils import timezone

from bookings import services
from bookings.desk.team.kept_data import kept_about
from bookings.models import AccessRecord, AppointmentRequest, HistoryEntry
from bookings.records import add_note
from tests import factories
from tests.bookings import appointments
from tests.bookings.desk.walk import scoped

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client, roles):
    person = factories.staff("Manager")
    client.force_login(person)
    return person


@pytest.fixture
def mother(manager):
    """Cancelled, with a note and a corrected name."""
    request = factories.request(full_name="Mother Cannary", reason="An old pain")
    services.correct_contact(request.pk, by=manager, version=None, full_name="Mother Canary")
    add_note(request, "Her sister answers", by=manager)
    return services.cancel(request.pk)


@pytest.fixture
def child(mother):
    return services.cancel(factories.request(full_name="Child Canary", phone=mother.phone).pk)


def url(request, page):
    return f"/desk/requests/{request.reference}/{page}/"


def is_erased(request):
    return AppointmentRequest.objects.get(pk=request.pk).erased_at is not None


def test_a_file_for_machines_holds_all_that_is_kept_and_no_secret(client, manager, mother, caplog):
    caplog.set_level(logging.INFO)

    answer = client.post(url(mother, "export"), {"reason": "asked", "kind": "json"})

    assert answer["Content-Disposition"] == f'attachment; filename="{mother.reference}.json"'
    kept = json.loads(answer.content)[mother.reference]
    assert kept["request"][0]["full_name"] == "Mother Canary"
    assert kept["notes"][0]["text"] == "Her sister answers"
    assert kept["corrections"][0]["old"] == "Mother Cannary"
    assert [line["event"] for line in kept["history"]][:2] == ["Requested", "Contact corrected"]
    assert {line["way"] for line in kept["accesses"]} == {"Exported"}
    assert kept["messages"]
    assert mother.token_hash not in answer.text
    assert str(mother.idempotency_key) not in answer.text
    assert f"exported by={manager.pk} what=patient requests={mother.pk} reason=asked" in caplog.text
    assert "Canary" not in caplog.text


def test_everything_that_points_at_a_request_is_in_it(mother):
    pointing = {each.get_accessor_name() for each in AppointmentRequest._meta.related_objects} - {"followed_by"}

    assert {name for name, _title, _rows in kept_about(mother)} == pointing | {"request"}


def test_a_page_to_read_says_it_in_words(client, manager, mother):
    answer = client.post(url(mother, "export"), {"reason": "asked", "kind": "html"})

    text = BeautifulSoup(answer.text, "html.parser").get_text(" ", strip=True)
    assert answer["Content-Disposition"].endswith('.html"')
    assert "Mother Canary" in text
    assert "Her sister answers" in text
    assert "The patient asked for it" in text


def test_handing_out_is_in_the_history_and_the_journal(client, manager, mother, child):
    client.post(url(mother, "export"), {"reason": "other", "kind": "json", "also": [child.reference]})

    lines = HistoryEntry.objects.filter(event="exported")
    assert set(lines.values_list("appointment_request", "by", "reason")) == {
        (mother.pk, manager.pk, "other"), (child.pk, manager.pk, "other")
    }  # fmt: skip
    assert AccessRecord.objects.filter(way="exported").count() == 2


def test_only_what_is_ticked_is_handed_out(client, manager, mother, child):
    answer = client.post(url(mother, "export"), {"reason": "asked", "kind": "json"})

    assert list(json.loads(answer.content)) == [mother.reference]
    assert "Child Canary" not in answer.text


@pytest.mark.parametrize("page", ["export", "erase"])
def test_without_a_reason_nothing_happens(client, manager, mother, page):
    answer = client.post(url(mother, page), {"kind": "json", "sure": "on"})

    assert "Choose a reason" in answer.text
    assert not is_erased(mother)
    assert not HistoryEntry.objects.filter(event="exported").exists()


def test_erasing_asks_first_and_then_erases_what_is_ticked(client, manager, mother, child, caplog):
    caplog.set_level(logging.INFO)
    other = services.cancel(factories.request(full_name="Aunt Canary", phone=mother.phone).pk)
    form = {"reason": "mistake", "also": [child.reference]}

    question = client.post(url(mother, "erase"), form)

    assert "Erase 2 requests for good?" in question.text
    assert not is_erased(mother)
    client.post(url(mother, "erase"), form | {"sure": "on"})
    assert [is_erased(each) for each in (mother, child, other)] == [True, True, False]
    assert [(line.by, line.reason_in_words) for line in mother.history.filter(event="erased")] == [
        (manager, "Sent by mistake")
    ]
    assert f"erased by={manager.pk} request={mother.pk} reason=mistake" in caplog.text
    assert "Canary" not in caplog.text


@pytest.mark.parametrize("sure", [{}, {"sure": "on"}])
@pytest.mark.parametrize("kind", ["waits", "is to come"])
def test_what_waits_or_is_to_come_is_refused_and_none_is_erased(client, manager, mother, sure, kind):
    open_one = factories.request(full_name="Mother Canary", phone=mother.phone)
    if kind == "is to come":
        appointments.book(open_one, manager, factories.at(3))

    answer = client.post(url(mother, "erase"), {"reason": "asked", "also": [open_one.reference]} | sure)

    assert f"{open_one.reference} waits for an answer, or its appointment is to come" in answer.text
    assert not is_erased(mother)
    assert not is_erased(open_one)


def test_an_appointment_that_has_been_is_closed_and_erased(client, manager):
    request = appointments.appointment(manager)

    with time_machine.travel(timezone.now() + timedelta(days=2)):
        client.force_login(manager)
        client.post(url(request, "erase"), {"reason": "asked", "sure": "on"})

    assert is_erased(request)


def test_another_phones_request_cannot_be_ticked(client, manager, mother):
    stranger = services.cancel(factories.request(phone="+919847099999", email="").pk)

    client.post(url(mother, "erase"), {"reason": "asked", "also": [stranger.reference], "sure": "on"})

    assert not is_erased(stranger)
    assert not is_erased(mother)


def test_what_is_erased_is_not_erased_again_and_shares_no_phone(client, manager, mother, child):
    for each in (mother, child):
        client.post(url(each, "erase"), {"reason": "asked", "sure": "on"})

    answer = client.post(url(mother, "erase"), {"reason": "asked", "sure": "on"}, follow=True)

    assert "is erased" in answer.text
    assert mother.history.filter(event="erased").count() == 1
    assert child.reference not in client.get(url(mother, "accesses")).text


@pytest.mark.parametrize("page", ["export", "erase", "accesses"])
def test_the_front_desk_may_not(client, mother, front_desk, page):
    client.force_login(front_desk)

    assert client.get(url(mother, page)).status_code == 403
    assert client.post(url(mother, page), {"reason": "asked", "kind": "json", "sure": "on"}).status_code in (403, 405)
    assert not is_erased(mother)
    assert url(mother, page) not in client.get(f"/desk/requests/{mother.reference}/").text


def test_what_lies_in_another_scope_is_counted_and_not_shown(client, roles):
    here, there = factories.LocationFactory(), factories.LocationFactory()
    scoped(location=there)
    own = services.cancel(factories.request(location=here).pk)
    other = services.cancel(factories.request(full_name="Elsewhere Canary", phone=own.phone, location=there).pk)
    client.force_login(scoped(location=here))

    page = client.get(url(own, "erase")).text
    client.post(url(own, "erase"), {"reason": "asked", "also": [other.reference], "sure": "on"})

    assert "1 more request" in page
    assert "Elsewhere" not in page
    assert not is_erased(other)


@pytest.mark.parametrize("number", [1, 8])
def test_a_phone_of_many_requests_costs_no_more_queries(client, roles, number, django_assert_max_num_queries):
    department, doctor = factories.DepartmentFactory(), factories.DoctorFactory()
    shown = factories.request(department=department)
    for _each in range(number):
        factories.request(department=department, preferred_doctor=doctor)
    client.force_login(factories.staff("Manager"))

    with django_assert_max_num_queries(14):
        page = client.get(f"/desk/requests/{shown.reference}/erase/")

    assert page.text.count('name="also"') == number
