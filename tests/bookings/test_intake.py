"""Who calls, or stands at the desk: one page. Nothing is kept without consent, and who is known is shown first."""

import re

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from bookings import consents, retention, services
from bookings.models import AccessRecord, AppointmentRequest, Consent, DeskScope
from directory.models import DeskHours
from tests import factories
from tests.bookings.intake_pages import NEW, PATIENT, errors, free, only, opened, send, soup
from tests.factories import at

pytestmark = pytest.mark.django_db

KNOWN = "/desk/new/known/"
CANARY = {
    "full_name": "Canary Quetzal", "phone": "98470 55555", "email": "canary@quetzal.example", "reason": "Canary words",
    "contact_name": "Canary Asker", "relation": "parent", "hospital_number": "CANARY-7",
}  # fmt: skip


@pytest.fixture
def hospital():
    return factories.HospitalFactory()


@pytest.fixture
def desk(client, front_desk, hospital):
    client.force_login(front_desk)
    return client


@pytest.fixture
def two_places(front_desk, hospital):
    """The desk answers here, a colleague there."""
    here, there = factories.LocationFactory(), factories.LocationFactory()
    DeskScope.objects.create(user=front_desk, location=here)
    DeskScope.objects.create(user=factories.staff("Front desk"), location=there)
    return here, there


def test_a_name_and_a_number_are_enough_for_a_request_with_the_normal_promise(desk, front_desk):
    for weekday in range(7):
        DeskHours.objects.create(weekday=weekday, opens="00:00", closes="23:59")

    answer = send(desk, opened(desk))

    made = only()
    assert answer.url == f"/desk/requests/{made.reference}/slip/"
    assert (made.full_name, made.phone, made.language, made.email) == ("Fathima Test", "+919847012345", "ml", "")
    assert (made.status, made.next_action) == ("requested", "call")
    assert made.promised_by == made.next_action_at
    assert list(made.history.values_list("event", "actor", "by")) == [("requested", "desk", front_desk.pk)]
    assert made.reference in desk.get(answer.url).text


def test_consent_is_kept_with_the_notice_that_was_read_out_and_by_whom(desk, front_desk):
    send(desk, opened(desk), phone_messages="on", guardian="on")

    rows = only().consents.all()
    assert {row.purpose for row in rows} == {"answer", "phone_messages"}
    for row in rows:
        assert row.spoken_to == front_desk
        assert (row.language, row.notice.is_spoken, row.version) == ("ml", True, 1)
        assert row.notice.text == consents.notice_text("ml", spoken=True)
        assert row.sha256 == row.notice.sha256


@pytest.mark.parametrize("act", ["keep", "book"])
def test_without_consent_nothing_is_kept_and_what_was_typed_stays(desk, act):
    session = factories.slot(factories.DoctorFactory(), at(3)).session
    time = free(session, desk)[0]

    answer = send(desk, opened(desk), act=act, agreed=False, reason="Stiff neck", time=time, doctor=session.doctor.pk)

    assert errors(answer) == ["Read the notice out and ask: without consent nothing may be kept"]
    assert not AppointmentRequest.objects.exists()
    assert not Consent.objects.exists()
    assert soup(answer).select_one("[name=full_name]")["value"] == "Fathima Test"
    assert "Stiff neck" in soup(answer).select_one("[name=reason]").get_text()
    assert soup(answer).select_one("[name=time] [selected]")["value"] == time


def test_a_notice_that_changed_meanwhile_is_read_out_once_more(desk, hospital):
    page, older = opened(desk), consents.spoken_hash()
    hospital.phone = "+914952700001"
    hospital.save()

    answer = send(desk, page, notices=older)

    assert errors(answer) == ["The notice has changed. Please read it out once more."]
    assert not AppointmentRequest.objects.exists()
    assert send(desk, page, notices=soup(answer).select_one("[name=notices]")["value"]).status_code == 302


