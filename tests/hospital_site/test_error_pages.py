"""The pages that nginx shows while the web server does not answer are as fresh as the worker makes them."""

import stat

import pytest
from django.conf import settings

from common import queue
from directory.models import Hospital
from hospital_site.proxy import error_pages
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(error_pages, "FOLDER", tmp_path / "error_pages")
    return error_pages.FOLDER


def pages(folder):
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def test_the_worker_writes_each_page_in_every_language_with_the_number_of_now(folder):
    factories.HospitalFactory(phone="+914952700000")
    assert queue.run_due("write_error_pages") == ["done"]
    before = pages(folder)

    Hospital.objects.update(phone="+914952711111")
    error_pages.write_error_pages()

    after = pages(folder)
    codes = [code for code, _name in settings.LANGUAGES]
    assert set(before) == set(after) == {f"{status}-{code}.html" for status in (413, 503) for code in codes}
    for name, page in after.items():
        assert f'<html lang="{name[4:6]}"' in page
        assert "tel:+914952700000" in before[name]
        assert "tel:+914952711111" in page


def test_nginx_may_read_them_whoever_wrote_them(folder):
    error_pages.write_error_pages()

    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o644}


def test_without_a_hospital_the_number_of_the_settings_is_shown(folder, settings):
    settings.PHONE_WHEN_AWAY = "+914952722222"

    error_pages.write_error_pages()

    assert "tel:+914952722222" in pages(folder)["503-en.html"]
