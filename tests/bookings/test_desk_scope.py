"""Who sees whose requests at the desk."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings.desk.access import appointments_for, requests_for, sessions_for, tasks_for
from bookings.models import AppointmentRequest, DeskScope, DeskTask
from bookings.records import create_task
from tests import factories
from tests.bookings import appointments
from tests.sizes import size

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(roles):
    return factories.LocationFactory()


@pytest.fixture
def there(roles):
    return factories.LocationFactory()


@pytest.fixture
def colleague(there):
    """Somebody answers there."""
    person = factories.staff("Front desk")
    DeskScope.objects.create(user=person, location=there)
    return person


@pytest.fixture
def asha(here, colleague):
    person = factories.staff("Front desk")
    DeskScope.objects.create(user=person, location=here)
    return person


def seen_by(person):
    return set(requests_for(person))


def test_a_request_of_another_location_is_not_seen(asha, here, there):
    ours = factories.request(location=here)
    factories.request(location=there)

    assert seen_by(asha) == {ours}


def test_a_request_without_a_location_is_seen_by_all(asha, colleague):
    request = factories.request()

    assert request in seen_by(asha) & seen_by(colleague)


def test_a_request_of_a_location_that_is_in_nobodys_scope_is_seen_by_all(asha, colleague):
    request = factories.request(location=factories.LocationFactory())

    assert request in seen_by(asha) & seen_by(colleague)


def test_it_is_in_nobodys_scope_again_when_that_colleague_has_left(asha, colleague, there):
    request = factories.request(location=there)
    colleague.is_active = False
    colleague.save()

    assert request in seen_by(asha)


def test_what_is_booked_here_is_seen_here_wherever_it_was_asked_for(asha, colleague, there, here):
    session = factories.OpdSessionFactory(location=here, weekday=factories.at(3).weekday())
    booked = appointments.book(factories.request(location=there), colleague, factories.at(3), session.doctor)

    assert booked in seen_by(asha)
    assert set(appointments_for(asha)) == {booked.appointment}


def test_a_department_is_seen_through_the_treatment_or_the_doctor_as_well(roles, here, colleague):
    neurology, other = factories.DepartmentFactory(), factories.DepartmentFactory()
    person = factories.staff("Front desk")
    DeskScope.objects.create(user=person, location=here, department=neurology)
    DeskScope.objects.create(user=colleague, department=other)
    doctor = factories.DoctorFactory()
    doctor.departments.add(neurology)
    seen = {
        factories.request(location=here, department=neurology),
        factories.request(location=here, treatment=factories.TreatmentFactory(department=neurology)),
        factories.request(location=here, preferred_doctor=doctor),
        factories.request(location=here),
    }
    factories.request(location=here, department=other)

    assert seen_by(person) == seen


def test_a_manager_and_who_has_no_scope_see_everything(asha, here, there):
    manager = factories.staff("Manager")
    DeskScope.objects.create(user=manager, location=here)
    request = factories.request(location=there)

    assert request in seen_by(manager) & seen_by(factories.staff("Front desk"))


def test_tasks_are_seen_with_their_request(asha, here, there):
    for location in (here, there):
        create_task(DeskTask.Kind.EXPIRED, factories.request(location=location))

    assert [task.appointment_request.location for task in tasks_for(asha)] == [here]


def test_what_nobody_answers_any_more_is_everybodys(asha, colleague, there):
    """A scope whose person lost the right holds nothing back."""
    request = factories.request(location=there)
    assert request not in seen_by(asha)

    colleague.groups.clear()

    assert request in seen_by(asha)


def test_a_session_of_another_place_or_department_is_not_seen(asha, colleague, here, there):
    ours, theirs = (factories.OpdSessionFactory(location=each) for each in (here, there))
    nobodys = factories.OpdSessionFactory()

    assert set(sessions_for(asha)) == {ours, nobodys}
    assert set(sessions_for(colleague)) == {theirs, nobodys}


ONE_OF = st.sampled_from([None, 0, 1, 2])
PEOPLE = st.lists(
    st.tuples(
        st.booleans(),
        st.booleans(),
        st.lists(st.tuples(ONE_OF, ONE_OF).filter(lambda scope: scope != (None, None)), max_size=3),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=size(6, 25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=PEOPLE)
def test_every_open_request_is_in_somebodys_inbox(roles, people):
    """Of people with these scopes, of whom some have left and some may no longer answer; one is there at least."""
    with transaction.atomic():
        places = [factories.LocationFactory() for _each in range(3)]
        departments = [factories.DepartmentFactory() for _each in range(3)]
        at_the_desk = [factories.staff("Front desk")]
        for is_active, may_answer, scopes in people:
            person = factories.staff("Front desk" if may_answer else "Editor", is_active=is_active)
            at_the_desk += [person] * (is_active and may_answer)
            for place, department in set(scopes):
                give(person, places, place, departments, department)
        give(at_the_desk[0], places, 0, departments, 0)
        requests = all_kinds_of_requests(places, departments)

        assert set().union(*map(seen_by, at_the_desk)) == requests
        transaction.set_rollback(True)


def give(person, places, place, departments, department):
    DeskScope.objects.create(
        user=person,
        location=None if place is None else places[place],
        department=None if department is None else departments[department],
    )


def all_kinds_of_requests(places, departments):
    doctor = factories.DoctorFactory()
    doctor.departments.add(departments[1])
    abouts = [
        {},
        {"department": departments[0]},
        {"department": departments[2]},
        {"preferred_doctor": doctor},
        {"treatment": factories.TreatmentFactory(department=departments[1])},
    ]
    return {factories.request(location=place, **about) for place in (None, *places) for about in abouts}


def test_a_request_that_leaves_my_scope_keeps_what_i_typed_and_shows_no_more_of_the_patient(client, asha, here, there):
    request = factories.request(location=here, full_name="Meera Nobody")
    client.force_login(asha)
    client.get(f"/desk/requests/{request.reference}/")
    AppointmentRequest.objects.update(location=there)

    answer = client.post(f"/desk/requests/{request.reference}/note/", {"note": "Prefers Dr Binu", "version": 1})

    assert answer.status_code == 409
    for shown in (request.reference, "Prefers Dr Binu", str(there.name)):
        assert shown in answer.text
    for hidden in ("Meera", request.phone[-4:]):
        assert hidden not in answer.text
    assert not request.notes.exists()


def test_a_request_that_never_was_mine_is_not_there(client, asha, there):
    request = factories.request(location=there)
    client.force_login(asha)

    answer = client.post(
        f"/desk/requests/{request.reference}/note/", {"note": "Prefers Dr Binu", "version": 1}, follow=True
    )

    assert (answer.status_code, "Prefers" in answer.text) == (404, False)
