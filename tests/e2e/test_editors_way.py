"""An editor writes a treatment from nothing, and every hand does its part until patients read it in two languages."""

import pytest
from django.core.management import call_command
from django.utils import timezone
from djangocms_text.models import Text
from playwright.sync_api import expect

from content.models import TreatmentContent
from directory.two_person.acting import as_user
from tests import factories
from tests.e2e.conftest import DESKTOP
from tests.e2e.staff import sign_in, write_into
from tests.factories import at

pytestmark = pytest.mark.django_db(transaction=True)

REASONS = [
    "Enter the day of the last review.",
    "Enter the day the next review is due.",
    "Choose the department that offers this treatment.",
    "Write the lead: one or two sentences below the title.",
    "Name at least one reference.",
    "List the signs that need help at once, or say why there are none.",
    "Add a question of the kind “Who should not have it”, or say why nobody is excluded.",
    "A clinician who did not write this version must sign it off.",
]


def follow(page, reason):
    with page.expect_navigation():
        page.get_by_role("link", name=reason).click()


def press(page, button):
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()


def save(page):
    with page.expect_navigation():
        page.click("[name=_save], #words [type=submit]")


def write(page, field, words):
    """Into a rich text field: the editor program stands over the text area."""
    write_into(page, f".form-row:has(textarea[name={field}])", words)


def when_every_word_is_translated(editor):
    """The page for translators is walked in tests/content/translating."""
    words = factories.WORDS["ml"]
    content = TreatmentContent._original_manager.get(language="ml")
    texts = Text.objects.filter(placeholder__in=content.placeholders.all())
    with as_user(editor):
        type(content)._original_manager.filter(pk=content.pk).update(lead=words["lead"])
        content.signs.update(text=words["signs"])
        texts.update(body=f"<p>{words['overview']}</p>")
        content.questions().update(question=words["who"], answer=f"<p>{words['not']}</p>")


def test_an_editor_writes_a_treatment_from_nothing(open_browser, editor, clinician, publisher):
    call_command("set_up_site")
    factories.HospitalFactory()
    factories.DepartmentFactory(slug="orthopaedics", name={"en": "Orthopaedics"})
    factories.reads(clinician, "en", "ml")
    writing, checking, publishing = (sign_in(open_browser(DESKTOP), user) for user in (editor, clinician, publisher))

    # A title is enough to begin.
    writing.goto("/admin/content/treatment/add/?language=en")
    writing.locator("#id_content__title").press_sequentially("Hip replacement")
    expect(writing.locator("#id_slug")).to_have_value("hip-replacement")
    save(writing)
    readiness = writing.url
    expect(writing.locator("#missing li")).to_have_text(REASONS)

    # A publisher is offered nothing to press.
    publishing.goto(readiness)
    expect(publishing.get_by_role("button", name="Publish this version")).to_have_count(0)

    # Each reason leads to where it is put right.
    follow(writing, REASONS[0])
    writing.fill("#id_last_reviewed", timezone.localdate().isoformat())
    writing.fill("#id_next_review", at(days=300).date().isoformat())
    writing.fill("#id_lead", "A worn hip joint is replaced.")
    save(writing)
    writing.goto(readiness)
    follow(writing, REASONS[2])
    writing.select_option("#id_department", label="Orthopaedics")
    save(writing)
    writing.goto(readiness)
    follow(writing, REASONS[4])
    writing.click("#references-group .add-row a")
    writing.fill("#id_references-0-title", "Hip replacement, a guideline")
    save(writing)
    writing.goto(readiness)
    follow(writing, REASONS[5])
    writing.fill("#id_signs-0-text", "sudden chest pain")
    save(writing)
    writing.goto(readiness)
    follow(writing, REASONS[6])
    write(writing, "overview-0-body", "The surgeon puts in a new joint.")
    writing.fill("#id_questions-0-question", "Who should not have it?")
    writing.select_option("#id_questions-0-kind", "who_should_not")
    write(writing, "questions-0-answer", "People with an infection.")
    save(writing)
    expect(writing.locator("#missing li")).to_have_text(REASONS[7:])

    # The clinician signs off; an edit voids that; the clinician signs off again.
    checking.goto(readiness)
    press(checking, "Sign off this version")
    expect(checking.locator("body")).to_contain_text("This page can be published")
    writing.goto(readiness.replace("readiness", "words"))
    write(writing, "questions-0-answer", " And children.")
    save(writing)
    expect(writing.locator("#missing li")).to_contain_text("changed after it was signed off")
    publishing.goto(readiness)
    expect(publishing.get_by_role("button", name="Publish this version")).to_have_count(0)
    checking.goto(readiness)
    press(checking, "Sign off this version")

    # The publisher publishes, and a visitor reads.
    publishing.goto(readiness)
    press(publishing, "Publish this version")
    visitor = open_browser()
    visitor.goto("/en/treatments/hip-replacement/")
    expect(visitor.locator("main")).to_contain_text("People with an infection. And children.")

    # The Malayalam page goes the same way.
    writing.goto(readiness)
    press(writing, "Start the page in മലയാളം")
    readiness = writing.url
    expect(writing.locator("#missing li")).to_have_count(4)  # its words are English still
    when_every_word_is_translated(editor)
    follow(writing, REASONS[0])
    writing.fill("#id_title", "ഇടുപ്പ് മാറ്റിവയ്ക്കൽ")
    writing.fill("#id_last_reviewed", timezone.localdate().isoformat())
    writing.fill("#id_next_review", at(days=300).date().isoformat())
    save(writing)
    checking.goto(readiness)
    press(checking, "Sign off this version")
    publishing.goto(readiness)
    press(publishing, "Publish this version")
    visitor.goto("/ml/treatments/hip-replacement/")
    expect(visitor.locator("h1")).to_have_text("ഇടുപ്പ് മാറ്റിവയ്ക്കൽ")
