"""The administration says what a change of the plan strands, and saves it only when told so.

What is counted here are sessions that were promised for certain days and are held no more: a higher room registers the
appointments that are booked.
"""

from datetime import time, timedelta
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from PIL import Image

from directory import plan_effects
from directory.models import Closure, Doctor, Holiday, Leave, OpdSession, PlanChange
from directory.opd import occurrences
from tests import factories
from tests.admin_forms import form_of, url_of, with_row
from tests.factories import OpdSessionFactory

pytestmark = pytest.mark.django_db
TICK = "save_all_the_same"


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
def counted(session, days):
    """Promises that the plan no longer keeps, counted in the database."""

    def broken():
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(*) from unnest(%s::date[]) as promised where not exists (select from "
                "directory_held_sessions(promised, promised) where doctor_id = %s and ends_at - starts_at = '3 hours')",
                [days, session.doctor_id],
            )
            return cursor.fetchone()[0]

    plan_effects.register(broken)
    yield
    plan_effects.COUNTS.remove(broken)


@pytest.fixture
def manager(roles, client):
    client.force_login(factories.staff("Manager"))
    return client


def asked(page):
    """What the form asks before it saves, and whether its box is ticked."""
    soup = BeautifulSoup(page.text, "html.parser")
    box = soup.select_one(f"[name={TICK}]")
    assert not box.has_attr("checked")
    return soup.select_one(f"label[for={box['id']}]").get_text(strip=True).rstrip(":")


def answer(manager, url, data):
    """Send it, read what is asked, tick and send what the page then shows."""
    page = manager.post(url, data)
    question = asked(page)
    again = form_of(page)
    saved = manager.post(
        url, again | {TICK: BeautifulSoup(page.text, "html.parser").select_one(f"[name={TICK}]")["value"]}
    )
    assert saved.status_code == 302
    return question


ONE = "1 booked appointment no longer fits: save all the same"
TWO = "2 booked appointments no longer fit: save all the same"
THREE = "3 booked appointments no longer fit: save all the same"


def test_what_strands_more_than_was_accepted_is_taken_back(session, counted):
    with pytest.raises(plan_effects.Strands) as refused, plan_effects.nobody_stranded(accepted=2):
        OpdSession.objects.all().delete()

    assert refused.value.number == 3
    assert list(OpdSession.objects.all()) == [session]

    with plan_effects.nobody_stranded(accepted=3):
        OpdSession.objects.all().delete()

    assert not OpdSession.objects.exists()


def test_leave_of_a_doctor_is_asked_about_and_saved_when_ticked(manager, session, days, counted):
    url = url_of(session.doctor)
    data = with_row(form_of(manager.get(url)), "leaves", first_day=days[0], last_day=days[1], starts="", ends="")

    page = manager.post(url, data)

    assert (page.status_code, asked(page), Leave.objects.count()) == (200, TWO, 0)
    assert "Successfully" not in page.text
    assert "was changed successfully" not in page.text
    assert f'value="{days[1]}"' in page.text  # what was typed is there
    assert answer(manager, url, data) == TWO
    assert Leave.objects.get().last_day == days[1]


def test_leave_for_a_part_of_a_day_is_asked_about_too(manager, session, days, counted):
    url = url_of(session.doctor)
    row = {"first_day": days[0], "last_day": days[0], "starts": "11:00", "ends": "11:30"}

    assert answer(manager, url, with_row(form_of(manager.get(url)), "leaves", **row)) == ONE
    assert Leave.objects.get().starts == time(11)


def test_the_last_day_of_a_doctor(manager, session, days, counted):
    url = url_of(session.doctor)

    assert answer(manager, url, form_of(manager.get(url)) | {"left_on": days[0]}) == TWO
    assert Doctor.objects.get(pk=session.doctor_id).left_on == days[0]


def test_a_holiday(manager, session, days, counted):
    url, data = "/admin/directory/holiday/add/", {"day": days[0], "name_en": "Onam", "location": ""}
    names = form_of(manager.get(url))
    data = names | {"day": days[0], next(name for name in names if name.startswith("name")): "Onam"}

    assert answer(manager, url, data) == ONE
    assert Holiday.objects.get().day == days[0]


def test_a_closed_location(manager, session, days, counted):
    url = url_of(session.location)
    data = with_row(form_of(manager.get(url)), "closures", first_day=days[0], last_day=days[2])

    assert answer(manager, url, data) == THREE
    assert Closure.objects.get().last_day == days[2]


def test_a_change_of_one_day(manager, session, days, counted):
    url = url_of(session)
    data = with_row(form_of(manager.get(url)), "plan_changes", day=days[0], kind="cancelled")

    assert answer(manager, url, data) == ONE
    assert PlanChange.objects.get().day == days[0]


