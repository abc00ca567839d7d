"""There is one hospital, and one way to ask for it."""

from pathlib import Path

import pytest

from directory.models import Hospital
from tests import factories

ROOMS = ["accounts", "bookings", "common", "content", "demonstration", "directory"]
ROOMS += ["hospital_site", "search", "site_pages", "web"]
OTHER_WAYS = ("Hospital.objects.first()", "Hospital.objects.get()", "Hospital.objects.last()")


@pytest.mark.django_db
def test_a_site_has_its_hospital_once_it_is_set_up():
    assert Hospital.objects.current() is None

    assert factories.HospitalFactory() == Hospital.objects.current()


def test_nobody_asks_for_it_in_another_way():
    sources = [path for room in ROOMS for path in Path(room).rglob("*.py")]

    found = [f"{path}: {way}" for path in sources for way in OTHER_WAYS if way in path.read_text()]

    assert sources
    assert not found
