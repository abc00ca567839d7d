"""The smaller things that an editor meets every day in the administration."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from cms.toolbar.utils import get_object_edit_url
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import override

from common.dates import day_in_words, iso_of_a_shown_day
from common.phone_field import read_emergency_number
from directory.models import Department, Doctor
from site_pages.models import Notice
from tests import factories
from tests.admin_forms import form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(roles):
    return factories.staff("Manager")


@pytest.mark.parametrize(("language", "name"), [("en", "Neurology"), ("ml", "നാഡീരോഗം")])
def test_lists_show_names_in_the_users_language(client, manager, language, name):
    factories.DepartmentFactory(name={"en": "Neurology", "ml": "നാഡീരോഗം"})
    factories.DoctorFactory(role={"en": "Neurologist", "ml": "നാഡീരോഗവിദഗ്ധൻ"})
    client.force_login(manager)
    client.cookies["django_language"] = language

    for model in ("department", "doctor", "location"):
        page = BeautifulSoup(client.get(f"/admin/directory/{model}/").text, "html.parser")
        cells = page.select_one("#result_list") or page
        assert '{"' not in cells.get_text()
        assert name in cells.get_text() or model != "department"


def test_a_form_that_is_only_read_shows_words_too(client, clinician):
    place = factories.LocationFactory(directions={"en": "Behind the mosque"})
    client.force_login(clinician)

    page = BeautifulSoup(client.get(f"/admin/directory/location/{place.pk}/change/").text, "html.parser")

    text = page.select_one("#content").get_text()
    assert "Behind the mosque" in text
    assert '{"' not in text


@pytest.mark.parametrize(("role", "code"), [("Editor", 200), ("Clinician", 200), ("Front desk", 302)])
def test_the_picture_library_opens(client, roles, role, code):
    client.force_login(factories.staff(role, is_staff=role != "Front desk"))

    page = client.get("/admin/filer/folder/", follow=role != "Front desk")

    assert page.status_code == code


def test_a_clinician_looks_at_pictures_and_uploads_none(client, clinician):
    client.force_login(clinician)

    assert not any(clinician.has_perm(f"filer.{action}_{model}") for action in ("add", "change", "delete")
                   for model in ("file", "folder", "image"))  # fmt: skip
    assert client.post("/admin/filer/clipboard/operations/upload/no_folder/").status_code in (403, 404, 500) or (
        "error" in client.post("/admin/filer/clipboard/operations/upload/no_folder/").text
    )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("108", "108"),
        (" 1 0 8 ", "108"),
        ("൧൦൮", "108"),
        ("1-1-2", "112"),
        ("0495 270 0000", "+914952700000"),
        ("+91 (495) 270-0000", "+914952700000"),
        ("", ""),
    ],
)
def test_the_emergency_number_is_taken_as_people_write_it(typed, kept):
    assert read_emergency_number(typed) == kept


@pytest.mark.parametrize("typed", ["1", "12345678", "call 108", "108 or 112"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(ValidationError):
        read_emergency_number(typed)


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [("phone", "0495 270 0000", "+914952700000"), ("emergency_number", "1 1 2", "112")],
)
def test_the_hospitals_form_takes_numbers_as_people_write_them(client, editor, name, typed, kept):
    from directory.models import Hospital, Proposal

    hospital = factories.HospitalFactory(phone="")
    client.force_login(editor)
    url = f"/admin/directory/hospital/{hospital.pk}/change/"

    client.post(url, form_of(client.get(url)) | {name: typed})

    waiting = [each.values[name]["after"] for each in Proposal.objects.all() if name in each.values]
    assert (waiting or [getattr(Hospital.objects.get(), name)]) == [kept]


@pytest.mark.parametrize(("role", "may"), [("Editor", False), ("Publisher", True)])
def test_publish_is_offered_only_to_those_who_may(client, editor, role, may):
    content = factories.draft(editor)
    person = factories.staff("Editor")
    if may:
        person.groups.add(*factories.staff(role).groups.all())
    client.force_login(person)

    page = client.get(get_object_edit_url(content, "en"))

    assert page.status_code == 200
    assert ("cms-versioning-js-publish-btn" in page.text) == may


def test_saving_facts_leads_back_to_what_is_missing(client, editor):
    content = factories.draft(editor)
    client.force_login(editor)
    url = reverse("admin:content_treatmentcontent_change", args=[content.pk])

    page = client.post(url, form_of(client.get(url)) | {"lead": "A new lead.", "_save": "Save"})

    assert page.status_code == 302
    assert page["Location"] == reverse("admin:content_treatmentcontent_readiness", args=[content.pk])


@pytest.mark.parametrize("behind", ["leaflet/", "feedback/", "feedback/thanks/"])
def test_what_stood_behind_an_old_slug_leads_on(client, editor, clinician, publisher, behind):
    treatment = factories.published(editor, clinician, publisher).treatment
    type(treatment).objects.filter(pk=treatment.pk).update(slug="new-slug")

    page = client.get(f"/en/treatments/{treatment.slug}/{behind}?x=1")

    assert (page.status_code, page["Location"]) == (301, f"/en/treatments/new-slug/{behind}?x=1")
    assert client.get(f"/en/treatments/new-slug/{behind}").status_code == 200


def test_a_slug_that_was_anothers_is_refused_and_ones_own_is_not(client, manager):
    first, second = factories.DepartmentFactory(slug="heart"), factories.DepartmentFactory(slug="skin")
    Department.objects.filter(pk=first.pk).update(slug="cardiology")
    client.force_login(manager)
    url = f"/admin/directory/department/{second.pk}/change/"

    page = client.post(url, form_of(client.get(url)) | {"slug": "heart"})

    assert "This was the address of" in page.text
    assert Department.objects.get(pk=second.pk).slug == "skin"
    first.slug = "heart"
    first.full_clean()


def test_the_old_slug_of_what_was_deleted_is_free(roles):
    gone = factories.DoctorFactory(slug="asha")
    Doctor.objects.filter(pk=gone.pk).update(slug="asha-k")
    gone.delete()

    factories.DoctorFactory.build(slug="asha").full_clean()


@pytest.mark.parametrize("language", ["en", "ml", "hi", "ar"])
@pytest.mark.parametrize("month", range(1, 13))
def test_a_day_is_taken_as_the_site_shows_it(language, month):
    day = date(2026, month, 5)
    with override(language):
        for shown in (date_format(day, "j F Y"), day_in_words(day), date_format(day, "j M Y")):
            assert iso_of_a_shown_day(shown) == day.isoformat(), shown


@pytest.mark.parametrize("typed", ["2026-03-05", "05/03/2026", "5 Mars 2026", "March 5", "", "x 99 y 1"])
def test_any_other_text_is_left_to_the_form(typed):
    assert iso_of_a_shown_day(typed) == typed


def test_the_forms_of_the_administration_take_it(client, manager):
    doctor = factories.DoctorFactory()
    client.force_login(manager)
    url = f"/admin/directory/doctor/{doctor.pk}/change/"

    client.post(url, form_of(client.get(url)) | {"registration_verified_on": "5 March 2026"})

    assert Doctor.objects.get().registration_verified_on == date(2026, 3, 5)
    client.force_login(factories.staff("Editor"))
    data = form_of(client.get("/admin/site_pages/notice/add/"))
    data |= {"text_en": "The lift.", "ends_at_0": "5 March 2031", "ends_at_1": "10:00"}
    client.post("/admin/site_pages/notice/add/", data)
    assert Notice.objects.get().ends_at.year == 2031
