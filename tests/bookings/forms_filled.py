"""The patient's pages filled in by a test client, as a browser would send them."""

import re
from urllib.parse import parse_qsl, urlsplit

from bookings.models import AppointmentRequest

START = "/en/appointments/"
ABOUT = {"treatment": "", "department": "", "doctor": "", "reason": ""}
CONTACT = {
    "for_whom": "me",
    "full_name": "Fathima Test",
    "relation": "",
    "contact_name": "",
    "phone": "98470 12345",
    "email": "fathima@patient.example",
    "call_language": "en",
    "website": "",
}
DRAFT_PAGES = ("about/", "contact/", "when/", "check/")
OPENED_PAGES = (
    "sent/", "status/", "status/cancel/", "status/change/", "status/withdraw/", "status/close/",
    "status/appointment.ics",
)  # fmt: skip
WHEN = {"call_window": "any", "location": "", "visit_kind": "", "hospital_number": ""}


def carried(text):
    """What the page to check carries, to be sent with it."""
    names = ("idempotency_key", "notice_sha256", "answers_sha256")
    found = {name: re.search(rf'name="{name}" value="([^"]*)"', text) for name in names}
    return {name: match[1] for name, match in found.items() if match}


def draft_of(url):
    """Where the pages of this draft begin, for the address of any of them."""
    return re.match(r".*/appointments/draft/[^/]+/", url)[0]


def begin(client, language="en", **about):
    """A draft of one's own; returns where its pages begin."""
    return draft_of(client.post(f"/{language}/appointments/", about).url)


def fill(client, *, language="en", about=None, contact=None, when=None):
    """Everything up to the page to check; returns that page."""
    draft = begin(client, language)
    signs = urlsplit(client.post(f"{draft}about/", ABOUT | (about or {})).url)
    if signs.query:  # this treatment's signs of an emergency are asked about
        client.post(draft, {**dict(parse_qsl(signs.query)), "emergency": "no"})
    client.post(f"{draft}contact/", CONTACT | (contact or {}))
    return client.post(f"{draft}when/", WHEN | (when or {}), follow=True)


def send(client, page, *, follow=False, **more):
    """Agree and send; returns the answer to that."""
    url = page.request["PATH_INFO"]
    return client.post(url, {**carried(page.text), "answer": "on", **more}, follow=follow)


def asked(client, **answers):
    """A request that went all the way."""
    answer = send(client, fill(client, **answers))
    assert answer.status_code == 302, answer.text
    return AppointmentRequest.objects.latest("pk")


def own(client, path, language="en"):
    """The address of a page as this visitor's newest draft or opened request has it; without one, as a bookmark has."""
    start = f"/{language}/appointments/"
    if path in DRAFT_PAGES and (drafts := client.session.get("appointment_drafts")):
        return f"{start}draft/{[*drafts][-1]}/{path}"
    if path in OPENED_PAGES and (opened := client.session.get("appointment_requests")):
        return f"{start}opened/{[*opened][-1]}/{path.removeprefix('status/')}"
    return start + path
