"""The way of a spreadsheet through the administration: no name that a browser sends is a path, no page shows one."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import gettext, override

from directory.models import Department
from tests import factories
from tests.factories import DepartmentFactory

pytestmark = pytest.mark.django_db

IMPORT, CONFIRM = "/admin/directory/department/import/", "/admin/directory/department/process_import/"
CSV = "slug,name_en\nhearts,Cardiology\n"


@pytest.fixture
def manager(client, roles):
    client.force_login(factories.staff("Manager"))
    return client


def send(client, text, name="d.csv", **more):
    data = text if isinstance(text, bytes) else text.encode()
    return client.post(IMPORT, {"import_file": SimpleUploadedFile(name, data), **more})


def by_hand(name):
    """The same with a file name that no browser sends."""
    fields = [f'name="{field}"\r\n\r\n{name}' for field in ("format", "resource", "import_file_name")]
    fields.append(f'name="import_file"; filename="{name}"\r\n\r\n{CSV}')
    return "".join(f"--B\r\nContent-Disposition: form-data; {field}\r\n" for field in fields).encode() + b"--B--\r\n"


def confirm(client, page, **more):
    return client.post(CONFIRM, {**page.context["confirm_form"].initial, **more}, follow=True)


@pytest.fixture
def victim(tmp_path):
    """A file of the server that must still be there afterwards."""
    file = tmp_path / "victim.csv"
    file.write_text(CSV)
    yield file
    assert file.read_text() == CSV


def traversals(victim):
    up = "../" * 12
    return [str(victim), f"x/{up}{victim}", f"{up}{victim}", f"..\\..\\{victim}", f"{victim}\0", victim.name, "."]


FIELDS = ["import_file_name", "original_file_name", "format", "resource", "digest", "import_file"]


@pytest.mark.parametrize("field", FIELDS)
def test_no_field_of_the_confirmation_names_a_file(manager, victim, field):
    manager.raise_request_exception = False
    for name in traversals(victim):
        page = send(manager, CSV)
        whole = page.context["confirm_form"].initial

        answer = manager.post(CONFIRM, {**whole, field: name})

        assert answer.status_code == 302
        Department.objects.all().delete()


def test_the_name_of_the_file_is_never_a_path(manager, victim):
    for name in traversals(victim):
        page = manager.post(IMPORT, by_hand(name), content_type="multipart/form-data; boundary=B")

        assert page.status_code in (200, 400)
        assert str(victim) not in page.text
        if page.context and "confirm_form" in page.context:
            confirm(manager, page)


@pytest.mark.parametrize(
    "posted", [{}, {"digest": "x"}, {"digest": "0" * 64}, {"import_file_name": "/etc/passwd", "format": "0"}]
)
def test_a_confirmation_without_a_preview_imports_nothing(manager, posted):
    answer = manager.post(CONFIRM, posted, follow=True)

    assert "Nothing is imported: this preview is over. Send the file once more." in answer.text
    assert not Department.objects.exists()


def test_a_preview_belongs_to_the_session_and_the_kind_that_it_was_made_in(manager):
    page = send(manager, CSV)
    other = Client()
    other.force_login(factories.staff("Manager"))

    confirm(other, page)
    manager.post(CONFIRM.replace("department", "doctor"), page.context["confirm_form"].initial)
    assert not Department.objects.exists()


def test_a_preview_is_confirmed_once_and_leaves_nothing_behind(manager):
    before = Session.objects.count()
    page = send(manager, CSV)

    confirm(manager, page)
    again = confirm(manager, page)

    assert Department.objects.get().slug == "hearts"
    assert "this preview is over" in again.text
    assert Session.objects.count() == before


def test_what_is_imported_is_what_was_shown(manager):
    department = DepartmentFactory(slug="hearts", name={"en": "Hearts"})
    page = send(manager, CSV)
    Department.objects.filter(pk=department.pk).update(name={"en": "Changed by a colleague"})

    answer = confirm(manager, page)

    assert "something has changed since the preview" in answer.text
    assert Department.objects.get().name == {"en": "Changed by a colleague"}


def test_two_previews_side_by_side_are_each_themselves(manager):
    first, second = send(manager, CSV), send(manager, CSV.replace("hearts", "ent"))

    confirm(manager, first)
    assert [each.slug for each in Department.objects.all()] == ["hearts"]
    confirm(manager, second)
    assert Department.objects.count() == 2


def test_the_preview_shows_each_cell_that_changes_and_no_other(manager):
    DepartmentFactory(slug="hearts", name={"en": "Hearts"}, email="old@hospital.example")

    page = send(manager, "slug,name_en,email\nhearts,Hearts,new@hospital.example\nent,<b>ENT</b>,\n")

    assert "New: 1. Changed: 1. Unchanged: 0." in page.text
    changes = page.context["changes"]
    assert changes[0][0] == 2
    assert changes[0][3] == [("email", "old@hospital.example", "new@hospital.example")]
    assert "&lt;b&gt;ENT&lt;/b&gt;" in page.text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("slug,name_en,phone\nhearts,Hearts,0495 27\n", ["<td>2</td>", "phone", "We counted"]),
        ("slug,nmae_en\nhearts,Hearts\n", ["These columns are not known: nmae_en"]),
        ("name_en\nHearts\n", ["These columns are missing: slug"]),
        ("slug,name_en\nhearts,Hearts\nhearts,Heart\n", ["<td>3</td>", "slug", "Row 2 is about the same."]),
        ("slug,name_en\nhearts,Hearts,more\n", ["Row 2 has 3 cells"]),
        ("slug,name_en\nhearts,Café\n".encode("cp1252"), ["not in UTF-8"]),
        (b"\xd0\xcf\x11\xe0" * 100, ["no CSV and no XLSX"]),
    ],
)
def test_a_slip_is_told_in_words_on_the_page_and_nothing_is_imported(manager, text, words):
    page = send(manager, text)

    assert page.status_code == 200
    assert all(each in page.text for each in words)
    assert not re.search(r"Traceback|Error\b|Exception|\.py\b|site-packages|/tmp/|/home/", page.text)
    assert not Department.objects.exists()


@pytest.mark.parametrize("code", ["ml", "hi", "ar"])
def test_the_words_are_those_of_the_reader(manager, code):
    manager.cookies["django_language"] = code
    with override(code):
        words = gettext("A phone number has digits only. Take this out: %(letters)s") % {"letters": "X"}

    page = send(manager, "slug,name_en,phone\nhearts,Hearts,X0495\n")

    assert "phone number" not in words
    assert words in page.text


def test_an_unexpected_trouble_is_told_without_its_name(manager, monkeypatch, caplog):
    monkeypatch.setattr(Department, "full_clean", lambda *_args, **_more: 1 / 0)

    page = send(manager, CSV)

    assert "This could not be taken, and we do not know why." in page.text
    assert "ZeroDivision" not in page.text
    assert "division by zero" in caplog.text


def test_a_get_imports_nothing_and_others_may_not(manager, editor, front_desk):
    assert manager.get(CONFIRM).status_code == 405
    for user in (editor, front_desk):
        client = Client()
        client.force_login(user)
        assert client.post(CONFIRM, {"digest": "0" * 64}).status_code in (302, 403)
        assert send(client, CSV).status_code in (302, 403)
