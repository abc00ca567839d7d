"""The page of one request: three times proposed, the message shown before, and nothing that was typed is lost."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from django.utils.translation import gettext, override

from bookings import retention, services
from bookings.desk.answering.time_forms import key_of
from bookings.free_times import free_times
from bookings.messaging import outbox
from bookings.models import Appointment, AppointmentRequest, DeskTask, OutgoingMessage
from tests import factories
from tests.factories import at
from tests.mail_server import words
from tests.sizes import size

pytestmark = pytest.mark.django_db

TYPED = {
    "note": "Speaks through her son",
    "text": "Phone was busy",
    "outcome": "left_message",
    "call_back_at": "2031-01-01T10:00",
    "reason": "no_time",
    "cancel_reason": "entered_twice",
    "full_name": "Fathima Corrected",
    "phone": "98470 99999",
    "email": "right@patient.example",
    "times-from_day": "2031-02-03",
}


@pytest.fixture
def doctor():
    doctor = factories.DoctorFactory()
    for day in range(1, 6):
        factories.slot(doctor, at(day))
    return doctor


@pytest.fixture
def asked(doctor):
    return factories.request(preferred_doctor=doctor)


@pytest.fixture
def desk(client, front_desk):
    client.force_login(front_desk)
    return client


class Page:
    """As a browser would send it back."""

    def __init__(self, answer):
        self.status, self.text = answer.status_code, answer.text
        self.soup = BeautifulSoup(answer.text, "html.parser")

    @property
    def fields(self):
        form = self.soup.select_one("#answering") or self.soup.select_one("main form")
        found = {}
        for field in form.select("input, textarea, select"):
            kind = field.get("type")
            if field.name == "select":
                chosen = field.select_one("option[selected]") or field.select_one("option")
                found[field["name"]] = chosen["value"] if chosen else ""
            elif field.name == "textarea":
                found[field["name"]] = field.get_text().removeprefix("\n")
            elif kind != "radio" or field.has_attr("checked"):
                found.setdefault(field["name"], []).append(field["value"]) if field["name"] == "offered" else (
                    found.update({field["name"]: field.get("value", "")})
                )
        return found

    def buttons(self):
        return self.soup.select("#answering button[formaction]")

    def button(self, words):
        return next(each for each in self.soup.select("main button") if words in each.get_text())


def open_page(client, request):
    return Page(client.get(f"/desk/requests/{request.reference}/"))


def press(client, page, button, **typed):
    form = button.find_parent("form")
    address = (button.get("formaction") or form["action"]).partition("#")[0]
    sent = page.fields | typed | ({button["name"]: button["value"]} if button.get("name") else {})
    return Page(client.post(address, sent, follow=True))


def test_two_taps_from_the_open_card_confirm_and_tell(desk, asked, mail_server):
    page = open_page(desk, asked)
    first = page.soup.select(".propose__time")[0]
    assert first.has_attr("autofocus")
    preview = press(desk, page, first)
    assert AppointmentRequest.objects.get(pk=asked.pk).status == "requested"
    assert preview.button("Confirm and tell the patient").has_attr("autofocus")

    press(desk, preview, preview.button("Confirm and tell the patient"))

    asked.refresh_from_db()
    assert asked.status == "booked"
    outbox.send_due_messages()
    sent = words(mail_server.mails[-1])
    shown = preview.soup.select_one(".preview__text").get_text("\n")
    lines = [line.strip() for line in shown.splitlines() if line.strip() and "private link" not in line]
    assert len(lines) > 6
    assert [line for line in lines if line not in sent] == []
    assert preview.soup.select_one(".preview strong").get_text(strip=True) == mail_server.mails[-1]["Subject"]


def test_the_preview_speaks_the_patients_language_and_keeps_the_link_to_the_patient(desk, doctor):
    asked = factories.request(preferred_doctor=doctor, language="ml", email="m@patient.example")
    page = open_page(desk, asked)

    preview = press(desk, page, page.soup.select(".propose__time")[1])

    assert preview.soup.select_one(".preview")["lang"] == "ml"
    with override("ml"):
        assert str(gettext("Your appointment is confirmed.")) in preview.soup.select_one(".preview").get_text()
    assert "Your appointment is confirmed." not in preview.text
    assert "/appointments/status/" not in preview.soup.select_one(".preview").get_text()
    assert not OutgoingMessage.objects.filter(kind="confirmed").exists()


def test_who_has_no_email_is_told_on_the_phone_in_the_language_of_the_call(desk, doctor):
    asked = factories.request(preferred_doctor=doctor, email="", call_language="hi")
    page = open_page(desk, asked)
    assert "Send these to choose from" not in page.text

    preview = press(desk, page, page.soup.select(".propose__time")[0])

    assert "Say this on the phone" in preview.text
    assert preview.soup.select_one(".preview")["lang"] == "hi"
    assert asked.reference in preview.soup.select_one(".preview").get_text()


def test_two_open_pages_propose_different_times(desk, doctor):
    pages = [open_page(desk, factories.request(preferred_doctor=doctor)) for _number in range(2)]

    one, other = ({each["value"] for each in page.soup.select(".propose__time")} for page in pages)

    assert len(one) == len(other) == 3
    assert not one & other


def test_three_times_are_sent_to_choose_from_and_held_until_a_day_later(desk, asked, settings):
    page = open_page(desk, asked)
    preview = press(desk, page, page.button("Send these to choose from"))
    assert "We hold these times for you" in preview.text
    assert not Appointment.objects.exists()

    after = press(desk, preview, preview.button("Send and hold these times"))

    held = Appointment.objects.filter(status="offered")
    assert held.count() == 3
    until = held[0].held_until
    assert until <= min(held[0].starts_at, timezone.now() + timedelta(hours=settings.OFFER_HOURS))
    assert len(after.soup.select(".propose__times")[0].select("button")) == 3  # held for this patient
    taken = press(desk, after, after.soup.select(".propose__times")[0].select_one("button"))
    press(desk, taken, taken.button("Confirm and tell the patient"))
    assert set(Appointment.objects.values_list("status", flat=True)) == {"booked", "released"}


def test_no_more_than_three_times_are_held_whatever_is_sent(desk, asked, doctor):
    keys = [key_of(each) for each in free_times(doctor, at(1).date(), 5)[:5]]
    assert len(set(keys)) == 5

    desk.post(f"/desk/requests/{asked.reference}/offer/", {"version": 1, "offered": keys})

    assert asked.appointments.offered().count() == 3


def test_what_is_held_is_taken_back_with_one_tap(desk, asked, front_desk, doctor):
    until = timezone.now() + timedelta(hours=2)
    slot = factories.slot(doctor, at(2))
    services.offer(asked.pk, times=[slot], until=until, by=front_desk, version=1)
    page = open_page(desk, asked)

    press(desk, page, page.button("Hold them no longer"))

    assert Appointment.objects.get().status == "released"
    assert asked.history.last().event == "offer_taken_back"


def test_in_place_of_declining_other_doctors_times_are_offered(desk, doctor):
    colleague, department = factories.DoctorFactory(), factories.DepartmentFactory()
    for each in (doctor, colleague):
        each.departments.add(department)
    session = factories.slot(colleague, at(2)).session
    asked = factories.request(preferred_doctor=doctor, department=department)
    page = open_page(desk, asked)

    preview = press(desk, page, page.button("Offer other times instead"), reason="no_time")
    press(desk, preview, preview.button("Send and hold these times"))

    assert set(Appointment.objects.values_list("session", flat=True)) == {session.pk}


def test_where_nobody_else_has_a_time_the_page_says_what_the_patient_reads(desk, asked):
    page = open_page(desk, asked)

    after = press(desk, page, page.button("Offer other times instead"), reason="no_time")

    assert "Nobody else has a free time" in after.soup.select_one("[role=alert]").get_text()
    assert after.fields["reason"] == "no_time"


def test_a_cancellation_has_a_reason_and_is_asked_once_more(desk, asked):
    page = open_page(desk, asked)
    refused = press(desk, page, page.button("Cancel this request"))
    assert "Choose why it is cancelled" in refused.text

    check = press(desk, page, page.button("Cancel this request"), cancel_reason="seen_elsewhere")
    assert AppointmentRequest.objects.get(pk=asked.pk).status == "requested"
    after = press(desk, check, check.button("Yes, cancel"))

    entry = asked.history.last()
    assert (entry.event, entry.reason) == ("cancelled", "seen_elsewhere")
    assert "The patient was seen earlier, or elsewhere" in after.text


def test_name_phone_and_email_are_corrected_with_errors_beside_the_field(desk, asked):
    page = open_page(desk, asked)
    refused = press(desk, page, page.button("Correct"), phone="9847", full_name="Fathima Corrected")
    assert "We counted 4 digits" in refused.soup.select_one("#id_phone_error").get_text()
    assert refused.fields["full_name"] == "Fathima Corrected"

    press(desk, refused, refused.button("Correct"), phone="98470 99999", email="right@patient.example")

    asked.refresh_from_db()
    assert (asked.full_name, asked.phone, asked.email) == (
        "Fathima Corrected", "+919847099999", "right@patient.example"
    )  # fmt: skip
    assert asked.corrections.count() == 3


def test_a_note_needs_no_call_and_leaves_the_version(desk, asked):
    page = open_page(desk, asked)

    after = press(desk, page, page.button("Keep the note"), note="Speaks through her son")

    asked.refresh_from_db()
    assert asked.notes.get().text == "Speaks through her son"
    assert (asked.version, asked.first_attempt_at) == (1, None)
    assert "Speaks through her son" in after.text
    assert after.fields["note"] == ""


def test_a_button_that_is_pressed_twice_writes_one_note_and_one_call(desk, asked):
    """Two calls in vain lead to another time than one does."""
    page = open_page(desk, asked)
    for _press in range(2):
        press(desk, page, page.button("Keep the note"), note="Speaks through her son")
    once = None
    for _press in range(2):
        press(desk, page, page.button("Keep the call"), outcome="no_answer", note="")
        asked.refresh_from_db()
        once = once or asked.next_action_at

    assert asked.notes.count() == 1
    assert asked.history.filter(event="called").count() == 1
    assert asked.next_action_at == once

    page = open_page(desk, asked)
    press(desk, page, page.button("Keep the note"), note="Speaks through her son")
    press(desk, page, page.button("Keep the call"), outcome="no_answer", note="")
    assert asked.notes.count() == 2  # on a page that shows the first one, it is meant
    assert asked.history.filter(event="called").count() == 2


def all_buttons(page):
    return [(each["formaction"], each.get("name"), each.get("value")) for each in page.buttons()]


OWN = {
    "note": {"note"},
    "call": {"text", "outcome", "call_back_at"},
    "contact": {"full_name", "phone", "email"},
    "decline": {"reason"},
    "cancel": {"cancel_reason"},
}
WORDS = {name: value for name, value in TYPED.items() if name != "times-from_day"}


def act_of(button):
    return button["formaction"].partition("#")[0].rstrip("/").rpartition("/")[2]


def buttons_to_press(page):
    """The place of one button of each kind; in the long proof, of every button."""
    kinds = {(act_of(button), button.get("name")): number for number, button in enumerate(page.buttons())}
    return size(list(kinds.values()), range(len(page.buttons())))


@pytest.mark.parametrize("is_refused", [True, False])
def test_what_stands_in_any_field_survives_every_button(desk, doctor, is_refused):
    """Each button of the page, on a request of its own; where a page comes in between, its buttons too."""
    pressed = set()
    for number in buttons_to_press(open_page(desk, factories.request(preferred_doctor=doctor))):
        asked = factories.request(preferred_doctor=doctor)
        page = open_page(desk, asked)
        button = page.buttons()[number]
        typed = dict(WORDS)
        act = act_of(button)
        own = OWN.get(act if act != "check" else "cancel", set())
        if is_refused:
            typed |= dict.fromkeys(own & {"note", "phone", "outcome", "reason", "cancel_reason"}, "")
        elif act == "call":
            typed |= {"call_back_at": ""}
        after = press(desk, page, button, **typed)
        if not after.soup.select_one("#answering"):  # a page in between: and back from there
            after = press(desk, after, after.button("Back"))
        left = {name: value for name, value in typed.items() if name not in own}
        kept = {name: after.fields.get(name) or _lost(after, value) for name, value in left.items()}
        assert kept == left, (act, button)
        pressed.add(act)
    assert pressed >= {"preview", "look", "note", "call", "decline", "check", "contact", "elsewhere"}


def _lost(page, value):
    """What has no field on the page as it is now stands in words above."""
    found = page.soup.select_one("[aria-labelledby=lost-title]")
    return value if found and value in found.get_text() else None


def test_what_was_typed_waits_when_the_decision_was_accepted(desk, asked):
    page = open_page(desk, asked)
    preview = press(desk, page, page.soup.select(".propose__time")[0], **WORDS)

    after = press(desk, preview, preview.button("Confirm and tell the patient"))

    assert AppointmentRequest.objects.get(pk=asked.pk).status == "booked"
    assert (after.fields["note"], after.fields["full_name"]) == (WORDS["note"], WORDS["full_name"])
    assert "note" in open_page(desk, asked).fields
    assert open_page(desk, asked).fields["note"] == ""  # once


def test_who_loses_a_race_keeps_what_was_typed_beside_the_new_state(desk, asked, doctor, roles):
    asha = factories.staff("Front desk")
    asha.first_name, asha.last_name = "Asha", "Demo"
    asha.save()
    page = open_page(desk, asked)
    services.book(asked.pk, by=asha, version=1, time=factories.slot(doctor, at(4)))

    after = press(desk, page, page.button("Decline"), **WORDS)

    assert "Changed by Asha Demo" in after.soup.select_one("[role=alert]").get_text()
    assert after.soup.select_one("#book-title").get_text() == "Move to another time"
    assert {name: after.fields[name] for name in ("note", "text", "full_name", "phone", "email")} == {
        name: WORDS[name] for name in ("note", "text", "full_name", "phone", "email")
    }
    assert "No time could be found" in after.text or "no_time" in after.text
    assert after.fields["version"] == "2"


def test_what_the_page_filled_in_by_itself_is_not_taken_for_typed(desk, asked, front_desk):
    page = open_page(desk, asked)
    services.correct_contact(asked.pk, by=front_desk, version=1, phone="+919847011111")

    after = press(desk, page, page.button("Keep the note"), note="Something")

    assert after.fields["phone"] == "+919847011111"


def test_erasing_a_patient_forgets_what_somebody_had_typed(desk, asked, front_desk):
    page = open_page(desk, asked)
    form = page.fields | WORDS | {"note": "Kept"}
    desk.post(f"/desk/requests/{asked.reference}/note/", form)  # not followed: it waits
    assert "Fathima Corrected" in str(dict(desk.session))
    services.decline(asked.pk, reason="spam", by=front_desk, version=1)

    retention.erase(asked.pk)

    assert "Fathima Corrected" not in str(dict(desk.session))


def test_other_doctors_times_are_one_tap_away_and_a_link_names_them_too(desk, doctor):
    department = factories.DepartmentFactory()
    other = factories.DoctorFactory(name={"en": "Other Test"})
    for each in (doctor, other):
        each.departments.add(department)
    session = factories.slot(other, at(2)).session
    asked = factories.request(preferred_doctor=doctor, department=department)
    page = open_page(desk, asked)

    tapped = press(desk, page, page.button("Other Test"))
    linked = Page(desk.get(f"/desk/requests/{asked.reference}/", {"doctor": other.pk}))

    for shown in (tapped, linked):
        assert all(f"|{session.pk}|" in each["value"] for each in shown.soup.select(".propose__time"))


def test_a_task_of_a_change_asks_only_the_desk(desk, asked):
    services.request_change(asked.pk, "Another day, please")

    assert DeskTask.objects.get().kind == "change_requested"
    assert "Another day, please" in open_page(desk, asked).text
