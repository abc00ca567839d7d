"""The demonstration fills a whole site, as people will first see it."""

import pytest

from directory.models import DeskHours, Doctor, Holiday
from directory.opd import next_occurrences
from hospital_site import demonstration

pytestmark = pytest.mark.django_db


def test_the_demonstration_says_when_everybody_is_there(roles):
    demonstration.load()

    doctors = Doctor.objects.listed()
    assert set(next_occurrences(doctors)) == set(doctors.values_list("pk", flat=True))
    assert DeskHours.objects.count() == 6
    assert Holiday.objects.count() == 3
