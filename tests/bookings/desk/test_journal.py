"""The access journal: every page that shows a patient leaves a line, and a manager reads them."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from bookings.access_journal import record_access
from bookings.models import AccessRecord
from tests import factories
from tests.bookings.desk.test_rights_matrix import held_in
from tests.bookings.desk.walk import LISTS, NAMING, Patient, forms_of, text_of
from tests.databases import undone

pytestmark = pytest.mark.django_db
Way = AccessRecord.Way


@pytest.fixture
def manager(client, roles):
    person = factories.staff("Manager")
    client.force_login(person)
    return person


@pytest.fixture
def patients(roles, manager):
    place, department = factories.LocationFactory(), factories.DepartmentFactory()
    about = {"location": place, "department": department}
    return [
        Patient("Waiting", "+919847055123", booked=None, by=manager, **about),
        Patient("Booked", "+919847066123", booked=held_in(place, department), by=manager, **about),
    ]


def not_written_down(client, patients, method, url, data=None):
    """The patients whose names an answer shows without a line in the journal."""
    AccessRecord.objects.all().delete()
    text = text_of(getattr(client, method)(url, data or {}))
    for typed in (data or {}).values():
        text = text.replace(f'value="{typed}"', "")
    written = set(AccessRecord.objects.values_list("appointment_request", flat=True))
    return [each.reference for each in patients if each.words["full_name"] in text and each.request.pk not in written]


def test_no_page_shows_a_name_without_a_line_in_the_journal(client, patients):
    assert [wrong for route in [*LISTS, *NAMING] for wrong in unwritten(client, patients, route)] == []


def unwritten(client, patients, route):
    """What this route shows of a patient, asked in each way, that leaves no line."""
    found = []
    for url in dict.fromkeys(filter(None, [patient.url(route) for patient in patients])):
        with undone():
            asked = [("get", url, None), ("post", url, None), *searches(client, patients, url)]
            found += [each for each in asked if not_written_down(client, patients, *each)]
    return found


def searches(client, patients, url):
    words = (patients[1].words["full_name"], patients[0].reference)
    for action, fields in forms_of(client.get(url), url, "get"):
        yield from (("get", action, {name: each}) for name in fields for each in words)


def test_pages_say_how_a_request_was_seen(client, manager, patients):
    waiting, booked = patients
    session = f"/desk/sessions/{booked.session.pk}/{booked.request.appointment.day}/"

    for url, way, patient in (
        ("/desk/", Way.INBOX, waiting),
        ("/desk/messages/", Way.INBOX, waiting),
        ("/desk/together/", Way.INBOX, waiting),
        (f"/desk/requests/{waiting.reference}/", Way.OPENED, waiting),
        (session, Way.DAY_LIST, booked),
    ):
        AccessRecord.objects.all().delete()
        client.get(url)
        lines = AccessRecord.objects.filter(appointment_request=patient.request)
        assert set(lines.values_list("user", "way")) == {(manager.pk, way)}, url


def rows(answer):
    return [row.get_text(" ", strip=True) for row in BeautifulSoup(answer.text, "html.parser").select("tbody tr")]


def test_the_journal_is_read_by_person_by_reference_and_by_day(client, manager, patients):
    asha, request = factories.staff("Front desk"), patients[0].request
    AccessRecord.objects.all().delete()
    record_access(asha, [request], Way.OPENED)
    record_access(manager, [patients[1].request], Way.SEARCH)
    yesterday = timezone.localdate() - timedelta(days=1)
    AccessRecord.objects.filter(user=manager).update(at=timezone.now() - timedelta(days=1))

    def shown(**wanted):
        return rows(client.get("/desk/journal/", wanted))

    assert len(shown()) == 1  # today's
    assert len(shown(day="")) == 2
    assert len(shown(person=asha.pk)) == 1
    assert request.reference in shown(reference=request.reference.lower().replace("-", ""))[0]
    assert patients[1].reference in shown(day=yesterday.isoformat())[0]
    assert shown(person=asha.pk, day=yesterday.isoformat()) == []
    assert "Waiting Canary" not in client.get("/desk/journal/", {"day": ""}).text


@pytest.mark.parametrize("wrong", [{"person": "x"}, {"day": "soon"}, {"reference": "\0"}, {"person": "9" * 30}])
def test_a_wrong_filter_is_told_and_shows_nothing(client, manager, patients, wrong):
    client.get("/desk/")

    answer = client.get("/desk/journal/", wrong)

    assert answer.status_code == 200
    assert rows(answer) == []


def test_long_journals_have_pages_with_true_counts(client, manager, patients):
    request = patients[0].request
    AccessRecord.objects.all().delete()
    AccessRecord.objects.bulk_create(
        AccessRecord(user=manager, appointment_request=request, way=Way.OPENED) for _line in range(205)
    )

    answer = client.get("/desk/journal/", {"page": 3, "person": manager.pk})

    page = BeautifulSoup(answer.text, "html.parser")
    assert page.select_one("h1 .badge").get_text() == "205"
    assert len(rows(answer)) == 5
    assert f"person={manager.pk}" in page.select_one("a[rel=prev]")["href"]
    assert page.select_one("a[rel=next]") is None


def test_a_patient_is_told_of_every_look_at_the_requests_that_are_theirs(client, manager, patients):
    asha, own = factories.staff("Front desk"), patients[0].request
    child = factories.request(full_name="Child Canary", phone=own.phone)
    AccessRecord.objects.all().delete()
    record_access(asha, [own, child], Way.SEARCH)
    url = f"/desk/requests/{own.reference}/accesses/"

    alone, both = client.get(url), client.get(url, {"also": child.reference})

    assert [own.reference in row for row in rows(alone)] == [True, True]  # Asha's, and this look
    assert sum(child.reference in row for row in rows(both)) == 2
    assert "Child Canary" in alone.text
    assert client.get(url, {"also": patients[1].reference}).status_code == 200
    assert not any(patients[1].reference in row for row in rows(client.get(url, {"also": patients[1].reference})))
