"""Every address of the desk × GET and POST, for somebody whose scope is another one.

Pages are found in the resolver, so that a new one is asked as well. One that names something of a request for which
`Patient.values` in walk.py has no value fails: add it there.

Short: a scope that is a department is asked of the lists alone, as one condition says what either kind covers, and a
form that several pages share is sent once. Long (script/prove bookings): all of it for both kinds.
"""

import pytest
from django.test import Client

from bookings.desk.access import requests_for
from bookings.models import AppointmentRequest
from tests import factories
from tests.bookings.desk.walk import LISTS, NAMING, Patient, forms_of, scoped, text_of
from tests.databases import undone
from tests.sizes import IS_LONG, size

pytestmark = pytest.mark.django_db

METHODS = ("get", "post")
KINDS = ("location", "department")
of_some_kinds = pytest.mark.parametrize("world", size(["location"], KINDS), indirect=True)
MOST_CHOICES = 12  # of one select
SIGN_OUT = "/staff/sign-out/"


def held_in(place, department):
    """A doctor of this department who sits there every day of the tests."""
    doctor = factories.DoctorFactory()
    doctor.departments.add(department)
    factories.OpdSessionFactory(
        doctor=doctor, location=place, weekday=factories.at(3).weekday(), starts="00:00", ends="23:59", slot_minutes=15
    )
    return doctor


class World:
    """Asha has one scope, and a colleague the other; patients of each wait and are booked."""

    def __init__(self, kind):
        places = [factories.LocationFactory() for _each in range(2)]
        departments = [factories.DepartmentFactory() for _each in range(2)]
        here, there = [{kind: each} for each in (places if kind == "location" else departments)]
        self.asha, self.colleague = scoped(**here), scoped(**there)
        abouts = [{"location": places[each], "department": departments[each]} for each in range(2)]
        doctors = [held_in(places[each], departments[each]) for each in range(2)]
        self.own, self.others = [
            [
                Patient(f"{name}waiting", f"+9198470{number}1234", booked=None, by=self.colleague, **about),
                Patient(f"{name}booked", f"+9198470{number}5678", booked=doctor, by=self.colleague, **about),
            ]
            for name, number, about, doctor in zip(("Own", "Other"), ("55", "66"), abouts, doctors, strict=True)
        ]


@pytest.fixture(params=KINDS)
def world(roles, request):
    return World(request.param)


def ask(client, method, url, data=None):
    return getattr(client, method)(url, data or {})


def is_not_there(answer):
    """What is not found is looked for once more below a language, and not found there."""
    return answer.status_code in (404, 405) or answer.get("Location", "").startswith("/en/desk/")


@of_some_kinds
def test_what_names_something_of_another_scope_is_not_there(client, world):
    client.force_login(world.asha)

    assert [wrong for route in NAMING for wrong in there(client, world, route)] == []


def there(client, world, route):
    before = states(world.others)
    asked = [patient for patient in world.others if patient.url(route)]
    assert asked, f"say in Patient.values of tests/bookings/desk/walk.py what stands in {route}"
    with undone():
        for url in [patient.url(route) for patient in asked]:
            for method in METHODS:
                answer = ask(client, method, url)
                if not (is_not_there(answer) or is_for_managers(client, world, route, method, answer)):
                    yield route, method
        if states(world.others) != before:
            yield route, "changed something"


def states(patients):
    return [patient.state() for patient in patients]


def is_for_managers(client, world, route, method, answer):
    """Refused for one's own in the same way: the answer says nothing about the other."""
    own = [patient.url(route) for patient in world.own if patient.url(route)]
    return answer.status_code == 403 and all(ask(client, method, url).status_code == 403 for url in own)


def test_ones_own_is_there(client, roles):
    """Without this, a matrix of addresses that are never there would prove nothing."""
    world = World("location")
    client.force_login(world.asha)

    assert [route for route in NAMING if is_missing(client, world.own, route)] == []


def is_missing(client, patients, route):
    with undone():
        urls = [patient.url(route) for patient in patients if patient.url(route)]
        return all(is_not_there(ask(client, method, url)) for url in urls for method in METHODS)


def test_no_list_and_no_export_has_anything_of_another_scope(client, world):
    client.force_login(world.asha)

    for route in LISTS:
        with undone():
            text = text_of(ask(client, "get", route))
        for patient in world.others:
            for words in (patient.reference, *patient.words.values()):
                assert words not in text, route


@of_some_kinds
def test_no_search_and_no_filter_shows_a_patient_of_another_scope(client, world):
    """A search may say that there is such a reference, and where; never whose it is."""
    client.force_login(world.asha)
    kept = [words for patient in world.others for words in patient.words.values()]

    for route in LISTS:
        for url, fields in forms_of(ask(client, "get", route), route, "get"):
            for name, value in sorted({each for patient in world.others for each in tries(fields, patient)}):
                with undone():
                    text = text_of(ask(client, "get", url, {name: value}))
                assert not [words for words in kept if words != value and words in text], (url, name, value)


def tries(fields, patient):
    """Each text field with each word, each choice by itself."""
    words = [patient.reference, patient.words["phone"], patient.words["phone"][-4:], patient.words["full_name"]]
    for name, values in fields.items():
        chosen = [value for value in values if value][:MOST_CHOICES]
        yield from ((name, value) for value in (chosen if len(values) > 1 else words))


def test_a_form_sent_with_anothers_numbers_changes_nothing_of_theirs(client, roles):
    world = World("location")
    client.force_login(world.asha)
    before, sent = states(world.others), set()

    for route in [*LISTS, *NAMING]:
        with undone():
            send_with_anothers_numbers(client, world, route, sent)
            assert states(world.others) == before, route
            assert ask(client, "get", "/desk/").status_code == 200, (
                f"signed out by {route}: the rest would prove nothing"
            )


def send_with_anothers_numbers(client, world, route, sent):
    for own, other in zip(world.own, world.others, strict=True):
        url = own.url(route)
        page = url and ask(client, "get", url)
        for action, fields in forms_of(page, url, "post") if page and page.status_code == 200 else []:
            form = (action, *sorted(fields))
            if action != SIGN_OUT and (IS_LONG or form not in sent):
                client.post(*of_the_other(action, fields, own, other))
                sent.add(form)


def of_the_other(action, fields, own, other):
    mine, theirs = own.values(), other.values()
    swapped = {str(mine[name]): str(theirs[name]) for name in mine if mine[name] and name != "day" and theirs[name]}
    data = {
        name: [value if name == "version" else swapped.get(value, value.replace(own.reference, other.reference))
               for value in values]
        for name, values in fields.items()
    }  # fmt: skip
    return action.replace(own.reference, other.reference), data


def test_a_request_without_a_location_is_in_both_inboxes(roles):
    world = World("location")
    request = factories.request(full_name="Nowhere Canary")

    for person in (world.asha, world.colleague):
        client = Client()
        client.force_login(person)
        assert request in requests_for(person)
        assert ask(client, "get", f"/desk/requests/{request.reference}/").status_code == 200


def test_the_walk_knows_the_desk():
    assert "/desk/requests/<str:reference>/confirm/" in NAMING
    assert "/desk/" in LISTS
    assert len(NAMING) > 15


def test_a_manager_sees_both(roles):
    world = World("location")

    assert set(requests_for(factories.staff("Manager"))) == set(AppointmentRequest.objects.all())
    assert set(requests_for(world.asha)) == {patient.request for patient in world.own}
