"""In the administration: what is different about a session on one of its days."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from directory.models import Closure, Holiday, PlanChange
from directory.opd import occurrences
from tests import factories
from tests.admin_forms import form_of, url_of, with_row
from tests.factories import OpdSessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    """Thursdays, 10 to 1."""
    return OpdSessionFactory()


@pytest.fixture
def days(session):
    """Three days on which people expect it."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    return [each.day for each in occurrences(session.doctor, tomorrow, tomorrow + timedelta(days=20))]


@pytest.fixture
def manager(roles, client):
    client.force_login(factories.staff("Manager"))
    return client


def test_days_to_choose_from_are_those_of_the_session(manager, session, days):
    Holiday.objects.create(day=days[0], name={"en": "Onam"})
    Closure.objects.create(location=session.location, first_day=days[1], last_day=days[1])

    page = manager.get(url_of(session))

    options = BeautifulSoup(page.text, "html.parser").select("[name=plan_changes-__prefix__-day] option")
    offered = {option["value"] for option in options}
    assert {day.isoformat() in offered for day in days[1:]} == {True}  # where it is closed: the session may move
    assert days[0].isoformat() not in offered
    assert (days[1] + timedelta(days=1)).isoformat() not in offered


def test_a_change_of_before_stays_and_is_not_looked_at_again(manager, session, days):
    PlanChange.objects.create(session=session, day=days[0] - timedelta(days=70))
    PlanChange.objects.create(session=session, day=days[0])
    url = url_of(session)

    friday = manager.post(url, form_of(manager.get(url)) | {"weekday": "4"})
    again = manager.post(url, form_of(manager.get(url)) | {"slot_minutes": "20"})

    assert (friday.status_code, again.status_code, PlanChange.objects.count()) == (302, 302, 2)


def test_a_session_is_moved_on_a_day_on_which_its_location_is_closed(manager, session, days):
    Closure.objects.create(location=session.location, first_day=days[0], last_day=days[0])
    elsewhere = factories.LocationFactory()
    url = url_of(session)
    row = {"day": days[0], "kind": "moved", "starts": "", "ends": "", "location": elsewhere.pk}

    manager.post(url, with_row(form_of(manager.get(url)), "plan_changes", **row))

    (held,) = occurrences(session.doctor, days[0], days[0])
    assert (held.location, held.starts_at.hour) == (elsewhere, 10)


def test_a_day_on_which_it_is_not_held_is_refused_beside_the_day(manager, session, days):
    url = url_of(session)
    row = {"day": days[0] + timedelta(days=1), "kind": "cancelled"}

    page = manager.post(url, with_row(form_of(manager.get(url)), "plan_changes", **row))

    problem = BeautifulSoup(page.text, "html.parser").select_one(".field-day .errorlist").get_text(strip=True)
    assert problem == "Choose a day on which this session is held."
    assert not PlanChange.objects.exists()


def test_who_may_not_change_sessions_sees_no_changes_either(client, editor, session):
    client.force_login(editor)

    assert client.get(url_of(session)).status_code in (302, 403)
