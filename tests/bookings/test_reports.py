"""The reports of the desk: for whom, about which days, as a page and as a file."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from bookings.desk.reports import files
from bookings.figures import counting
from bookings.models import DeskScope
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client, roles):
    person = factories.staff("Manager")
    client.force_login(person)
    return person


def page_of(client, **query):
    answer = client.get("/desk/reports/", query)
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def exported(client, **query):
    answer = client.get("/desk/reports/export/", query)
    assert answer.status_code == 200
    return answer


def rows(answer):
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))


def test_the_page_shows_sums_tables_and_charts(client, manager):
    heart = factories.DepartmentFactory(name={"en": "Cardiology"})
    for _each in range(3):
        factories.request(department=heart)

    page = page_of(client)

    assert page.select_one(".totals__figure").text == "3"
    assert [caption.text for caption in page.select("caption")] == ["By week", "By department", "By location", "By day"]
    assert "Cardiology" in page.text
    assert len(page.select("svg[role=img]")) == 4
    for drawing in page.select("svg[role=img]"):
        title, about = drawing["aria-labelledby"].split()
        assert drawing.find(id=title).text
        assert drawing.find(id=about).text
    assert not page.select("[style]")


def test_a_link_in_the_menu_leads_there_for_who_may(client, manager, front_desk):
    assert 'href="/desk/reports/"' in client.get("/desk/").text
    other = Client()
    other.force_login(front_desk)
    assert 'href="/desk/reports/"' not in other.get("/desk/").text


def test_the_days_are_chosen_and_slips_stand_beside_their_fields(client, manager):
    today = timezone.localdate()
    shown = page_of(client, span="own", first="2026-01-05", last="2026-01-11")
    assert "Monday 5 January 2026 to Sunday 11 January 2026" in shown.text
    assert str((today - timedelta(days=364)).year) in page_of(client, span="year").select_one(".span__shown").text

    for query, words in (
        ({"span": "own"}, "Enter this day"),
        ({"span": "own", "first": "2026-02-01", "last": "2026-01-01"}, "The last day must not come before the first."),
        ({"span": "own", "first": "2001-01-01", "last": "2026-01-01"}, "Choose three years at most"),
        ({"span": "own", "first": "yesterday", "last": "2026-01-01"}, "Enter a valid date."),
        ({"span": "ever"}, "Choose from the list"),
    ):
        wrong = page_of(client, **query)
        assert words in wrong.select_one(".field__errors").text
    kept = page_of(client, span="own", first="2026-02-01", last="2026-01-01")
    assert kept.find(id="id_first")["value"] == "2026-02-01"


def test_charts_run_from_right_to_left_where_the_language_does(client, manager):
    factories.request()

    def last_bar():
        return float(page_of(client).select("svg[role=img] rect")[0]["x"])

    assert last_bar() > 200
    client.cookies["django_language"] = "ar"
    assert last_bar() < 10


def test_a_file_has_the_same_sums_as_numbers(client, manager):
    heart = factories.DepartmentFactory(name={"en": "Cardiology"})
    factories.request(department=heart)
    factories.request()

    head, *lines = rows(exported(client, by="department", kind="csv"))

    assert head[:3] == ["", "Requests", "Answered"]
    assert [line[:3] for line in lines] == [["Cardiology", "1", "0"], ["No department named", "1", "0"]]
    book = load_workbook(BytesIO(exported(client, by="department", kind="xlsx").content))
    assert [cell.value for cell in book.active[2]][:3] == ["Cardiology", 1, 0]
    assert len(rows(exported(client, by="day"))) == 1 + 28
    assert len(rows(exported(client, by="week"))) in (5, 6)


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_name_becomes_a_formula(client, manager, name):
    factories.request(department=factories.DepartmentFactory(name={"en": name}))

    [_head, [title, *_numbers]] = rows(exported(client, by="department", kind="csv"))
    book = load_workbook(BytesIO(exported(client, by="department", kind="xlsx").content))

    assert title == f"'{name.strip()}"
    assert book.active["A2"].data_type == "s"


def test_no_cell_of_a_file_begins_a_formula():
    for text in ("=1", "+1", "-1", "@a", "\t=1", "\r=1"):
        assert list(csv.reader(StringIO(files.as_csv([[text, -5]]).decode("utf-8-sig"), newline=""))) == [
            [f"'{text}", "-5"]
        ]


def test_who_takes_a_report_away_needs_the_right_and_is_written_down(client, manager, caplog):
    exported(client, span="own", first="2026-01-05", last="2026-01-11", by="week", kind="xlsx")
    assert [record.getMessage() for record in caplog.records] == [
        f"exported by={manager.pk} what=report_xlsx sums=week first=2026-01-05 last=2026-01-11"
    ]
    manager.groups.get().permissions.remove(Permission.objects.get(codename="export_reports"))

    assert client.get("/desk/reports/export/").status_code == 403
    assert "/desk/reports/export/" not in client.get("/desk/reports/").text


def test_the_front_desk_sees_no_report_and_a_scope_narrows_one(client, front_desk):
    client.force_login(front_desk)
    assert client.get("/desk/reports/").status_code == 403
    assert client.get("/desk/reports/export/").status_code == 403
    front_desk.user_permissions.add(Permission.objects.get(codename="see_reports"))
    north = factories.LocationFactory()
    factories.request(location=north)
    factories.request()
    DeskScope.objects.create(user=front_desk, location=north)

    assert page_of(client).select_one(".totals__figure").text == "1"


def test_a_report_is_not_about_other_days(client, manager):
    factories.request()
    counting.recount_all()

    assert page_of(client, span="own", first="2026-01-05", last="2026-01-11").select_one(".totals__figure").text == "0"
