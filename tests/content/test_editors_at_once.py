"""Two editors in two languages at once. Without grouper_admin_per_thread.py they overwrite each other."""

import threading

import pytest
from django.contrib.admin import site
from django.test import RequestFactory

from content.models import Treatment

pytestmark = pytest.mark.django_db


def test_the_admin_keeps_each_editors_language_apart():
    admin = site._registry[Treatment]
    both_have_set, seen = threading.Barrier(2, timeout=5), {}

    def edit_in(language):
        admin.get_grouping_from_request(RequestFactory().get("/", {"language": language}))
        both_have_set.wait()
        seen[language] = admin.language

    editors = [threading.Thread(target=edit_in, args=[language]) for language in ("en", "ml")]
    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join()

    assert seen == {"en": "en", "ml": "ml"}


def test_the_admin_keeps_each_editors_page_apart():
    admin = site._registry[Treatment]
    admin._requested_content_obj = "mine"
    seen = []

    colleague = threading.Thread(target=lambda: seen.append(admin._requested_content_obj))
    colleague.start()
    colleague.join()

    assert seen == [None]
    admin._requested_content_obj = None