def test_other_hours_of_a_session(manager, session, counted):
    url = url_of(session)

    assert answer(manager, url, form_of(manager.get(url)) | {"ends": "12:00"}) == THREE
    assert OpdSession.objects.get(pk=session.pk).ends == time(12)


def test_a_session_that_is_deleted(manager, session, counted):
    url = url_of(session, "delete")

    page = manager.post(url, {"post": "yes"})

    assert (asked(page), OpdSession.objects.filter(pk=session.pk).exists()) == (THREE, True)
    assert answer(manager, url, {"post": "yes"}) == THREE
    assert not OpdSession.objects.filter(pk=session.pk).exists()


def test_several_deleted_at_once_are_refused_where_somebody_is_stranded(manager, session, counted):
    other = OpdSessionFactory()
    url = "/admin/directory/opdsession/"
    both = {"action": "delete_selected", "_selected_action": [session.pk, other.pk], "post": "yes"}

    page = manager.post(url, both, follow=True)

    assert "3 booked appointments no longer fit. Nothing is deleted." in page.text
    assert OpdSession.objects.count() == 2

    manager.post(url, both | {"_selected_action": [other.pk]})

    assert list(OpdSession.objects.all()) == [session]


def test_what_strands_nobody_is_saved_at_once(manager, session, days, counted):
    url = url_of(session.doctor)
    row = {"first_day": days[0] + timedelta(days=1), "last_day": days[0] + timedelta(days=2), "starts": "", "ends": ""}

    saved = manager.post(url, with_row(form_of(manager.get(url)), "leaves", **row))

    assert (saved.status_code, Leave.objects.count()) == (302, 1)


def test_without_a_room_that_counts_everything_is_saved_at_once(manager, session, days):
    url = url_of(session)

    saved = manager.post(url, with_row(form_of(manager.get(url)), "plan_changes", day=days[0], kind="cancelled"))

    assert (saved.status_code, PlanChange.objects.count()) == (302, 1)


def test_who_has_ticked_a_smaller_number_is_asked_again(manager, session, days, counted):
    url = url_of(session.doctor)
    row = {"first_day": days[0], "last_day": days[2], "starts": "", "ends": ""}

    page = manager.post(url, with_row(form_of(manager.get(url)), "leaves", **row) | {TICK: "2"})

    assert (asked(page), Leave.objects.count()) == (THREE, 0)


def test_what_no_longer_fits_already_is_not_asked_about_again(manager, session, days, counted):
    Leave.objects.create(doctor=session.doctor, first_day=days[0], last_day=days[0])
    url = url_of(session.doctor)

    saved = manager.post(url, form_of(manager.get(url)) | {"qualifications": "DM"})

    assert saved.status_code == 302


def test_a_photo_sent_with_a_change_that_is_asked_about_is_no_error(manager, session, days, counted):
    url = url_of(session.doctor)
    out = BytesIO()
    Image.new("RGB", (900, 600)).save(out, "JPEG")
    photo = SimpleUploadedFile("photo.jpg", out.getvalue(), content_type="image/jpeg")

    page = manager.post(url, form_of(manager.get(url)) | {"left_on": days[0], "photo": photo})

    assert asked(page) == TWO
    assert list(page.context["adminform"].form.errors) == [TICK]


def imported(manager, session, **cells):
    cells = {
        "doctor": session.doctor.slug,
        "location": session.location.slug,
        "day": "Thursday",
        "from": "10:00",
    } | cells
    lines = [",".join(cells), ",".join(cells.values())]
    file = SimpleUploadedFile("sessions.csv", "\n".join(lines).encode())
    page = manager.post("/admin/directory/opdsession/import/", {"import_file": file, "format": "0", "resource": ""})
    return page, page.context["confirm_form"].initial


def test_the_preview_of_a_spreadsheet_says_it_and_the_import_waits_for_the_tick(manager, session, counted):
    page, confirmed = imported(manager, session, to="12:00", kind="slots", slot_minutes="15")
    url = "/admin/directory/opdsession/process_import/"

    assert asked(page) == THREE

    refused = manager.post(url, confirmed, follow=True)

    assert "3 booked appointments no longer fit. Nothing is imported." in refused.text
    assert OpdSession.objects.get(pk=session.pk).ends == time(13)

    page, confirmed = imported(manager, session, to="12:00", kind="slots", slot_minutes="15")
    manager.post(url, confirmed | {TICK: "3"})

    assert OpdSession.objects.get(pk=session.pk).ends == time(12)


def test_a_spreadsheet_that_strands_nobody_asks_nothing(manager, session, counted):
    page, confirmed = imported(manager, session, to="13:00", kind="slots", slot_minutes="20")

    assert TICK not in page.text
    manager.post("/admin/directory/opdsession/process_import/", confirmed)
    assert OpdSession.objects.get(pk=session.pk).slot_minutes == 20
