"""An editor arranges the home page and writes a notice, a publisher publishes, and visitors see it without scripts."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from directory.models import Proposal
from tests import factories
from tests.directory.two_person.ways import confirmed
from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.staff import open_structure, saved, sign_in, toolbar, wait_for_answers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hospital(roles):
    call_command("set_up_site")
    factories.DepartmentFactory(name={"en": "Cardiology"})
    return factories.HospitalFactory()


def block(page, kind):
    """In the structure board, which lies beside the page that is being edited."""
    return page.locator(f".cms-structure .cms-draggable:has([title^=Home{kind}Plugin])")


def remove(page, kind):
    block(page, kind).locator(".cms-submenu-settings").click()
    block(page, kind).locator("[data-rel=delete]").click()
    with saved(page, "delete-plugin"):
        page.locator(".cms-modal-buttons .cms-btn-caution, .cms-modal-buttons .deletelink").click()
    expect(block(page, kind)).to_have_count(0)
    wait_for_answers(page)


def drag(page, kind, above):
    start, end = (block(page, each).locator(".cms-dragitem-text").bounding_box() for each in (kind, above))
    page.mouse.move(start["x"] + 20, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 20, start["y"] - 10, steps=5)
    page.mouse.move(end["x"] + 20, end["y"] - 6, steps=25)
    with saved(page, "move-plugin"):
        page.mouse.up()
    wait_for_answers(page)


def headings(page):
    return page.locator("main h2").all_inner_texts()


def test_an_editor_arranges_the_home_page_and_visitors_see_it_once_published(open_browser, hospital):
    editing, publishing = (sign_in(open_browser(DESKTOP), factories.staff(role)) for role in ("Editor", "Publisher"))
    visitor = open_browser(PHONE, java_script_enabled=False)
    visitor.goto("/en/")
    before = headings(visitor)
    assert before == [
        "What are you looking for?",
        "Departments",
        "Why you can trust these pages",
        "Not sure where to begin?",
    ]

    editing.goto("/en/")
    with editing.expect_navigation():
        toolbar(editing).get_by_text("New Draft").click()
    open_structure(editing)
    drag(editing, "Departments", above="Tasks")
    remove(editing, "Search")
    draft = editing.url

    visitor.reload()
    assert headings(visitor) == before

    publishing.goto(draft)
    with publishing.expect_navigation():
        toolbar(publishing).get_by_role("link", name="Publish", exact=True).click()
    visitor.reload()
    assert headings(visitor) == ["Departments", "Why you can trust these pages", "Not sure where to begin?"]
    departments, tasks = (visitor.locator(part).bounding_box() for part in (".cards--small", ".tasks"))
    assert departments["y"] < tasks["y"]


def test_a_notice_in_arabic_is_there_from_right_to_left_and_gone_after_its_end(open_browser, hospital, time_machine):
    editing = sign_in(open_browser(DESKTOP), factories.staff("Editor"))
    ends = timezone.localtime() + timedelta(days=2)
    editing.goto("/admin/site_pages/notice/add/")
    editing.fill("[name=text_ar]", "مدخل الطوارئ من البوابة الغربية اليوم.")
    editing.select_option("[name=severity]", "urgent")
    editing.fill("[name=ends_at_0]", ends.date().isoformat())
    editing.fill("[name=ends_at_1]", "18:00")
    editing.fill("[name=link]", "/en/locations/")
    editing.fill("[name=link_text_ar]", "الفروع")
    with editing.expect_navigation():
        editing.click("[name=_save]")
    confirmed(Proposal.objects.get())  # by a second person

    visitor = open_browser(PHONE, java_script_enabled=False)
    visitor.goto("/ar/doctors/")
    notice = visitor.locator(".notice")
    expect(notice).to_contain_text("تنبيه عاجل: مدخل الطوارئ من البوابة الغربية اليوم.")
    words, sign = (visitor.locator(f".notice {part}").bounding_box() for part in ("span", ".icon"))
    assert sign["x"] > words["x"] + words["width"] / 2
    assert visitor.evaluate("document.documentElement.scrollWidth <= innerWidth")
    notice.get_by_role("link", name="الفروع").click()
    visitor.wait_for_url("**/ar/locations/")
    visitor.goto("/en/doctors/")
    expect(notice).to_have_count(0)

    later = ends.replace(hour=18, minute=0, second=0, microsecond=0)
    time_machine.move_to(later)
    visitor.goto("/ar/doctors/")
    expect(notice).to_have_count(0)
