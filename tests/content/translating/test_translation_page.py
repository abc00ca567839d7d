"""Source and translation side by side: what is out of date, what is missing, saved as typed, never over a colleague."""

import json

import pytest
from bs4 import BeautifulSoup
from cms.api import add_plugin

from content.models import Question, TreatmentContent
from content.publishing.services import start_translation
from content.translating.units import Sheet
from tests import factories

pytestmark = pytest.mark.django_db

MALAYALAM = "ഇത് മലയാളത്തിൽ എഴുതിയതാണ്."


@pytest.fixture
def english(editor, clinician, publisher):
    content = factories.published(editor, clinician, publisher)
    return content.versions.get()


@pytest.fixture
def version(english, editor):
    return start_translation(english.content, "ml", by=editor).versions.get()


def fresh(version):
    return type(version).objects.get(pk=version.pk)


def states(version):
    return {unit.key.split(":")[-1]: unit.state for unit in Sheet(fresh(version)).units}


def unit_of(version, name, words=""):
    units = Sheet(fresh(version)).units
    return next(unit for unit in units if unit.key.endswith(f":{name}") and words in unit.words)


def write(client, version, unit, words, *, accept="application/json", **more):
    form = {"key": unit.key, "words": words, "seen": unit.seen}
    return client.post(f"/translate/{version.pk}/", form | more, headers={"accept": accept})


def test_a_page_that_was_only_started_is_counted(client, version, editor):
    client.force_login(editor)

    page = BeautifulSoup(client.get(f"/translate/{version.pk}/").text, "html.parser")

    count = len(Sheet(version).units)
    assert page.select_one("[data-count=untranslated]").text == str(count)
    assert page.select_one("[data-count=done]").text == "0"
    assert len(page.select("textarea")) == count
    assert {area["lang"] for area in page.select("textarea")} == {"ml"}


def test_the_arabic_side_is_written_from_right_to_left(client, english, editor):
    version = start_translation(english.content, "ar", by=editor).versions.get()
    client.force_login(editor)

    page = BeautifulSoup(client.get(f"/translate/{version.pk}/").text, "html.parser")

    assert {area["dir"] for area in page.select("textarea")} == {"rtl"}
    assert {side["dir"] for side in page.select(".translation__source")} == {"ltr"}


@pytest.mark.parametrize("name", ["title", "lead", "text", "body", "question", "answer"])
def test_each_kind_of_text_is_saved(name, client, version, editor):
    client.force_login(editor)
    unit = unit_of(version, name)

    answer = write(client, version, unit, MALAYALAM)

    told = answer.json()
    assert (answer.status_code, told["state"]) == (200, "done")
    after = Sheet(fresh(version)).unit(unit.key)
    assert (after.words, after.state) == (MALAYALAM, "done")
    assert told["seen"] == after.seen
    assert told["counts"]["done"] == 1


def test_marks_of_an_answer_are_kept_as_html(client, version, editor):
    client.force_login(editor)
    unit = unit_of(version, "answer", "infection")

    write(client, version, unit, f"**{MALAYALAM}**\n\n- {MALAYALAM}")

    block = Question.objects.get(pk=unit.key.split(":")[1])
    assert block.answer.strip() == f"<p><strong>{MALAYALAM}</strong></p>\n<ul>\n<li>{MALAYALAM}</li>\n</ul>"


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(client, version, editor):
    client.force_login(editor)
    unit = unit_of(version, "lead")
    TreatmentContent._original_manager.filter(pk=version.object_id).update(lead="Of a colleague")

    answer = write(client, version, unit, MALAYALAM)

    assert answer.status_code == 409
    assert answer.json()["theirs"] == "Of a colleague"
    assert fresh(version).content.lead == "Of a colleague"
    again = client.post(
        f"/translate/{version.pk}/",
        {"key": unit.key, "words": MALAYALAM, "seen": answer.json()["seen"]},
        headers={"accept": "application/json"},
    )
    assert again.status_code == 200


def test_without_a_script_the_button_saves_and_leads_back(client, version, editor):
    client.force_login(editor)

    answer = write(client, version, unit_of(version, "title"), MALAYALAM, accept="text/html")

    assert (answer.status_code, answer.url) == (302, f"/translate/{version.pk}/#title:title")
    assert fresh(version).content.title == MALAYALAM


def test_without_a_script_what_was_typed_stands_on_the_page_beside_the_other(client, version, editor):
    client.force_login(editor)
    unit = unit_of(version, "lead")
    TreatmentContent._original_manager.filter(pk=version.object_id).update(lead="Of a colleague")

    answer = write(client, version, unit, MALAYALAM, accept="text/html")

    assert answer.status_code == 409
    assert MALAYALAM in answer.text
    assert "Of a colleague" in answer.text


@pytest.mark.parametrize(("name", "words"), [("title", ""), ("title", "x" * 201), ("question", " ")])
def test_what_a_field_does_not_take_is_told(name, words, client, version, editor):
    client.force_login(editor)
    unit = unit_of(version, name)

    answer = write(client, version, unit, words)

    assert answer.status_code == 400
    assert answer.json()["said"]
    assert Sheet(fresh(version)).unit(unit.key).words == unit.words


def test_pasted_markup_is_cleaned(client, version, editor):
    client.force_login(editor)
    unit = unit_of(version, "answer")

    write(client, version, unit, f'<script>alert(1)</script><b onclick="x">{MALAYALAM}</b>')

    answer = Question.objects.get(pk=unit.key.split(":")[1]).answer
    assert "<script" not in answer
    assert "<b " not in answer


