"""Our naughty strings in every field of every form of a patient. Short: every 61st, in all fields at once, and each
field alone with one of them. Long: all, more than 500, each alone in each field.

No answer is an error of ours; what is stored is what was typed, but for the space around it and for what nobody sees;
every screen and mail shows it as text.
"""

from itertools import cycle, product

import pytest
from bs4 import BeautifulSoup

from bookings.messaging import mails, outbox
from bookings.models import AppointmentRequest
from bookings.patients.forms import AboutForm, CheckForm, ContactForm, WhenForm
from bookings.patients.status_forms import ChangeWishForm, FindRequestForm
from common.text.typed import clean_text
from tests.bookings.forms_filled import ABOUT, CONTACT, START, WHEN, carried, fill, own, send
from tests.naughty_strings import everything
from tests.sizes import figures, size

pytestmark = pytest.mark.django_db

STRINGS = everything()
SOME = STRINGS[:: size(61, 1)]
TRAP = "website"  # whoever fills that in is not read any further
COUNTS = {"posts": 0, "stored": 0, "refused": 0}


@pytest.fixture(autouse=True)
def no_limits(settings):
    settings.REQUESTS_PER_MINUTE = settings.FORMS_PER_MINUTE = settings.LOOK_UPS_PER_MINUTE = 10**9
    settings.REQUESTS_PER_HOUR_AND_PHONE = 10**9


def is_harmless(page):
    """Nothing of what was typed became a part of the page, which has scripts of ours."""
    soup = BeautifulSoup(page, "html.parser")
    ours = ", ".join(f"[src='/static/js/{name}.js']" for name in ("site", "desk", "session-end"))
    scripts = f"script:not({ours})"
    assert not soup.select(f"{scripts}, iframe, object, base, style, marquee, plaintext, xmp, math, video")
    assert not [tag for tag in soup.find_all(True) if any(name.startswith("on") for name in tag.attrs)]
    assert not soup.select('[href^="javascript:"], [src^="javascript:"]')
    return soup


def post(client, path, data):
    COUNTS["posts"] += 1
    answer = client.post(path, data, follow=True)
    assert answer.status_code < 500, (path, data)
    if answer["Content-Type"].startswith("text/html") and answer.content:
        is_harmless(answer.text)
    return answer


def test_there_are_enough_of_them():
    assert len(STRINGS) >= 500


@pytest.mark.parametrize(
    ("page", "form", "good"),
    [
        ("about/", AboutForm, ABOUT),
        ("contact/", ContactForm, CONTACT),
        ("when/", WhenForm, WHEN),
        ("check/", CheckForm, {}),
        ("status/find/", FindRequestForm, {"reference": "AAAA-AAAA", "phone": "98470 12345"}),
        ("status/change/", ChangeWishForm, {}),
        ("status/withdraw/", None, {"purpose": ""}),
        ("", None, {"treatment": "", "doctor": "", "department": "", "emergency": ""}),
    ],
)
def test_no_string_in_any_field_is_an_error_of_ours(client, hospital, page, form, good):
    send(client, fill(client))  # something to look at
    good |= carried(fill(client).text) if form is CheckForm else {}
    before = dict(COUNTS)
    names = list(form().fields if form else good)

    for string in SOME:
        post(client, own(client, page), good | {name: string for name in names if name != TRAP})
    for name, string in size(zip(names, cycle(SOME), strict=False), product(names, SOME)):
        post(client, own(client, page), good | {name: string})

    figures(f"naughty strings in {START}{page}", strings=len(SOME), posts=COUNTS["posts"] - before["posts"], errors=0)


def send_all(client, strings):
    """A request for each string, looked at on every screen of the patient; what was typed, by request."""
    typed = {}
    for string in strings:
        name, words = f"N {string}"[:120], f"R {string}"[:300]
        page = fill(client, about={"reason": words}, contact={"full_name": name}, when={"hospital_number": string[:30]})
        if "/check/" not in str(page.redirect_chain[-1]):
            COUNTS["refused"] += 1  # told so on an earlier page
            assert "\0" in string or "\ufffd" in string  # the only things that no field takes
            continue
        is_harmless(page.text)
        assert send(client, page).status_code == 302
        typed[AppointmentRequest.objects.latest("pk").pk] = (name, words)
        for screen in ("sent/", "status/", "status/cancel/"):
            is_harmless(client.get(own(client, screen)).text)
    return typed


