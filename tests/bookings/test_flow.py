"""Asking for an appointment, page by page: what is kept, what is refused, where it leads."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from bookings.models import AppointmentRequest, OutgoingMessage
from bookings.patients import drafts
from tests import factories
from tests.bookings.forms_filled import CONTACT, START, asked, begin, draft_of, fill, own, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital():
    return factories.HospitalFactory()


@pytest.fixture
def treatment(editor, clinician, publisher):
    return factories.published(editor, clinician, publisher).treatment


def test_the_pages_lead_from_one_to_the_next(client, hospital):
    answer = client.post(START)
    draft = draft_of(answer.url)

    assert answer.url == f"{draft}about/"
    assert client.post(f"{draft}about/", {}).url == f"{draft}contact/"
    assert client.post(f"{draft}contact/", CONTACT).url == f"{draft}when/"
    assert client.post(f"{draft}when/", {"call_window": "any"}).url == f"{draft}check/"


def test_looking_starts_no_session(client, hospital, treatment):
    client.get(f"{START}?treatment={treatment.slug}")
    client.get(f"{START}contact/")
    client.get(f"{START}check/")

    assert not Session.objects.exists()
    assert "sessionid" not in client.cookies


def test_the_request_holds_every_answer(client, hospital, treatment):
    location, doctor, window = factories.LocationFactory(), factories.DoctorFactory(), factories.CallWindowFactory()

    appointment_request = asked(
        client,
        about={"treatment": treatment.pk, "doctor": doctor.pk, "department": treatment.department_id, "reason": "Pain"},
        contact={
            "for_whom": "somebody",
            "full_name": "Amina Test",
            "relation": "parent",
            "contact_name": "Fathima Test",
            "phone_on_whatsapp": "on",
            "call_language": "ml",
        },
        when={
            "call_window": window.pk,
            "location": location.pk,
            "visit_kind": "follow_up",
            "hospital_number": "H-77",
            "preferred_day": (timezone.localdate() + timedelta(days=5)).isoformat(),
            "preferred_part": "morning",
            "second_preferred_day": (timezone.localdate() + timedelta(days=6)).isoformat(),
        },
    )

    assert (appointment_request.treatment, appointment_request.preferred_doctor, appointment_request.location) == (
        treatment,
        doctor,
        location,
    )
    assert (appointment_request.full_name, appointment_request.contact_name, appointment_request.relation) == (
        "Amina Test",
        "Fathima Test",
        "parent",
    )
    assert (appointment_request.phone, appointment_request.phone_on_whatsapp, appointment_request.call_language) == (
        "+919847012345",
        True,
        "ml",
    )
    assert (appointment_request.call_window, appointment_request.visit_kind, appointment_request.hospital_number) == (
        window,
        "follow_up",
        "H-77",
    )
    assert (appointment_request.preferred_part, appointment_request.second_preferred_part) == ("morning", "any")
    assert (
        appointment_request.expires_after
        == appointment_request.second_preferred_day
        == appointment_request.preferred_day + timedelta(days=1)
    )


def test_prefilled_from_the_page_it_was_opened_from_and_then_a_clean_address(client, hospital, treatment):
    doctor = factories.DoctorFactory()

    page = client.get(f"{START}?treatment={treatment.slug}&doctor={doctor.slug}&department=nothing-like-that")
    page = client.post(START, {"treatment": treatment.slug, "doctor": doctor.slug, "emergency": "no"}, follow=True)

    assert page.redirect_chain == [(own(client, "about/"), 302)]
    assert f'<option value="{treatment.pk}" selected>Hip replacement</option>' in page.text
    assert f'<option value="{doctor.pk}" selected>' in page.text


def test_emergency_signs_come_first_and_yes_stops(client, hospital, treatment):
    page = client.get(f"{START}?treatment={treatment.slug}")
    assert page.text.index("sudden chest pain") < page.text.index("<form method")

    page = client.post(START, {"treatment": treatment.slug, "emergency": "yes"}, follow=True)

    assert "Get help now" in page.text
    assert 'href="tel:108"' in page.text
    assert not Session.objects.exists()


def test_the_first_question_must_be_answered(client, hospital, treatment):
    page = client.post(START, {"treatment": treatment.slug}, follow=True)

    assert "Choose yes or no" in page.text
    assert "<title>Error: " in page.text


def test_a_treatment_chosen_later_asks_its_first_question_once(client, hospital, treatment):
    draft = begin(client)

    answer = client.post(f"{draft}about/", {"treatment": treatment.pk, "reason": "Pain"})
    assert answer.url == f"{draft}?treatment={treatment.slug}"
    assert f'action="{draft}"' in client.get(answer.url).text
    answer = client.post(draft, {"treatment": treatment.slug, "emergency": "no"})
    assert answer.url == f"{draft}contact/"
    answer = client.post(f"{draft}about/", {"treatment": treatment.pk, "reason": "Pain"})

    assert answer.url == f"{draft}contact/"


def test_answers_survive_an_error_and_a_refresh(client, hospital):
    fill(client)

    contact = own(client, "contact/")

    page = client.post(contact, CONTACT | {"phone": "9847", "full_name": "Amina <b>Test</b>"}, follow=True)
    assert "We counted 4 digits" in page.text
    assert 'value="Amina &lt;b&gt;Test&lt;/b&gt;"' in page.text
    assert "<title>Error: " in page.text

    page = client.get(contact)  # as by refresh or Back
    assert "We counted 4 digits" in page.text
    assert 'value="Amina &lt;b&gt;Test&lt;/b&gt;"' in page.text


def test_answers_survive_an_hours_pause_and_are_forgotten_after_some(client, hospital):
    fill(client)

    [session] = Session.objects.all()

    assert timedelta(hours=1) < session.expire_date - timezone.now() < timedelta(hours=5)


def test_a_page_sent_after_the_session_has_ended_keeps_what_it_carries(client, hospital):
    begun = begin(client)
    Session.objects.all().delete()

    answer = client.post(f"{begun}contact/", CONTACT)

    assert answer.url == own(client, "about/")
    assert begun not in answer.url
    assert "This page is kept" in client.get(answer.url).text
    assert 'value="Fathima Test"' in client.get(own(client, "contact/")).text


def test_sending_after_the_session_has_ended_says_that_nothing_was_sent(client, hospital):
    page = fill(client)
    Session.objects.all().delete()

    page = send(client, page, follow=True)

    assert "Nothing was sent yet" in page.text
    assert page.redirect_chain == [(START, 302)]
    assert not AppointmentRequest.objects.exists()


def test_check_shows_every_answer_with_a_way_to_change_it(client, hospital):
    page = fill(client, about={"reason": "Pain in the hip"})

    for answer in ("Pain in the hip", "Fathima Test", "098470 12345", "fathima@patient.example", "Any time"):
        assert answer in page.text
    for step in drafts.STEPS:
        assert f'href="{own(client, f"{step}/")}"' in page.text


def test_nothing_typed_ever_stands_in_an_address(client, hospital):
    page = fill(client)
    answer = send(client, page)

    addresses = [address for address, _status in page.redirect_chain] + [answer.url]
    assert not [address for address in addresses if "?" in address or "Fathima" in address or "9847" in address]


def test_no_box_is_ticked_and_the_needed_one_must_be(client, hospital):
    page = fill(client)
    assert " checked" not in page.text

    page = send(client, page, answer="", follow=True)

    assert "Tick this box, so that we may answer your request" in page.text
    assert not AppointmentRequest.objects.exists()


def test_the_confirmation_is_safe_to_refresh(client, hospital):
    appointment_request = asked(client)

    for _look in range(2):
        assert appointment_request.reference in client.get(own(client, "sent/")).text
    assert AppointmentRequest.objects.count() == 1


def test_a_second_tap_shows_the_same_page(client, hospital):
    page = fill(client)

    answers = [send(client, page) for _tap in range(3)]

    assert {answer.url for answer in answers} == {own(client, "sent/")}
    assert AppointmentRequest.objects.count() == 1
    assert OutgoingMessage.objects.count() == 2


def test_the_same_form_with_other_answers_becomes_a_change(client, hospital):
    first = AppointmentRequest.objects.get(pk=asked(client).pk)
    fill(client, contact={"full_name": "Amina Test"})
    session = client.session
    [draft] = session["appointment_drafts"].values()
    draft["idempotency_key"] = str(first.idempotency_key)
    session.save()

    page = client.get(own(client, "check/", "ml"))
    page = send(client, page)
    assert first.reference in page.text
    assert "<bdi>Fathima Test</bdi> → <bdi>Amina Test</bdi>" in page.text
    answer = send(client, page, as_change="yes")

    assert answer.url == own(client, "sent/", "ml")
    assert AppointmentRequest.objects.count() == 1
    # The front desk reads the note: not in the patient's language.
    assert "Full name of the patient: Fathima Test → Amina Test" in first.notes.get().text
    assert first.tasks.get().kind == "change_requested"


def test_for_a_child_a_parent_asks_and_agrees(client, hospital):
    child = {"under_18": "on", "full_name": "Amina Test"}
    page = fill(client, contact=child)
    assert page.redirect_chain[-1] == (own(client, "contact/"), 302)
    assert "A parent or guardian" in page.text

    page = fill(client, contact=child | {"for_whom": "somebody", "relation": "child", "contact_name": "Fathima Test"})
    refused = send(client, page, follow=True)
    assert "Tick this box if you are the parent or guardian" in refused.text
    send(client, page, guardian="on")

    appointment_request = AppointmentRequest.objects.get()
    assert appointment_request.under_18
    assert set(appointment_request.consents.values_list("purpose", flat=True)) == {"answer", "guardian"}


def test_somebody_else_needs_relation_and_name(client, hospital):
    page = client.post(f"{begin(client)}contact/", CONTACT | {"for_whom": "somebody"}, follow=True)

    assert "Choose who the patient is to you" in page.text
    assert "Enter your own full name" in page.text


def test_programs_that_fill_in_every_field_are_told_so_and_stored_nowhere(client, hospital):
    page = client.post(f"{begin(client)}contact/", CONTACT | {"website": "https://spam.example"})

    assert "We could not take this form" in page.text
    [draft] = client.session["appointment_drafts"].values()
    assert "contact" not in draft


def test_days_come_from_the_doctors_real_sessions(client, hospital):
    session = factories.OpdSessionFactory()
    draft = begin(client)
    client.post(f"{draft}about/", {"doctor": session.doctor.pk})
    client.post(f"{draft}contact/", CONTACT)

    page = client.get(f"{draft}when/")
    first_day = next(
        day
        for day in (timezone.localdate() + timedelta(days=number) for number in range(1, 8))
        if day.weekday() == session.weekday
    )
    assert f'value="{session.pk}.{first_day}"' in page.text
    page = client.post(
        f"{draft}when/", {"call_window": "any", "first_preference": f"{session.pk}.{first_day}"}, follow=True
    )
    send(client, page)

    appointment_request = AppointmentRequest.objects.get()
    assert appointment_request.preferred_day == first_day
    assert appointment_request.preferred_part in ("morning", "afternoon", "evening")


def test_a_day_that_is_no_longer_held_is_asked_for_again(client, hospital):
    session = factories.OpdSessionFactory()
    draft = begin(client)
    client.post(f"{draft}about/", {"doctor": session.doctor.pk})

    page = client.post(
        f"{draft}when/", {"call_window": "any", "first_preference": f"{session.pk}.2020-01-01"}, follow=True
    )

    assert "this one is no longer held" in page.text


def test_a_lost_treatment_leads_back_to_its_page(client, hospital, treatment):
    fill(client, about={"treatment": treatment.pk})
    assert client.get(own(client, "check/")).status_code == 200
    session = client.session
    [draft] = session["appointment_drafts"].values()
    draft["about"]["treatment"] = "999999"
    session.save()

    assert client.get(own(client, "check/")).url == own(client, "about/")


@pytest.mark.parametrize(
    "page", ["", "about/", "contact/", "when/", "check/", "sent/", "status/", "status/find/", "privacy/"]
)
def test_every_page_is_private(client, hospital, page):
    if page:
        asked(client)
        fill(client)

    answer = client.get(own(client, page))

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("language", ["ml", "hi", "ar"])
def test_the_flow_works_in_every_language(client, hospital, language):
    page = fill(client, language=language)

    answer = send(client, page)

    assert answer.url == own(client, "sent/", language)
    assert AppointmentRequest.objects.get().language == language


def test_every_page_with_an_error_can_be_shown_again_by_back_and_refresh(client, hospital, treatment):
    """A page that was the answer to a POST cannot: browsers ask to send it again, or show nothing."""
    draft = begin(client)
    wrong = [
        (START, {"treatment": treatment.slug}),
        (draft, {"treatment": treatment.slug}),
        (f"{draft}about/", {"treatment": "999999"}),
        (f"{draft}contact/", {}),
        (f"{draft}when/", {}),
    ]
    for address, fields in wrong:
        answer = client.post(address, fields)
        assert answer.status_code == 302, address
        assert "There is a problem" in client.get(answer.url).text, address

    page = fill(client)
    assert "Tick this box" in client.get(send(client, page, answer="").url).text


def test_back_from_the_confirmation_leads_to_it_again(client, hospital):
    page = fill(client)
    draft = draft_of(page.request["PATH_INFO"])
    send(client, page)

    for page in ("", "about/", "contact/", "when/", "check/"):
        assert client.get(draft + page).url == own(client, "sent/")