def change_source(english, editor, clinician, publisher, kind, answer):
    from content.publishing.services import sign_off

    newer = english.copy(editor)
    Question.objects.filter(kind=kind, placeholder__in=newer.content.placeholders.all()).update(answer=answer)
    sign_off(newer.content, by=clinician)
    newer.publish(publisher)
    return newer


def translate_all(client, version):
    for unit in Sheet(fresh(version)).units:
        assert write(client, version, unit, MALAYALAM).status_code == 200, unit


def test_only_what_changed_in_the_source_is_out_of_date(client, english, version, editor, clinician, publisher):
    client.force_login(editor)
    translate_all(client, version)
    change_source(english, editor, clinician, publisher, "risks", "<p>Bleeding, and often infection.</p>")

    late = [unit for unit in Sheet(fresh(version)).units if unit.state == "out_of_date"]

    [unit] = late
    assert unit.key.endswith(":answer")
    assert "often" in unit.source.text
    write(client, version, unit, MALAYALAM, still_right="1")
    assert Sheet(fresh(version)).count("out_of_date") == 0


def test_it_is_known_also_of_pages_translated_elsewhere(english, version, editor, clinician, publisher):
    """Without a note of each text, the version that was translated tells what has changed since."""
    Question.objects.filter(placeholder__in=version.content.placeholders.all()).update(
        question=MALAYALAM, answer=f"<p>{MALAYALAM}</p>"
    )
    change_source(english, editor, clinician, publisher, "risks", "<p>None.</p>")

    assert [unit.source.text for unit in Sheet(fresh(version)).units if unit.state == "out_of_date"] == ["<p>None.</p>"]


def test_a_part_that_is_new_in_the_source_is_added_by_a_button(client, english, version, editor, clinician, publisher):
    from content.publishing.services import sign_off

    newer = english.copy(editor)
    questions = newer.content.placeholders.get(slot="questions")
    factories.add_question(questions, "en", "How much is it?", "<p>Ask us.</p>", "cost")
    newer.content.facts.create(label="It takes", value="20 minutes")
    sign_off(newer.content, by=clinician)
    newer.publish(publisher)
    client.force_login(editor)
    missing = [unit for unit in Sheet(fresh(version)).units if unit.state == "missing"]
    assert len(missing) == 2

    for unit in missing:
        client.post(f"/translate/{version.pk}/", {"key": unit.key, "add": "1"})

    sheet = Sheet(fresh(version))
    assert sheet.count("missing") == 0
    assert version.content.questions().get(kind="cost").question == "How much is it?"
    assert version.content.facts.get().value == "20 minutes"
    client.post(f"/translate/{version.pk}/", {"key": missing[0].key, "add": "1"})
    assert version.content.questions().filter(kind="cost").count() == 1


def test_blocks_are_paired_by_their_kind_when_their_order_differs(version):
    risks = version.content.questions().get(kind="risks")
    Question.objects.filter(pk=risks.pk).update(position=-5)

    units = {unit.key: unit for unit in Sheet(fresh(version)).units}

    assert "Bleeding" in units[f"block:{risks.pk}:answer"].source.text


def test_a_table_is_written_between_its_marks(client, english, editor, clinician, publisher):
    table = "<table><tbody><tr><td>Adults</td></tr></tbody></table>"
    newer = change_source(english, editor, clinician, publisher, "risks", table)
    version = start_translation(newer.content, "hi", by=editor).versions.get()
    client.force_login(editor)
    unit = next(unit for unit in Sheet(version).units if unit.source and unit.source.text == table)
    assert unit.words == table

    write(client, version, unit, table.replace("Adults", "वयस्क"))

    assert Sheet(fresh(version)).unit(unit.key).words == table.replace("Adults", "वयस्क")


@pytest.mark.parametrize("role", ["Clinician", "Publisher", "Manager"])
def test_who_may_not_write_reads(role, client, version):
    client.force_login(factories.staff(role))
    page = client.get(f"/translate/{version.pk}/")
    assert "readonly" in page.text

    answer = write(client, version, unit_of(version, "title"), MALAYALAM)

    assert answer.status_code == 403
    assert fresh(version).content.title != MALAYALAM


def test_a_version_that_went_out_meanwhile_is_not_written(client, english, editor):
    client.force_login(editor)
    unit = unit_of(english, "title") if Sheet(english).units else None

    assert unit is None
    answer = client.post(f"/translate/{english.pk}/", {"key": "title:title", "words": "x"})
    assert answer.status_code == 403


def test_another_pages_block_is_not_written_from_here(client, version, editor):
    other = factories.draft(editor)
    block = other.questions().first()
    client.force_login(editor)

    answer = client.post(
        f"/translate/{version.pk}/",
        {"key": f"block:{block.pk}:answer", "words": "x", "seen": ""},
        headers={"accept": "application/json"},
    )

    assert answer.status_code == 409
    assert json.loads(answer.content)["said"]


def test_two_blocks_of_one_kind_keep_their_order(english, editor, version):
    overview = version.content.placeholders.get(slot="overview")
    assert overview.get_plugins("ml").count() == 1
    add_plugin(overview, "TextPlugin", "ml", body=f"<p>{MALAYALAM}</p>")

    sides = [unit for unit in Sheet(fresh(version)).units if unit.key.endswith(":body")]

    assert len(sides) == 1
