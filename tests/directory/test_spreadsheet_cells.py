"""Each cell of a spreadsheet is understood, or refused by row and column in words. Nothing is guessed."""

from datetime import date, datetime, time, timedelta

import pytest

from directory.editing.importing import problems_of
from directory.editing.spreadsheets import DepartmentResource, DoctorResource, OpdSessionResource
from directory.models import Department, Doctor, OpdSession
from tests.directory.test_spreadsheets import dataset
from tests.factories import DoctorFactory, LocationFactory, OpdSessionFactory

pytestmark = pytest.mark.django_db

DOCTOR = {"slug": "bina", "name_en": "Bina"}
SESSION = {"doctor": "asha", "location": "town", "day": "fri", "from": "09:00", "to": "12:00", "slot_minutes": "15"}


def bring(kind, *rows):
    """What is wrong, as row, column and words."""
    resource = kind()
    result = resource.import_data(dataset(*rows), rollback_on_validation_errors=True)
    return problems_of(result, resource)


@pytest.fixture
def asha():
    doctor = DoctorFactory(slug="asha")
    doctor.locations.add(LocationFactory(slug="town"))
    return doctor


YES = [
    "Yes",
    "YES",
    " y ",
    "Y",
    "x",
    "X",
    "1",
    1,
    1.0,
    True,
    "true",
    "TRUE",
    "१",
    "൧",
    "١",
    "അതെ",
    "ഉവ്വ്",
    "हाँ",
    "हां",
    "نعم",
]
NO = ["No", " NO", "n", "0", 0, 0.0, False, "false", "०", "ഇല്ല", "അല്ല", "नहीं", "لا", "ﻻ"]


@pytest.mark.parametrize(("typed", "kept"), [*((word, True) for word in YES), *((word, False) for word in NO)])
def test_yes_and_no_are_understood_in_our_languages(typed, kept):
    assert bring(DoctorResource, {**DOCTOR, "accepting_new_patients": typed}) == []
    assert Doctor.objects.get(slug="bina").accepting_new_patients is kept


@pytest.mark.parametrize("typed", ["maybe", "", " ", None, "2", "-1", "yes and no", "ja", "10", 0.5, date(2020, 1, 1)])
def test_anything_else_is_neither_yes_nor_no(typed):
    column = "accepting_new_patients"

    [problem] = bring(DoctorResource, {**DOCTOR, column: "yes"}, {**DOCTOR, "slug": "c", column: typed})

    assert problem[:2] == (3, column)
    assert problem[2]
    assert not Doctor.objects.exists()


@pytest.mark.parametrize("typed", ["2020-05-01", " 2020-05-01 ", "२०२०-०५-०१", date(2020, 5, 1), datetime(2020, 5, 1)])
def test_a_day_is_iso_or_a_cell_that_is_a_date(typed):
    assert bring(DoctorResource, {**DOCTOR, "joined_on": typed}) == []
    assert Doctor.objects.get(slug="bina").joined_on == date(2020, 5, 1)


@pytest.mark.parametrize(
    "typed",
    ["01/05/2020", "1.5.2020", "01-05-2020", "1 May 2020", "2020/05/01", "2020-5-1", "20200501", 43952, 43952.0,
     "2020-02-30", "2020-13-01", datetime(2020, 5, 1, 10, 30), "0000-00-00", "soon", time(9), True],
)  # fmt: skip
def test_any_other_day_is_refused_and_never_guessed(typed):
    [(row, column, words)] = bring(DoctorResource, {**DOCTOR, "joined_on": typed})

    assert (row, column) == (2, "joined_on")
    assert "2026-05-31" in words or "no such day" in words
    assert not Doctor.objects.exists()


@pytest.mark.parametrize("typed", ["09:30", "9:30", " 09:30 ", "09:30:00", "०९:३०", time(9, 30), timedelta(hours=9.5)])
def test_a_time_has_a_colon_or_is_a_cell_that_is_a_time(asha, typed):
    assert bring(OpdSessionResource, {**SESSION, "from": typed}) == []
    assert OpdSession.objects.get().starts == time(9, 30)


