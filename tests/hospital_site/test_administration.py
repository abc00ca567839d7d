"""The administration's first page begins with what is to do, and shows everything by what people do."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib import admin
from django.utils import timezone

from bookings.models import AppointmentRequest
from content.reviewing import steps
from hospital_site.administration.site import GROUPS
from tests import factories
from web.stylesheets import smaller

pytestmark = pytest.mark.django_db

CSS = Path(settings.BASE_DIR) / "static"


def first_page(client, user):
    client.force_login(user)
    return BeautifulSoup(client.get("/admin/").text, "html.parser")


def waiting(page):
    return {
        task.find("span").get_text(): (task.find("strong").get_text(), task["href"])
        for task in page.select(".waiting__task")
    }


def test_the_worklist_stands_first_with_its_numbers(client, editor, clinician, publisher):
    today = timezone.localdate()
    overdue = {"last_reviewed": today - timedelta(days=400), "next_review": today - timedelta(days=1)}
    factories.published(editor, clinician, publisher, **overdue)
    factories.published(editor, clinician, publisher, next_review=today + timedelta(days=29))

    page = first_page(client, editor)

    worklist = "/admin/content/treatmentcontent/worklist/"
    assert [link["href"] for link in page.select(".waiting__name a")][:2] == ["/review/", worklist]
    assert waiting(page)["Review overdue"] == ("1", f"{worklist}#overdue")
    assert waiting(page)["Review due in 30 days"] == ("1", f"{worklist}#due_30")
    assert waiting(page)["Drafts older than 30 days"] == ("0", f"{worklist}#old_drafts")


def test_what_waits_for_me_stands_before_everything_else(client, editor, clinician, publisher):
    assert waiting(first_page(client, clinician))["Pages that wait for you"] == ("0", "/review/")
    version = factories.draft(editor).versions.get()

    steps.ask(version, clinician=clinician, due=timezone.localdate(), by=editor)

    page = first_page(client, clinician)
    assert page.select_one("#content-main a").text == "Waiting for me"
    assert waiting(page)["To read and sign"] == ("1", "/review/#waiting-review")
    assert "To read and sign" not in waiting(first_page(client, editor))


def test_the_requests_stand_there_for_those_who_answer_them(client, roles, editor):
    manager = factories.staff("Manager")
    for _number in range(2):
        late = factories.request()
    AppointmentRequest.objects.filter(pk=late.pk).update(next_action_at=timezone.now() - timedelta(hours=1))

    assert waiting(first_page(client, manager))["Waiting for an answer"] == ("2", "/desk/")
    assert waiting(first_page(client, manager))["Calls that are late"] == ("1", "/desk/")
    assert "Waiting for an answer" not in waiting(first_page(client, editor))


def test_everything_registered_stands_on_the_first_page_once(client, admin_user):
    page = first_page(client, admin_user)

    shown = [link["href"] for link in page.select(".rooms__link[href]")]
    assert len(shown) == len(set(shown))
    request = page_request(admin_user)
    registered = {model["admin_url"] for app in admin.site._build_app_dict(request).values() for model in app["models"]}
    assert set(shown) == registered - {None}


def page_request(user):
    from django.test import RequestFactory

    request = RequestFactory().get("/admin/")
    request.user = user
    return request


def test_every_name_in_the_groups_is_a_model_of_the_administration():
    registered = {model._meta.label for model in admin.site._registry}

    assert {label for _code, _name, labels in GROUPS for label in labels.split()} <= registered


def test_groups_are_named_for_people_not_for_packages(client, editor):
    headings = [heading.get_text() for heading in first_page(client, editor).select(".rooms__name")]

    assert headings == [
        "Treatment pages", "Other pages and pictures", "Hospital, doctors, hours", "Changes by two people", "Search"
    ]  # fmt: skip


def test_a_login_without_rights_is_told_so(client, roles):
    person = factories.staff("Front desk")
    person.groups.clear()

    assert "has no rights here yet" in first_page(client, person).get_text()


def test_the_first_page_takes_the_same_queries_with_one_page_and_with_many(
    client, editor, clinician, publisher, django_assert_max_num_queries
):
    for _number in range(5):
        factories.published(editor, clinician, publisher)
    client.force_login(editor)
    client.get("/admin/")

    with django_assert_max_num_queries(19):
        client.get("/admin/")


def test_the_administration_fetches_nothing_from_elsewhere(client, admin_user):
    page = first_page(client, admin_user)

    fetched = [tag.get("src") or tag.get("href") for tag in page(["script", "link", "img"])]
    assert [url for url in fetched if not url.startswith("/")] == []
    # The CMS's style would ask a package index for newer versions, from the administrator's browser.
    assert "update-notification" not in str(page)


@pytest.mark.parametrize("sheet", ["colours.css", "identity.css"])
def test_the_administration_and_the_toolbar_have_the_colours_of_the_site(sheet):
    tokens = set(re.findall(r"#[0-9a-f]{3,6}\b", smaller([CSS / "css" / "tokens.css"])))
    used = set(re.findall(r"#[0-9a-f]{3,6}\b", smaller([CSS / "admin-pages" / sheet])))

    assert used
    assert used <= tokens


def test_the_toolbar_brings_its_colours_to_editors_and_to_nobody_else(client, editor, clinician, publisher):
    url = factories.published(editor, clinician, publisher).get_absolute_url()
    visitors = client.get(url).text
    client.force_login(editor)

    assert "admin-pages/colours.css" not in visitors
    assert "admin-pages/colours.css" in client.get(url).text


def test_the_administration_sends_its_own_password_page_here(client, editor):
    client.force_login(editor)

    assert client.get("/admin/password_change/")["Location"] == "/staff/password/"
