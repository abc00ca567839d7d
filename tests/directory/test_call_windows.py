"""When the desk is there and when patients may ask to be called, as data of the hospital or of one location."""

from datetime import time

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from directory.models import CallWindow, DeskHours
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_site_begins_with_three_and_keeps_what_its_people_make_of_them():
    call_command("set_up_site")
    CallWindow.objects.filter(name__en="Evening").delete()
    CallWindow.objects.filter(name__en="Morning").update(starts=time(9))

    call_command("set_up_site")

    assert [(str(each.name), each.starts.hour) for each in CallWindow.objects.all()] == [
        ("Morning", 9),
        ("Afternoon", 12),
    ]


def test_a_manager_enters_hours_and_windows_of_a_location(client):
    there = factories.LocationFactory(name={"en": "Vadakara"})
    client.force_login(factories.staff("Manager"))

    hours = {"weekday": 0, "opens": "09:00", "closes": "17:00"}
    client.post("/admin/directory/deskhours/add/", hours)
    client.post("/admin/directory/deskhours/add/", hours | {"location": there.pk})
    twice = client.post("/admin/directory/deskhours/add/", hours)
    backwards = {"name_en": "Night", "starts": "20:00", "ends": "19:00", "is_offered": "on"}
    refused = client.post("/admin/directory/callwindow/add/", backwards)
    client.post("/admin/directory/callwindow/add/", backwards | {"ends": "21:00", "location": there.pk})

    assert [str(each) for each in DeskHours.objects.order_by("pk")] == [
        "Monday 09:00–17:00",
        "Monday 09:00–17:00 Vadakara",
    ]
    assert twice.status_code == 200
    assert "The end must come after the beginning." in refused.text
    assert "Night, 8:00 pm to 9:00 pm, Vadakara" in client.get("/admin/directory/callwindow/").text


def test_a_location_with_windows_of_its_own_has_no_others():
    here, there = factories.LocationFactory(), factories.LocationFactory()
    shared = CallWindow.objects.create(name={"en": "Morning"}, starts=time(8), ends=time(12))
    own = CallWindow.objects.create(name={"en": "Night"}, starts=time(20), ends=time(22), location=there)

    found = [list(CallWindow.objects.at(location)) for location in (None, here, there)]

    assert found == [[shared], [shared], [own]]


@pytest.mark.parametrize("fields", [{"starts": time(12)}, {"name": {"ml": "രാവിലെ"}}, {"starts": time(9)}])
def test_the_database_refuses_a_window_that_makes_no_sense(fields):
    morning = {"name": {"en": "Morning"}, "starts": time(9), "ends": time(12)}
    CallWindow.objects.create(**morning)

    with pytest.raises(IntegrityError, match="call_window"), transaction.atomic():
        CallWindow.objects.create(**morning | {"starts": time(10)} | fields)