@pytest.mark.parametrize(
    "typed",
    ["9.30", "0930", 9.5, 9, "9:3", "24:00", "09:60", "9:30 am", "09:30:15", time(9, 30, 15), timedelta(hours=30),
     "morning", datetime(2020, 5, 1, 9, 30), True, "-1:30"],
)  # fmt: skip
def test_any_other_time_is_refused(asha, typed):
    [(row, column, words)] = bring(OpdSessionResource, {**SESSION, "from": typed})

    assert (row, column) == (2, "from")
    assert "09:30" in words
    assert not OpdSession.objects.exists()


@pytest.mark.parametrize(("typed", "kept"), [("20", 20), (20, 20), (20.0, 20), ("२०", 20), (" 20 ", 20)])
def test_a_number_is_whole(asha, typed, kept):
    assert bring(OpdSessionResource, {**SESSION, "slot_minutes": typed}) == []
    assert OpdSession.objects.get().slot_minutes == kept


@pytest.mark.parametrize("typed", ["many", "20.5", 20.5, "-5", "1e3", "9" * 5000, True, "2O"])
def test_any_other_number_is_refused(asha, typed):
    [(row, column, words)] = bring(OpdSessionResource, {**SESSION, "slot_minutes": typed})

    assert (row, column) == (2, "slot_minutes")
    assert "whole number" in words or "as text" in words


@pytest.mark.parametrize("typed", ["04952700000", 4952700000, 4952700000.0, "0495 270 0000", "+91 495 2700000"])
def test_a_number_as_dialled_at_home_is_a_phone_number(typed):
    assert bring(DepartmentResource, {"slug": "ent", "name_en": "ENT", "phone": typed}) == []
    assert Department.objects.get(slug="ent").phone == "+914952700000"


@pytest.mark.parametrize("typed", ["0495 27", "ask me", 12345, "0495 27000OO"])
def test_what_is_no_phone_number_is_told_with_its_cause(typed):
    [(row, column, words)] = bring(DepartmentResource, {"slug": "ent", "name_en": "ENT", "phone": typed})

    assert (row, column) == (2, "phone")
    assert "onstraint" not in words
    assert "digits" in words or "phone number" in words


def test_two_rows_with_one_address_are_refused():
    [(row, column, words)] = bring(DoctorResource, DOCTOR, {**DOCTOR, "slug": "c"}, {**DOCTOR, "slug": " bina"})

    assert (row, column) == (4, "slug")
    assert "Row 2" in words
    assert not Doctor.objects.exists()


def test_two_rows_with_one_session_are_refused(asha):
    same = {**SESSION, "from": time(9), "to": "10:00", "day": "Friday"}

    [(row, column, words)] = bring(OpdSessionResource, SESSION, same)[:1]

    assert (row, column) == (3, "from")
    assert "Row 2" in words
    assert not OpdSession.objects.exists()


def test_of_several_sessions_none_is_guessed(asha):
    place = asha.locations.get()
    for days in ({"valid_until": date(2026, 1, 1)}, {"valid_from": date(2026, 1, 2)}):
        OpdSessionFactory(doctor=asha, location=place, weekday=4, starts=time(9), ends=time(12), **days)

    [(row, column, words)] = bring(OpdSessionResource, SESSION)

    assert (row, column) == (2, "from")
    assert "valid_from" in words
    assert bring(OpdSessionResource, {**SESSION, "to": "11:00", "valid_from": "2026-01-02"}) == []


def test_an_empty_cell_is_empty_and_a_column_left_out_stays(asha):
    Doctor.objects.filter(slug="asha").update(honorific="prof", qualifications="MD")

    assert bring(DoctorResource, {"slug": "asha", "honorific": ""}) == []

    doctor = Doctor.objects.get(slug="asha")
    assert (doctor.honorific, doctor.qualifications) == ("", "MD")


def test_a_date_where_words_belong_is_refused():
    [(row, column, _words)] = bring(DoctorResource, {**DOCTOR, "qualifications": datetime(2020, 5, 1)})

    assert (row, column) == (2, "qualifications")
