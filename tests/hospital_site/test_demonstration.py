"""The demonstration fills a whole site, as people will first see it."""

import pytest
from filer.models import Image

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


def test_some_pages_show_what_they_explain_in_every_language_they_have(client, roles):
    demonstration.load()

    for address, alternative in (
        ("/en/treatments/cataract-surgery/", "Two eyes"),
        ("/en/treatments/coronary-angioplasty/", "The same artery three times"),
        ("/ar/treatments/botox-therapy-for-neurological-conditions/", "شخص مغمض العينين"),
    ):
        page = client.get(address).text
        assert f'alt="{alternative}' in page
        assert 'width="640" height="320"' in page
    assert Image.objects.count() == 3
