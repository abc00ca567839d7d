"""The team of the desk: who is there, whose requests they answer, and who may say so."""

import logging

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.utils import timezone

from bookings.desk.access import requests_for
from bookings.models import DeskScope
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client, roles):
    person = factories.staff("Manager")
    client.force_login(person)
    return person


def fresh(person):
    """Without what Django remembers of their rights."""
    return get_user_model().objects.get(pk=person.pk)


def test_a_large_team_takes_no_more_queries_than_a_small_one(client, manager, django_assert_max_num_queries):
    for number in range(10):
        factories.staff("Manager" if number % 2 else "Front desk")

    with django_assert_max_num_queries(11):
        page = client.get("/desk/team/")
    assert len(BeautifulSoup(page.text, "html.parser").select(".requests tbody tr")) == 11


def test_the_team_is_all_who_may_answer_with_what_they_answer(client, manager):
    asha = factories.staff("Front desk")
    asha.last_login = timezone.now()
    asha.save()
    DeskScope.objects.create(user=asha, location=factories.LocationFactory(name={"en": "East clinic"}))
    factories.staff("Front desk", is_active=False)
    factories.staff("Editor")

    rows = BeautifulSoup(client.get("/desk/team/").text, "html.parser").select(".requests tbody tr")

    texts = [row.get_text(" ", strip=True) for row in rows]
    assert len(texts) == 3
    assert "East clinic" in texts[0]
    assert "Never" not in texts[0]
    assert "All requests" in texts[1]
    assert "Login closed" in texts[2]


def test_every_setting_of_the_desk_is_reached_from_the_team(client, manager):
    links = BeautifulSoup(client.get("/desk/team/").text, "html.parser").select("a[href^='/admin/directory/']")

    assert len(links) == 6
    for link in links:
        answer = client.get(link["href"])
        assert answer.status_code == 200
        assert f'href="{link["href"]}add/"' in answer.text


def test_a_login_of_the_site_is_put_at_the_desk_and_sees_requests(client, manager, caplog):
    caplog.set_level(logging.INFO)
    editor, request = factories.staff("Editor"), factories.request()

    client.post("/desk/team/put-on/", {"person": editor.pk})

    assert fresh(editor).has_perm("bookings.answer_appointmentrequest")
    assert request in requests_for(fresh(editor))
    assert f"user {manager.pk} put user {editor.pk} at the desk" in caplog.text


@pytest.mark.parametrize("who", ["nobody", "a superuser", "a closed login"])
def test_only_an_open_login_that_is_not_everywhere_anyway_is_put_there(client, manager, who):
    person = {
        "nobody": lambda: "",
        "a superuser": lambda: get_user_model().objects.create_superuser("root").pk,
        "a closed login": lambda: factories.staff("Editor", is_active=False).pk,
    }[who]()

    answer = client.post("/desk/team/put-on/", {"person": person})

    assert answer.status_code == 200
    assert BeautifulSoup(answer.text, "html.parser").select_one(".error-summary a")["href"] == "#id_person"


@pytest.mark.parametrize("role", ["Front desk", "Manager"])
def test_whoever_is_taken_off_the_desk_sees_nothing_and_holds_nothing(client, manager, caplog, role):
    caplog.set_level(logging.INFO)
    asha, there = factories.staff(role), factories.LocationFactory()
    DeskScope.objects.create(user=asha, location=there)

    client.post(f"/desk/team/{asha.pk}/take-off/")

    assert not fresh(asha).has_perm("bookings.answer_appointmentrequest")
    assert fresh(asha).is_active
    assert not DeskScope.objects.exists()
    assert f"user {manager.pk} took user {asha.pk} off the desk" in caplog.text
    assert asha.username not in caplog.text


def test_nobody_takes_themselves_off(client, manager):
    answer = client.post(f"/desk/team/{manager.pk}/take-off/", follow=True)

    assert "ask another manager" in answer.text
    assert fresh(manager).has_perm("bookings.manage_desk")


def test_no_superuser_is_taken_off(client, manager):
    root = get_user_model().objects.create_superuser("root")

    assert client.post(f"/desk/team/{root.pk}/take-off/", follow=True).status_code == 404
    assert fresh(root).is_superuser


def test_a_scope_is_given_once_and_taken(client, manager, caplog):
    caplog.set_level(logging.INFO)
    asha, here = factories.staff("Front desk"), factories.LocationFactory()
    url = f"/desk/team/{asha.pk}/scopes/"

    client.post(url, {"location": here.pk})
    again = client.post(url, {"location": here.pk})

    assert "This person has that already" in again.text
    scope = DeskScope.objects.get()
    assert (scope.user, scope.location, scope.department) == (asha, here, None)
    assert f"gave user {asha.pk} the scope location {here.pk}, department None" in caplog.text
    client.post(f"/desk/team/scopes/{scope.pk}/remove/")
    assert not DeskScope.objects.exists()


def test_a_scope_that_says_nothing_is_refused_beside_its_field(client, manager):
    answer = client.post(f"/desk/team/{factories.staff('Front desk').pk}/scopes/", {})

    assert (
        "Choose a location, a department, or both"
        in BeautifulSoup(answer.text, "html.parser").select_one("#id_location_error").get_text()
    )


def test_only_a_manager_gets_there(client, front_desk):
    client.force_login(front_desk)
    other = factories.staff("Front desk")

    for url in ("/desk/team/", f"/desk/team/{other.pk}/", "/desk/journal/"):
        assert client.get(url).status_code == 403
    for url in ("put-on/", f"{other.pk}/take-off/", f"{other.pk}/scopes/"):
        assert client.post(f"/desk/team/{url}", {"person": other.pk}).status_code == 403
    assert "/desk/team/" not in client.get("/desk/").text


def test_a_second_press_is_told_that_it_is_done_already(client, manager):
    asha = factories.staff("Front desk")
    scope = DeskScope.objects.create(user=asha, location=factories.LocationFactory())

    for url, said in [
        (f"scopes/{scope.pk}/remove/", "removed already"),
        (f"{asha.pk}/take-off/", "is not at the desk"),
    ]:
        client.post(f"/desk/team/{url}")
        again = client.post(f"/desk/team/{url}", follow=True)
        assert (again.status_code, said in again.text) == (200, True)

    for page in (
        client.get(f"/desk/team/{asha.pk}/", follow=True),
        client.post(f"/desk/team/{asha.pk}/scopes/", follow=True),
    ):
        assert "is not at the desk" in page.text
