"""The programs of the CMS do their work within the policy of staff pages (hospital_site/headers/).

`open_browser` fails every journey in which a page tries what its policy forbids; here are the pages and windows that no
other journey opens.
"""

import pytest
from django.core.management import call_command
from filer.models import Folder
from playwright.sync_api import expect

from tests import factories
from tests.e2e.conftest import DESKTOP
from tests.e2e.staff import open_structure, sign_in, toolbar

pytestmark = pytest.mark.django_db(transaction=True)

RUNS_BY_ITSELF = """() => {
    const script = document.createElement("script")
    script.textContent = "window.ran = true"
    document.body.append(script)
    return window.ran === true
}"""


@pytest.fixture
def manager(roles):
    return factories.staff("Manager", is_superuser=True)


def test_a_page_runs_nothing_that_was_written_into_it(browser, url, editor):
    factories.HospitalFactory()
    context = browser.new_context(base_url=url, service_workers="block")
    page, forbidden = context.new_page(), []
    context.on("console", lambda message: forbidden.append(message.text))

    page.goto("/en/contact/")
    assert page.evaluate(RUNS_BY_ITSELF) is False
    sign_in(page, editor)
    page.goto("/en/contact/")
    assert page.evaluate(RUNS_BY_ITSELF) is False

    context.close()
    assert len([text for text in forbidden if "Content Security Policy" in text]) == 2


def test_the_administration_and_its_windows(open_browser, manager, editor, clinician, publisher):
    call_command("set_up_site", verbosity=0)
    factories.HospitalFactory()
    published = factories.published(editor, clinician, publisher)
    newer = published.versions.get().copy(editor)
    page = sign_in(open_browser(DESKTOP), manager)

    for path in pages_of_the_administration(published, newer):
        assert page.goto(path).status == 200, path
        page.wait_for_load_state("networkidle")

    page.goto("/admin/filer/folder/")
    with page.expect_popup() as opened:
        page.locator(".navigator-button", has_text="New Folder").first.click()
    window = opened.value
    window.fill("#id_name", "Leaflets")
    window.click("[name=_save]")
    expect(page.locator("body")).to_contain_text("Leaflets")
    assert Folder.objects.filter(name="Leaflets").exists()


def pages_of_the_administration(published, newer):
    kind = "djangocms_versioning/treatmentcontentversion"
    first = published.versions.get()
    return [
        f"/admin/{kind}/?treatment={published.treatment_id}&language=en",
        f"/admin/{kind}/{first.pk}/compare/?compare_to={newer.pk}",
        "/admin/cms/pagecontent/?language=en",
        "/admin/djangocms_alias/alias/",
        "/admin/directory/doctor/export/",
        "/admin/directory/doctor/import/",
        "/admin/auth/user/",
    ]


def test_the_board_and_the_windows_of_the_toolbar(open_browser, manager, editor, clinician, publisher):
    call_command("set_up_site", verbosity=0)
    factories.HospitalFactory()
    published = factories.published(editor, clinician, publisher)
    published.versions.get().copy(manager)
    page = sign_in(open_browser(DESKTOP), manager)
    page.goto(published.get_absolute_url())
    with page.expect_navigation():
        toolbar(page).get_by_text("Edit", exact=True).first.click()

    structure = open_structure(page)
    structure.locator(".cms-submenu-add").first.click()
    picker = page.locator(".cms-add-plugin-placeholder, .cms-plugin-picker").first
    expect(picker).to_be_attached()
    page.keyboard.press("Escape")
    structure.locator(".cms-draggable .cms-dragitem-text").first.dblclick()

    frame = page.frame_locator(".cms-modal iframe")
    expect(frame.locator("form").first).to_be_visible()
