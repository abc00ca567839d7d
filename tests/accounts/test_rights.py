"""Rights are asked for in one query, in a session with the person, and are those that Django itself finds."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission

from accounts.rights import RightsInOneQuery
from tests import factories

pytestmark = pytest.mark.django_db


def people():
    plain, both = factories.staff("Front desk"), factories.staff("Front desk")
    both.user_permissions.add(Permission.objects.get(codename="export_patient"))
    superuser = factories.staff("Manager", is_superuser=True)
    return [plain, both, superuser, factories.staff("Manager", is_active=False)]


def test_they_are_those_that_django_finds(roles):
    for person in people():
        fresh = get_user_model().objects.get(pk=person.pk)
        assert RightsInOneQuery().get_all_permissions(person) == ModelBackend().get_all_permissions(fresh)


def test_they_are_asked_for_once(roles, django_assert_num_queries):
    _plain, both, *_others = people()
    person = get_user_model().objects.get(pk=both.pk)

    with django_assert_num_queries(1):
        rights = [person.has_perm(f"bookings.{name}") for name in ("answer_appointmentrequest", "export_patient")]
        assert [*rights, person.has_perm("bookings.manage_desk")] == [True, True, False]


def test_in_a_session_they_come_with_the_person(roles, django_assert_num_queries):
    for somebody in people():
        expected = ModelBackend().get_all_permissions(get_user_model().objects.get(pk=somebody.pk))
        with django_assert_num_queries(1):
            person = RightsInOneQuery().get_user(somebody.pk)
        assert (person is None) == (not somebody.is_active)
        if person:
            assert person.is_superuser or person._perm_cache == expected
            assert person.get_all_permissions() == expected
