"""The desk's page for who calls or stands at the desk, filled in by a test client."""

from bs4 import BeautifulSoup

from bookings import consents
from bookings.models import AppointmentRequest

NEW = "/desk/new/"
PATIENT = {"origin": "phone", "phone": "98470 12345", "full_name": "Fathima Test", "call_language": "ml"}


def opened(client, **about):
    """The page as it opens; returns its address."""
    answer = client.get(NEW, about)
    assert answer.status_code == 302
    return answer.url


def soup(answer):
    return BeautifulSoup(answer.text, "html.parser")


def send(client, page, act="keep", agreed=True, **typed):
    """One of its buttons, with the notices that are read out today."""
    fields = {"act": act} | PATIENT | typed
    if "notices" not in typed:
        fields["notices"] = consents.spoken_hash()
    return client.post(page, fields | ({"agreed": "on"} if agreed else {}))


def free(session, client, **typed):
    """The times that the page offers of this session's doctor."""
    answer = send(client, opened(client), act="times", doctor=session.doctor.pk, **typed)
    return [option["value"] for option in soup(answer).select("select[name=time] optgroup option")]


def only():
    return AppointmentRequest.objects.get()


def errors(answer):
    return [each.get_text(strip=True) for each in soup(answer).select(".error-summary li")]
