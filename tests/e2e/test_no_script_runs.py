"""More than a hundred payloads in every rich text of a page, in a real browser: none runs."""

import pytest
from cms.api import add_plugin

from content.publishing.services import sign_off
from tests import factories
from tests.content.payloads import PAYLOADS

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_payload_runs_in_a_browser(open_browser, editor, clinician, publisher):
    factories.HospitalFactory()
    content = factories.draft(editor)
    questions = content.placeholders.get(slot="questions")
    overview = content.placeholders.get(slot="overview")
    for payload in PAYLOADS:
        factories.add_question(questions, "en", payload[:300], payload)
    for payload in PAYLOADS:
        add_plugin(overview, "TextPlugin", "en", body=payload)
    sign_off(content, by=clinician)
    content.versions.get().publish(publisher)
    page = open_browser()
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))

    page.goto(content.get_absolute_url())
    page.mouse.move(200, 200)
    page.wait_for_timeout(500)

    assert dialogs == []
    assert page.evaluate("window.ran") is None
    inside = "main section.question, #overview"
    assert page.locator(f":is({inside}) :is(script, style, iframe, object, embed, form, svg, math, link)").count() == 0
    attributes = page.evaluate(
        """() => [...document.querySelectorAll(":is(section.question, #overview) :not([role=region])")].flatMap(
            element => element.getAttributeNames()).filter((name, place, all) => all.indexOf(name) === place)"""
    )
    assert set(attributes) <= {"href", "hreflang", "lang", "dir", "start", "scope", "colspan", "rowspan"}
