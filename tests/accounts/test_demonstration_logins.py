"""A login of the demonstration opens nothing on a public site, whatever was done to it in between."""

from io import StringIO

import pytest
from django.conf import settings
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import DemonstrationLogin
from demonstration.load import STAFF, make_staff
from directory.models import Hospital
from tests import factories

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def real_hospital(roles):
    """Whose demonstration was loaded in local mode; what stood in it is gone, the logins are not."""
    factories.HospitalFactory()
    for location in ("kozhikode", "feroke"):
        factories.LocationFactory(slug=location)


@pytest.fixture
def desk():
    person = make_staff()["frontdesk"]
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def goes_public(settings):
    def switch():
        settings.PRODUCTION = True

    return switch


def gets_in(client, person):
    client.post("/staff/sign-in/", {"username": person.username, "password": PASSWORD})
    return client.get("/desk/").status_code == 200


def test_locally_it_is_a_login_like_any_other(client, desk):
    assert gets_in(client, desk)
    assert DemonstrationLogin.objects.count() == len(STAFF)


def left_as_it_is(person):
    pass


def renamed(person):
    person.username, person.first_name, person.last_name, person.email = (
        "asha",
        "Asha",
        "Menon",
        "asha@hospital.example",
    )
    person.save()


def with_another_password(person):
    person.set_password(PASSWORD + " staple")
    person.save()
    person.set_password(PASSWORD)
    person.save()


def made_superuser(person):
    get_user_model().objects.filter(pk=person.pk).update(is_superuser=True, is_staff=True)


def taken_out_of_its_roles(person):
    renamed(person)
    person.groups.set(person.groups.all().none())
    person.user_permissions.set(factories.staff("Manager").groups.get().permissions.all())


def after_the_hospital_was_filled_in(person):
    Hospital.objects.update(is_demonstration=False, name={"en": "A real hospital"})


@pytest.mark.parametrize(
    "changed",
    [
        left_as_it_is,
        renamed,
        with_another_password,
        made_superuser,
        taken_out_of_its_roles,
        after_the_hospital_was_filled_in,
    ],
)
def test_on_a_public_site_it_opens_nothing(client, desk, goes_public, changed, caplog):
    changed(desk)
    desk = get_user_model().objects.get(pk=desk.pk)
    signed_in_before = Client()
    assert gets_in(signed_in_before, desk)

    goes_public()

    assert not gets_in(client, desk)
    assert authenticate(username=desk.username, password=PASSWORD) is None
    assert signed_in_before.get("/desk/").status_code == 302
    assert f"the demonstration login {desk.pk} was refused" in caplog.text
    assert desk.username not in caplog.text


def test_colleagues_of_the_hospital_get_in(client, desk, goes_public):
    goes_public()

    assert gets_in(client, factories.staff("Front desk"))


def test_setting_up_a_public_site_says_so_in_one_sentence(desk, goes_public):
    goes_public()

    with pytest.raises(CommandError) as refused:
        call_command("set_up_site", stdout=StringIO())

    assert str(refused.value).startswith(
        "SITE_MODE=production refuses a database with demonstration logins: there are 8."
    )
    DemonstrationLogin.objects.all().delete()
    call_command("set_up_site", stdout=StringIO())


def test_a_page_costs_no_more_queries_for_it(client, desk, goes_public, django_assert_num_queries):
    person = factories.staff("Front desk")
    goes_public()
    client.force_login(person)
    client.get("/staff/time-left/")

    with django_assert_num_queries(2):
        client.get("/staff/time-left/")
    assert settings.PRODUCTION
