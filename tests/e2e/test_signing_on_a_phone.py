"""A clinician signs from a mail on a phone; a translator writes, and what is typed is kept."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from common import queue
from content.models import Question, SignOff, TreatmentContent
from content.publishing.services import start_translation
from content.reviewing import digests, steps
from tests import factories
from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.staff import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

MOST_TAPS = 3
MALAYALAM = "ഇത് മലയാളത്തിൽ എഴുതിയതാണ്"


def given_a_changed_page_in_review(editor, clinician, publisher):
    clinician.email = "clinician@hospital.example"
    clinician.save()
    first = factories.published(editor, clinician, publisher).versions.get()
    version = first.copy(editor)
    risks = Question.objects.filter(kind="risks", placeholder__in=version.content.placeholders.all())
    risks.update(answer="<p>Bleeding, and often infection.</p>")
    steps.ask(version, clinician=clinician, due=timezone.localdate(), by=editor)
    return version


def then_the_mail_has_a_link(mailoutbox):
    queue.run_due(digests.DIGEST)
    [mail] = mailoutbox
    return re.search(r"http\S+/review/\d+/", mail.body)[0]


def count_taps(page):
    page.context.expose_function("tapped", lambda: taps.append(1))
    page.context.add_init_script("addEventListener('click', event => event.isTrusted && tapped(), true)")
    taps = []
    return taps


def test_a_clinician_signs_from_a_mail_in_three_taps(
    open_browser, url, settings, roles, editor, clinician, publisher, mailoutbox
):
    settings.SITE_ADDRESS = url
    version = given_a_changed_page_in_review(editor, clinician, publisher)
    link = then_the_mail_has_a_link(mailoutbox)

    page = sign_in(open_browser(PHONE, has_touch=True, is_mobile=True), clinician, link)
    taps = count_taps(page)
    page.goto(link)  # so that the taps are counted from here

    expect(page.locator("ins")).to_contain_text("often")
    expect(page.locator("del")).to_contain_text("rarely")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("button", name="Sign", exact=True).tap()
    expect(page.locator("main")).to_contain_text("Signed by Clinician")
    assert 1 <= len(taps) <= MOST_TAPS
    assert SignOff.objects.filter(version_number=version.number, by=clinician).exists()


def test_signing_in_from_the_mail_leads_to_the_page_itself(
    open_browser, url, settings, roles, editor, clinician, publisher, mailoutbox
):
    settings.SITE_ADDRESS = url
    given_a_changed_page_in_review(editor, clinician, publisher)
    link = then_the_mail_has_a_link(mailoutbox)

    page = sign_in(open_browser(PHONE), clinician, link)

    assert page.url == link


def test_what_a_translator_types_is_saved_and_a_colleague_is_not_overwritten(open_browser, roles, editor):
    english = factories.draft(editor)
    version = start_translation(english, "ml", by=editor).versions.get()
    page = sign_in(open_browser(DESKTOP), editor, f"/translate/{version.pk}/")
    title = page.locator("[id='title:title']")

    title.locator("textarea").fill(MALAYALAM)
    expect(title.locator("[data-said]")).to_have_text("Saved")
    assert TreatmentContent._original_manager.get(pk=version.object_id).title == MALAYALAM
    expect(title.locator("[data-state]")).to_be_empty()

    TreatmentContent._original_manager.filter(pk=version.object_id).update(title="Of a colleague")
    title.locator("textarea").fill(MALAYALAM + ".")
    expect(title.locator("[data-said]")).to_contain_text("Somebody else has written here meanwhile")
    expect(title.locator("[data-said]")).to_contain_text("Of a colleague")
    assert TreatmentContent._original_manager.get(pk=version.object_id).title == "Of a colleague"
    expect(title.locator("textarea")).to_have_value(MALAYALAM + ".")


def test_a_translator_whose_session_ended_is_told_signs_in_elsewhere_and_writes_on(open_browser, roles, editor):
    version = start_translation(factories.draft(editor), "ml", by=editor).versions.get()
    page = sign_in(open_browser(DESKTOP), editor, f"/translate/{version.pk}/")
    lead = page.locator("[id='lead:lead']")
    page.context.clear_cookies()

    lead.locator("textarea").fill(MALAYALAM)

    expect(lead.locator("[data-said]")).to_contain_text("Not saved")
    expect(lead.locator("textarea")).to_have_value(MALAYALAM)
    again = sign_in(page.context.new_page(), editor)
    again.close()
    lead.locator("textarea").press("End")
    lead.locator("textarea").press(".")
    expect(lead.locator("[data-said]")).to_have_text("Saved")
    assert TreatmentContent._original_manager.get(pk=version.object_id).lead == f"{MALAYALAM}."