@pytest.mark.parametrize("language", ["en", "ml", "hi", "ar"])
def test_the_notice_is_short_and_names_how_to_take_consent_back(desk, language):
    text = consents.notice_text(language, spoken=True)

    assert "0495 270 0000" in text
    assert "365" in text
    assert len(text.split()) < 120
    assert text.strip() in soup(desk.get(opened(desk))).select_one(f"[data-language={language}]").get_text()


def test_the_database_keeps_spoken_and_written_consents_apart_and_unchanged(desk):
    send(desk, opened(desk))
    spoken = only().consents.get()

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Consent.objects.update(spoken_to=None)
    written = Consent(appointment_request=factories.request(), purpose="answer", notice=spoken.notice, version=1)
    with pytest.raises(DatabaseError, match="names who read it"), transaction.atomic():
        written.save()


def test_a_spoken_consent_is_taken_back_like_a_written_one(desk):
    send(desk, opened(desk))

    services.withdraw_consent(only().pk, "answer")

    assert only().status == "cancelled"


def test_of_a_child_the_guardian_is_named_and_agrees(desk):
    page = opened(desk)

    assert set(errors(send(desk, page, under_18="on"))) == {
        "Enter the full name of the parent or guardian",
        "Ask the parent or guardian whether they agree",
    }

    send(desk, page, under_18="on", contact_name="Asma Test", relation="child", guardian="on")

    made = only()
    assert (made.under_18, made.contact_name, made.relation) == (True, "Asma Test", "child")
    assert set(made.consents.values_list("purpose", flat=True)) == {"answer", "guardian"}


def test_who_speaks_for_a_patient_says_who_that_is_to_them(desk):
    assert errors(send(desk, opened(desk), contact_name="Asma Test")) == ["Choose who the patient is to them"]
    assert errors(send(desk, opened(desk), relation="child")) == ["Enter who speaks for the patient"]


def test_the_day_of_a_caller_who_is_called_back_is_a_wish(desk):
    send(desk, opened(desk), from_day=at(4).date().isoformat())

    assert (only().preferred_day, only().preferred_part) == (at(4).date(), "any")


def test_who_is_known_by_the_number_is_shown_before_anything_is_kept(desk, front_desk):
    known = factories.request(full_name="Known Person")
    page = opened(desk)

    answer = send(desk, page)

    assert "This number is known" in errors(answer)[0]
    assert "Known Person" in soup(answer).select_one("#known").get_text()
    assert AppointmentRequest.objects.count() == 1
    assert AccessRecord.objects.get(user=front_desk).appointment_request == known

    assert send(desk, page, known_seen=soup(answer).select_one("[name=known_seen]")["value"]).status_code == 302
    assert AppointmentRequest.objects.count() == 2


def test_looking_up_keeps_everything_and_never_puts_the_number_into_an_address(desk):
    factories.request(full_name="Known Person")

    answer = send(desk, opened(desk), act="look_up", reason="Fever")

    assert "Known Person" in soup(answer).select_one("#known").get_text()
    assert "Fever" in soup(answer).select_one("[name=reason]").get_text()
    assert not soup(answer).select(".error-summary")
    assert not re.findall(r'(?:href|action)="[^"]*98470', answer.text)


def test_the_script_gets_a_piece_of_the_page_by_post_only(desk):
    factories.request(full_name="Known Person")

    assert "Known Person" in desk.post(KNOWN, {"phone": "9847012345"}).text
    assert "Nobody is known" in desk.post(KNOWN, {"phone": "9847054321"}).text
    assert desk.post(KNOWN, {"phone": "98470"}).text.strip() == ""
    assert desk.get(KNOWN, {"phone": "9847012345"}).status_code == 405


