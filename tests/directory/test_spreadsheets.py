"""Doctors, departments and OPD hours from and to spreadsheets."""

from datetime import time
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from tablib import Dataset

from directory.editing.sheet_files import SafeCSV, SafeXLSX, rows_of
from directory.editing.spreadsheets import DepartmentResource, DoctorResource, OpdSessionResource
from directory.models import Department, Doctor, OpdSession
from tests import factories
from tests.factories import DepartmentFactory, DoctorFactory, LocationFactory, OpdSessionFactory

pytestmark = pytest.mark.django_db
RESOURCES = [DepartmentResource, DoctorResource, OpdSessionResource]


def dataset(*rows):
    return Dataset(*[list(row.values()) for row in rows], headers=list(rows[0]))


def bring(resource, *rows, **options):
    return resource().import_data(dataset(*rows), rollback_on_validation_errors=True, **options)


def errors_of(result):
    return {row.number: row.error_dict for row in result.invalid_rows}


@pytest.fixture
def hospital():
    doctor = DoctorFactory(
        slug="asha", name={"en": "Asha", "ml": "ആശ"}, languages=["en", "ml"], biography={"en": "Line\nline"}
    )
    doctor.departments.add(DepartmentFactory(slug="neurology", phone="+914952700000"), DepartmentFactory(slug="ent"))
    doctor.locations.add(LocationFactory(slug="town"))
    OpdSessionFactory(doctor=doctor, location=doctor.locations.get())


@pytest.mark.parametrize("kind", [SafeCSV, SafeXLSX])
@pytest.mark.parametrize("resource", RESOURCES)
def test_what_goes_out_comes_back_the_same(hospital, resource, kind):
    rows = resource().export()
    before = rows.dict
    file = kind().export_data(rows)
    if resource is not DepartmentResource:
        resource._meta.model.objects.all().delete()

    data = file.encode() if isinstance(file, str) else file
    result = resource().import_data(rows_of(data, resource().key_columns()))

    assert not result.has_errors()
    assert errors_of(result) == {}
    if resource is DoctorResource:
        assert Doctor.objects.get().departments.count() == 2
        assert Doctor.objects.get().name == {"en": "Asha", "ml": "ആശ"}
    assert resource().export().dict == before


def test_every_slip_is_named_by_row_and_column(hospital):
    good = {"slug": "bina", "name_en": "Bina", "languages": "en", "departments": "neurology", "left_on": ""}

    result = bring(
        DoctorResource,
        good,
        {**good, "slug": "not a slug", "languages": "en|xx"},
        {**good, "slug": "chitra", "name_en": "", "departments": "neurology|nix"},
        {**good, "slug": "devi", "left_on": "soon"},
    )

    found = errors_of(result)
    assert {number: set(columns) for number, columns in found.items()} == {
        2: {"slug", "languages"},
        3: {"name", "departments"},
        4: {"left_on"},
    }
    assert found[3]["departments"] == ["There is no nix."]
    assert list(Doctor.objects.values_list("slug", flat=True)) == ["asha"]  # nothing half-done


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("0495 270 0001", "+914952700001"), ("൦൪൯൫ ൨൭൦ ൦൦൦൧", "+914952700001"),
     ("Phone: +91 495 2700001", "+914952700001"), ("", "")],
)  # fmt: skip
def test_a_phone_number_of_a_file_is_read_as_a_form_reads_it(hospital, typed, kept):
    result = bring(DepartmentResource, {"slug": "neurology", "name_en": "Neurology", "phone": typed})

    assert errors_of(result) == {}
    assert Department.objects.get(slug="neurology").phone == kept


@pytest.mark.parametrize(
    ("typed", "words"),
    [("0495 27000l", "Take this out: l"), ("0495 270 000", "We counted 9 digits"), ("0501234567", "+971 50 123 4567")],
)
def test_a_wrong_phone_number_of_a_file_is_told_by_row_and_column(hospital, typed, words):
    result = bring(DepartmentResource, {"slug": "neurology", "name_en": "Neurology", "phone": typed})

    assert words in errors_of(result)[1]["phone"][0]
    assert Department.objects.get(slug="neurology").phone == "+914952700000"


def test_a_name_of_a_file_that_shows_nothing_is_told(hospital):
    result = bring(DoctorResource, {"slug": "bina", "name_en": "\u3164\u200b"})

    assert errors_of(result)[1]["name"] == ["Enter the English text."]


