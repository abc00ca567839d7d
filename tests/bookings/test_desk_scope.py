"""Who sees whose requests at the desk."""

import pytest

from bookings.desk.access import appointments_for, requests_for, tasks_for
from bookings.models import DeskScope, DeskTask
from bookings.records import create_task
from tests import factories
from tests.bookings import appointments

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
