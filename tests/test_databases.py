"""Tests find what they asked for in their database, and nothing of each other's."""

import pytest
from django.contrib.auth.models import Group
from django.core.files.storage import default_storage
from django.db import connection

from accounts.roles import ROLES
from content.models import Testimonial, Treatment
from directory.models import Department, Doctor
from tests import factories

in_turn = pytest.mark.parametrize("time", ["first", "second"])
commits = pytest.mark.django_db(transaction=True)


@in_turn
@pytest.mark.django_db
def test_work_that_is_undone_leaves_nothing(time):
    assert not Department.objects.exists()
    factories.DepartmentFactory()


@in_turn
@commits
def test_work_that_is_committed_leaves_nothing(time):
    assert connection.settings_dict["NAME"] != "hospital"
    assert not connection.in_atomic_block
    assert not Department.objects.exists()
    factories.DepartmentFactory()


@in_turn
@pytest.mark.django_db
def test_the_demonstration_is_whole_each_time(demonstration, time):
    assert Treatment.objects.count() >= 13
    assert all(default_storage.exists(doctor.photo.name) for doctor in Doctor.objects.exclude(photo=""))
    assert Testimonial.objects.count() == 4
    Testimonial.objects.all().delete()


@in_turn
@commits
def test_the_demonstration_is_whole_for_tests_that_commit(demonstration, time):
    assert Treatment.objects.count() >= 13
    Doctor.objects.filter(photo="").update(is_listed=False)


@commits
def test_every_database_has_the_roles():
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES)
