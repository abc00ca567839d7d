"""The patient's pages filled in by a test client, as a browser would send them."""

import re

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
WHEN = {"call_window": "any", "location": "", "visit_kind": "", "hospital_number": ""}


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page.text)[1]


def fill(client, *, language="en", about=None, contact=None, when=None):
    """Everything up to the page to check; returns that page."""
    start = f"/{language}/appointments/"
    client.post(start)
    client.post(f"{start}about/", ABOUT | (about or {}))
    client.post(f"{start}contact/", CONTACT | (contact or {}))
    return client.post(f"{start}when/", WHEN | (when or {}), follow=True)


def send(client, page, *, language="en", follow=False, **more):
    """Agree and send; returns the answer to that."""
    return client.post(
        f"/{language}/appointments/check/",
        {
            "idempotency_key": hidden(page, "idempotency_key"),
            "notice_sha256": hidden(page, "notice_sha256"),
            "answer": "on",
            **more,
        },
        follow=follow,
    )


def asked(client, **answers):
    """A request that went all the way."""
    answer = send(client, fill(client, **answers))
    assert answer.status_code == 302, answer.text
    return AppointmentRequest.objects.latest("pk")
