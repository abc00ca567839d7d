"""What a patient wrote is shown as words on every page of the desk: it is no markup, and turns no other words round."""

import pytest
from bs4 import BeautifulSoup

from tests import factories
from tests.bookings.desk.test_rights_matrix import held_in
from tests.bookings.desk.walk import LISTS, NAMING, Patient, forms_of, text_of

pytestmark = pytest.mark.django_db

TURNED = "\u202eفاطمة"  # what comes after it in the same line would be read backwards
MARKUP = f"<script>alert(1)</script><img src=x onerror=alert(1)>\"'><svg onload=alert(1)>{TURNED}"
BLOCKS = ("dd", "td", "li", "p", "h1", "h2", "h3", "div")
RUNS = ("<script>alert", "<img src=x", "<svg onload", "\"'><svg")


@pytest.fixture
def patients(roles):
    manager = factories.staff("Manager")
    place, department = factories.LocationFactory(), factories.DepartmentFactory()
    doctor = held_in(place, department)
    about = {"location": place, "department": department}
    found = [
        Patient("Waiting", "+919847051234", booked=None, by=manager, **about),
        Patient("Booked", "+919847055678", booked=doctor, by=manager, **about),
    ]
    return manager, found


def written(patients, words):
    for patient in patients:
        kept = {"full_name": words[:120], "contact_name": words[:120], "reason": words[:300], "relation": "child"}
        type(patient.request).objects.filter(pk=patient.request.pk).update(**kept)
        patient.request.notes.create(text=words)


def pages(client, patients):
    """[(address, page)] of all that the desk can open, and the answers to the buttons of a request."""
    for route in [*LISTS, *NAMING]:
        for url in filter(None, dict.fromkeys(patient.url(route) for patient in patients)):
            yield from ((url, page) for page in shown(client.get(url)))
            if route == "/desk/requests/<str:reference>/":
                yield from answers_of(client, url)


def answers_of(client, url):
    """Previews, refusals, and what was typed and comes back."""
    page = client.get(url)
    [fields] = [fields for _action, fields in forms_of(page, url, "post") if "typed" in fields]
    buttons = {each["formaction"] for each in BeautifulSoup(page.content, "html.parser").select("[formaction]")}
    for address in sorted(each for each in buttons if "preview" in each or "check" in each or "/note/" in each):
        answer = client.post(address, fields | {"note": "", "cancel_reason": "patient", "typed": "{}"})
        yield from ((address, page) for page in shown(answer))


def shown(answer):
    if answer.status_code == 200 and "html" in answer.get("Content-Type", ""):
        yield text_of(answer)


def test_what_a_patient_wrote_is_shown_as_words_and_by_itself(client, patients):
    manager, found = patients
    written(found, MARKUP)
    client.force_login(manager)

    seen, wrong = 0, []
    for url, page in pages(client, found):
        seen += TURNED in page
        wrong += [(url, each) for each in RUNS if each in page]
        wrong += [(url, each) for each in turning(page)]

    assert wrong == []
    assert seen > 15


def turning(page):
    """Elements in which the words stand beside others, with nothing around them that keeps them to themselves."""
    texts = BeautifulSoup(page, "html.parser").find_all(string=lambda text: TURNED in text)
    return [str(each.parent)[:200] for each in texts if not is_by_itself(each)]


def is_by_itself(text):
    if any(parent.name in ("bdi", "textarea", "option", "title", "script") for parent in text.parents):
        return True
    if any("visually-hidden" in parent.get("class", []) for parent in text.parents):
        return True  # a box of its own
    block = text.find_parent(list(BLOCKS))
    if block is not None and block.get_text(strip=True) == text.strip():
        return True  # a line of its own
    return any(parent.get("dir") for parent in text.parents if parent.name not in ("html", "body", "[document]"))