def test_an_unverified_doctor_cannot_be_listed_by_a_file_either(hospital):
    result = bring(DoctorResource, {"slug": "bina", "name_en": "Bina", "is_listed": "1", "registration_number": ""})

    assert "registration_number" in errors_of(result)[1]
    assert not Doctor.objects.filter(slug="bina").exists()


def test_sessions_of_a_file_may_not_overlap(hospital):
    row = {"doctor": "asha", "location": "town", "day": "Fri", "from": "9:00", "to": "12:00", "kind": "slots"}

    result = bring(OpdSessionResource, {**row, "slot_minutes": "15"}, {**row, "from": "11:00", "slot_minutes": "15"})

    assert list(errors_of(result)) == [2]
    assert OpdSession.objects.count() == 1


@pytest.mark.parametrize(
    ("column", "value"),
    [("day", "Someday"), ("from", "morning"), ("from", "25:00"), ("doctor", "nix"), ("location", None)],
)
def test_what_makes_no_sense_is_told(hospital, column, value):
    row = {
        "doctor": "asha",
        "location": "town",
        "day": "fri",
        "from": "9:00",
        "to": "12:00",
        "kind": "slots",
        "slot_minutes": "15",
    }

    result = bring(OpdSessionResource, {**row, column: value})

    assert result.has_errors() or errors_of(result)
    assert OpdSession.objects.count() == 1


def test_times_of_a_spreadsheet_program_are_times(hospital):
    row = {
        "doctor": "asha",
        "location": "town",
        "day": "fri",
        "from": time(9),
        "to": time(12),
        "kind": "slots",
        "slot_minutes": 15,
    }

    assert not bring(OpdSessionResource, row).has_errors()
    assert OpdSession.objects.filter(starts=time(9), weekday=4).exists()


def test_a_dry_run_changes_nothing(hospital):
    result = bring(DepartmentResource, {"slug": "new", "name_en": "New"}, dry_run=True)

    assert result.totals["new"] == 1
    assert not Department.objects.filter(slug="new").exists()


def test_unknown_columns_are_refused(hospital):
    assert bring(DepartmentResource, {"slug": "new", "nmae_en": "New"}).base_errors


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start):
    name = f"{start}HYPERLINK(1)"
    DepartmentFactory(slug="evil", name={"en": f"x{name}"})
    Department.objects.filter(slug="evil").update(name={"en": name})

    csv = SafeCSV().export_data(DepartmentResource().export())
    book = load_workbook(BytesIO(SafeXLSX().export_data(DepartmentResource().export())))

    assert f"'{name[:2]}" in csv
    assert all(
        cell.data_type in ("s", "inlineStr", "n") and (cell.value is None or isinstance(cell.value, str))
        for row in book.active
        for cell in row
    )


def test_in_the_admin_a_file_is_looked_at_before_it_is_taken(client, hospital, roles):
    manager = factories.staff("Manager")
    client.force_login(manager)
    file = SimpleUploadedFile("d.csv", b"slug,name_en\nhearts,Cardiology\n", content_type="text/csv")

    page = client.post("/admin/directory/department/import/", {"import_file": file, "format": "0", "resource": ""})
    assert not Department.objects.filter(slug="hearts").exists()
    form = page.context["confirm_form"]
    client.post("/admin/directory/department/process_import/", form.initial)

    assert Department.objects.get(slug="hearts").name == {"en": "Cardiology"}


def test_in_the_admin_a_slip_stops_the_whole_file(client, hospital, roles):
    client.force_login(factories.staff("Manager"))
    file = SimpleUploadedFile("d.csv", b"slug,name_en\nhearts,Cardiology\nbad slug,X\n", content_type="text/csv")

    page = client.post("/admin/directory/department/import/", {"import_file": file, "format": "0", "resource": ""})

    assert "confirm_form" not in page.context
    assert "valid “slug”" in page.text
    assert not Department.objects.filter(slug="hearts").exists()


def test_who_may_not_change_doctors_may_not_import_or_export_them(hospital, editor, front_desk):
    for user in (editor, front_desk):
        client = Client()
        client.force_login(user)
        for address in ("import", "export"):
            assert client.get(f"/admin/directory/doctor/{address}/").status_code in (302, 403)