def check_all(client, typed):
    """Stored as typed, and shown as text at the desk and in mails."""
    is_harmless(client.get("/desk/").text)
    for pk, (name, words) in typed.items():
        appointment_request = AppointmentRequest.objects.get(pk=pk)
        COUNTS["stored"] += 1
        assert appointment_request.full_name == " ".join(clean_text(name).split())
        assert appointment_request.reason == clean_text(words)
        desk = is_harmless(client.get(f"/desk/requests/{appointment_request.reference}/").text)
        assert appointment_request.full_name in [bdi.text for bdi in desk.find_all("bdi")]
        for message in appointment_request.messages.all():
            mail = mails.mail_for(message)
            sent = mail.message()
            assert sent["To"] == mail.to[0]
            assert len(sent.get_all("Subject")) == 1
            assert sent["Bcc"] is None


def test_what_is_stored_is_what_was_typed_and_every_screen_shows_it_as_text(client, hospital, front_desk, mail_server):
    typed = send_all(client, SOME)
    client.force_login(front_desk)
    check_all(client, typed)
    outbox.send_due_messages(limit=20)

    figures("naughty strings, stored", strings=len(SOME), stored=COUNTS["stored"], refused=COUNTS["refused"])
    assert COUNTS["stored"] >= 0.9 * len(SOME)


EVIL = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>"]


def test_negative_control_a_screen_that_shows_markup_as_it_is_is_seen(client, hospital, settings):
    """This test exists to ensure that the proof above would see a screen without escaping."""
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [engine | {"OPTIONS": engine["OPTIONS"] | {"autoescape": False}}]

    with pytest.raises(AssertionError):
        send_all(client, EVIL)


def test_negative_control_a_desk_that_shows_markup_as_it_is_is_seen(client, hospital, front_desk, settings):
    typed = send_all(client, EVIL)
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [engine | {"OPTIONS": engine["OPTIONS"] | {"autoescape": False}}]
    client.force_login(front_desk)

    with pytest.raises(AssertionError):
        check_all(client, typed)


def test_negative_control_a_field_that_changes_what_was_typed_is_seen(client, hospital, front_desk, monkeypatch):
    monkeypatch.setattr(ContactForm, "clean_full_name", lambda form: form.cleaned_data["full_name"].title(), False)
    typed = send_all(client, ["mcDonald"])
    client.force_login(front_desk)

    with pytest.raises(AssertionError):
        check_all(client, typed)


def test_negative_control_a_field_that_takes_everything_is_seen(client, hospital, monkeypatch):
    """Without the form's own check a NUL byte reaches the database, which refuses it with an error of ours."""
    monkeypatch.setattr(ContactForm.base_fields["full_name"], "validators", [])
    monkeypatch.setattr(ContactForm.base_fields["contact_name"], "validators", [])

    with pytest.raises((AssertionError, ValueError)):
        send(client, fill(client, contact={"full_name": "a\0b"}))


@pytest.mark.parametrize(
    "path", ["", "about/", "contact/", "when/", "check/", "status/find/", "status/change/", "status/withdraw/"]
)
def test_broken_requests_are_told_and_no_error_of_ours(client, hospital, path):
    send(client, fill(client))
    fill(client)
    bodies = [
        ("application/x-www-form-urlencoded", b"\xff\xfe=\x80&full_name=%ff%fe"),
        ("application/x-www-form-urlencoded", b"&".join(b"f%d=1" % number for number in range(1200))),
        ("application/x-www-form-urlencoded", b"full_name=" + b"x" * 1_000_000),
        ("application/json", b'{"full_name": "x"}'),
        ("text/plain; charset=nothing-like-that", b"full_name=x"),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("multipart/form-data", b"no boundary"),
        ("", b""),
        ("application/x-www-form-urlencoded", b"full_name=a&full_name=b&phone[]=1&phone="),
    ]
    for kind, body in bodies:
        answer = client.generic("POST", own(client, path), body, kind)
        assert answer.status_code < 500, (path, kind, body[:40])
        assert answer.status_code in (200, 302, 400, 413), (path, kind, answer.status_code)
