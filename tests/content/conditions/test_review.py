"""What is made for versions works for conditions, and for each kind that comes: nothing of it names treatments."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from content.models import ConditionContent
from content.publishing.publish_gate import publication_blockers
from content.publishing.services import sign_off, start_translation
from content.reviewing import planning, preview_links, steps
from content.reviewing.states import State, state_of
from content.reviewing.waiting import waiting_for
from content.translating.units import Sheet
from tests import factories
from tests.content.conditions.conftest import draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(editor, condition):
    return draft(editor, condition).versions.get()


def test_a_condition_goes_the_whole_way(client, version, editor, clinician, publisher):
    steps.ask(version, clinician=clinician, due=timezone.localdate(), by=editor)
    assert [each.code for each in waiting_for(clinician)] == ["review"]
    client.force_login(clinician)
    page = BeautifulSoup(client.get(f"/review/{version.pk}/").text, "html.parser")
    seen = page.select_one("[name=fingerprint]")["value"]

    client.post(f"/review/{version.pk}/", {"fingerprint": seen, "step": "sign"})

    assert state_of(version) == State.SIGNED
    assert [each.code for each in waiting_for(publisher)] == ["publish"]
    planned = planning.plan(version, "publish", at=timezone.now() + timedelta(hours=1), by=publisher)
    type(planned).objects.update(at=timezone.now())
    call_command("publish_planned")
    assert ConditionContent.objects.get().name == "Acid reflux"


def test_an_edit_takes_a_condition_out_of_review(version, editor, clinician):
    steps.ask(version, clinician=clinician, due=timezone.localdate(), by=editor)

    ConditionContent._original_manager.update(explanation="Other words.")

    assert state_of(version) == State.DRAFT


def test_what_changed_of_a_condition_is_shown(client, publish, editor, clinician):
    version = publish().versions.get().copy(editor)
    ConditionContent._original_manager.filter(pk=version.object_id).update(explanation="Acid flows up.")
    version.content.signs.update(tier="call_today")
    client.force_login(clinician)

    page = BeautifulSoup(client.get(f"/review/{version.pk}/").text, "html.parser")

    assert [each.text.split()[1] for each in page.select(".difference__row--news ins")] == ["up", "Call"]
    assert "back" in page.select_one("del").text


def test_a_reader_without_a_login_reads_a_condition(version, editor):
    _link, address = preview_links.make(version, by=editor)

    page = Client().get("/preview/" + address.split("/")[-2] + "/")

    assert "Acid flows back." in page.text
    assert "Draft: nobody has checked these words yet" in page.text


def test_a_condition_is_translated_side_by_side(publish, editor):
    version = start_translation(publish(), "ml", by=editor).versions.get()

    units = Sheet(version).units

    assert [unit.key.split(":")[-1] for unit in units] == ["name", "explanation", "text"]
    assert {unit.state for unit in units} == {"untranslated"}


def test_english_words_in_a_malayalam_condition_are_not_published(publish, editor, clinician):
    content = start_translation(publish(), "ml", by=editor)
    sign_off(content, by=clinician)

    assert "untranslated" in [each.code for each in gate(content)]


def gate(content):
    return publication_blockers(ConditionContent._original_manager.get(pk=content.pk))


def test_factories_have_words_of_each_language(editor, condition):
    for code in factories.SENTENCES:
        content = draft(editor, condition, language=code, name=factories.SENTENCES[code])
        assert "untranslated" not in [each.code for each in gate(content)]