def test_what_another_location_answers_is_reference_place_and_time(desk, front_desk, two_places):
    here, there = two_places
    doctor = factories.DoctorFactory()
    away = factories.request(full_name="Away Person", location=there, reason="Secret words", preferred_doctor=doctor)
    services.book(away.pk, by=front_desk, version=1, time=factories.slot(doctor, at(3), location=there))
    ours = factories.request(full_name="Our Person", location=here)

    text = desk.post(KNOWN, {"phone": "9847012345"}).text

    for shown in (away.reference, str(there.name), "10:00 am", "Our Person", f"/desk/requests/{ours.reference}/"):
        assert shown in text
    for secret in ("Away Person", "Secret words", str(doctor.full_name), f"/desk/requests/{away.reference}/"):
        assert secret not in text


def test_a_request_of_another_location_is_saved_and_leads_to_the_next_caller(desk, two_places):
    _here, there = two_places

    answer = send(desk, opened(desk), location=there.pk)

    assert answer.url == NEW
    assert only().location == there
    assert "Another location answers it" in desk.get(NEW, follow=True).text


def test_the_next_of_the_family_begins_with_whom_we_call_and_nothing_else(desk):
    send(desk, opened(desk), phone_on_whatsapp="on", **(CANARY | {"phone": PATIENT["phone"]}))
    slip = soup(desk.get(f"/desk/requests/{only().reference}/slip/"))

    link = slip.find("a", string="Another patient on this phone")["href"]
    assert "98470" not in link
    page = soup(desk.get(link, follow=True))

    assert page.select_one("[name=phone]")["value"] == "+919847012345"
    assert page.select_one("[name=contact_name]")["value"] == "Canary Asker"
    assert page.select_one("[name=call_language] [selected]")["value"] == "ml"
    assert page.select_one("[name=phone_on_whatsapp]").has_attr("checked")
    assert "Canary Quetzal" in page.select_one("#known").get_text()
    for name in ("full_name", "email", "hospital_number", "from_day"):
        assert not page.select_one(f"[name={name}]").get("value")
    assert not page.select_one("[name=reason]").get_text(strip=True)
    assert not page.select_one("[name=agreed]").has_attr("checked")


def test_nobody_begins_with_a_family_of_another_location(desk, two_places):
    away = factories.request(location=two_places[1])

    assert desk.get(NEW, {"family": away.reference}, follow=True).status_code == 404


def test_the_address_of_a_form_is_nobodys_key_to_a_request(desk, roles):
    page = opened(desk)
    send(desk, page)

    colleague = Client()
    colleague.force_login(factories.staff("Front desk"))

    assert colleague.get(page).status_code == 200  # a form of their own
    assert page.partition("form=")[2] not in str(only().idempotency_key)


def test_the_page_costs_the_same_whatever_is_known(desk, django_assert_max_num_queries):
    doctor = factories.slot(factories.DoctorFactory(), at(3)).session.doctor
    for number in range(12):
        factories.request(full_name=f"Person {number}x", preferred_doctor=doctor)
    page = opened(desk)
    desk.get(page)  # what is asked once in the life of a process

    with django_assert_max_num_queries(14):
        desk.get(page)
    with django_assert_max_num_queries(26):
        answer = send(desk, page, act="times", doctor=doctor.pk, notices="")

    assert len(soup(answer).select(".intake__known-one")) == 8
    assert "and 4 older ones" in answer.text


def test_without_the_right_there_is_no_page(client, roles):
    client.force_login(factories.staff("Editor"))

    assert [client.get(NEW).status_code, client.post(KNOWN).status_code] == [403, 403]


def test_a_patient_of_the_intake_is_erased_like_every_other(desk, front_desk):
    session = factories.slot(factories.DoctorFactory(), at(3)).session
    send(desk, opened(desk), act="book", time=free(session, desk)[0], doctor=session.doctor.pk, **CANARY)
    services.cancel(only().pk, by=front_desk)
    assert "canary" in every_table()

    retention.erase(only().pk)

    assert "canary" not in every_table()
    assert "9847055555" not in every_table()


def every_table():
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'select coalesce(string_agg(t::text, chr(10)), %s) from "{table}" t', [""])
            found.append(cursor.fetchone()[0])
    return "\n".join(found).lower()
