"""What the pages of editors ask in the background, and how one editor's words are kept from replacing another's."""

import json
from datetime import timedelta

import pytest
import time_machine
from cms.api import add_plugin
from cms.models import CMSPlugin
from cms.toolbar.utils import get_object_edit_url
from django.urls import reverse
from django.utils import timezone
from djangocms_text.models import Text

from content.editing.unsaved import presence, seen
from content.models import EarlierWords, OpenEditor, TreatmentContent
from tests import factories

pytestmark = pytest.mark.django_db
PLAIN = {"HTTP_ACCEPT": "*/*"}
PERSON = {"HTTP_ACCEPT": "text/html,*/*"}


@pytest.fixture
def content(editor):
    factories.HospitalFactory()
    return factories.draft(editor)


def ask(client, **body):
    return client.post("/admin/unsaved/", json.dumps(body), content_type="application/json")


def address(block):
    return reverse("admin:cms_placeholder_edit_plugin", args=[block.pk])


def edit(client, block, how=PLAIN, **fields):
    values = {"question": block.question, "kind": block.kind, "answer": block.answer, "_save": "Save"}
    return client.post(address(block) + "?cms_path=/en/", values | fields, **how)


def test_a_stranger_and_a_patient_hear_nothing(client, front_desk, content):
    assert ask(client, page="/admin/").status_code == 401
    front_desk.is_staff = False
    front_desk.save()
    client.force_login(front_desk)
    assert ask(client, page="/admin/").status_code == 401
    assert client.get("/admin/unsaved/").status_code == 405


def test_each_person_has_a_name_and_a_key_of_their_own(client, editor, clinician):
    client.force_login(editor)
    mine = ask(client, page="/admin/").json()
    again = ask(client, page="/admin/").json()
    client.force_login(clinician)
    theirs = ask(client, page="/admin/").json()

    assert (mine["owner"], mine["key"]) == (again["owner"], again["key"])
    assert mine["owner"] != theirs["owner"]
    assert mine["key"] != theirs["key"]


@pytest.mark.parametrize(
    "body", ["", "[]", "null", '{"page": 3, "blocks": {"a": 1}}', '{"blocks": [null, 5, "x", "/"]}']
)
def test_nonsense_is_answered(client, editor, body):
    client.force_login(editor)

    assert client.post("/admin/unsaved/", body, content_type="application/json").status_code == 200


def test_the_page_and_each_of_its_forms_are_one_thing(content):
    pages = [
        get_object_edit_url(content, language="en"),
        reverse("admin:content_treatmentcontent_change", args=[content.pk]),
        reverse("admin:content_treatmentcontent_words", args=[content.pk]),
        reverse("translate:translation", args=[content.versions.get().pk]),
    ]

    assert {presence.about(page.split("?")[0]) for page in pages} == {f"content.treatmentcontent:{content.pk}"}
    assert presence.about("/admin/") == presence.about("/admin/cms/placeholder/object/99999/edit/1/") == ""
    assert presence.about("/translate/999999/") == ""


def test_who_is_there_is_seen_and_who_went_is_not(editor, clinician):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert presence.renew(editor, "a.b:1") == []
        clock.shift(timedelta(minutes=1))
        presence.renew(editor, "a.b:1")
        clock.shift(timedelta(minutes=1))
        assert presence.renew(clinician, "a.b:1") == [(editor.get_full_name(), 2)]
        assert presence.renew(clinician, "a.b:2") == []
        clock.shift(timedelta(minutes=3))
        assert presence.renew(clinician, "a.b:1") == []
        presence.renew(editor, "a.b:1")
        assert presence.renew(clinician, "a.b:1") == [(editor.get_full_name(), 0)]
        presence.leave(editor, "a.b:1")
        assert presence.renew(clinician, "a.b:1") == []
        clock.shift(timedelta(hours=2))
        presence.renew(editor, "a.b:3")
    assert OpenEditor.objects.count() == 1


def test_two_who_change_one_block_are_told_before_the_second_save(client, editor, content):
    client.force_login(editor)
    block = content.questions().first()
    opened = client.get(address(block) + "?cms_path=/en/")
    was = opened.context_data["seen_text"]
    assert f'name="seen_text" value="{was}"' in opened.text
    first = edit(client, block, question="Theirs?", seen_text=was)
    assert first.status_code == 200

    refused = edit(client, block, PERSON, question="Mine?", seen_text=was)

    block.refresh_from_db()
    assert (refused.status_code, block.question) == (409, "Theirs?")
    assert "Theirs?" in refused.text
    assert 'value="Mine?"' in refused.text
    assert "Theirs?" in edit(client, block, PLAIN, question="Mine?", seen_text=was).text
    edit(client, block, question="Mine?", seen_text=refused[seen.HEADER])
    block.refresh_from_db()
    assert block.question == "Mine?"


def test_a_form_that_was_refused_for_a_mistake_is_sent_again_without_a_question(client, editor, content):
    client.force_login(editor)
    block = content.questions().first()
    was = client.get(address(block) + "?cms_path=/en/").context_data["seen_text"]

    mistaken = edit(client, block, question="", seen_text=was)

    assert f'name="seen_text" value="{was}"' in mistaken.text
    assert edit(client, block, question="Right?", seen_text=was)[seen.HEADER] not in ("", was)


@pytest.mark.parametrize("field", ["title", "lead", "closing_title"])
def test_two_who_change_one_field_where_it_stands_are_told(client, editor, content, field):
    client.force_login(editor)
    url = reverse("admin:content_treatmentcontent_edit_field", args=[content.pk, "en"]) + f"?edit_fields={field}"
    was = ask(client, page="/x", blocks=[url]).json()["seen"][url]
    TreatmentContent._original_manager.filter(pk=content.pk).update(**{field: "Theirs"})

    refused = client.post(url, {field: "Mine", "seen_text": was, "_save": "Save"})

    assert refused.status_code == 409
    assert getattr(TreatmentContent._original_manager.get(pk=content.pk), field) == "Theirs"
    client.post(url, {field: "Mine", "seen_text": refused[seen.HEADER], "_save": "Save"})
    assert getattr(TreatmentContent._original_manager.get(pk=content.pk), field) == "Mine"


def test_a_field_does_not_ask_about_another(content):
    before = seen.digest(content, ["title"])
    content.lead = "Another lead."

    assert seen.digest(content, ["title"]) == before
    assert seen.digest(content, ["lead"]) != before


def test_moving_a_block_is_no_change_of_its_words(content):
    block = content.questions().first()
    before = seen.digest(block)
    block.position = 77

    assert seen.digest(block) == before


def test_what_has_arrived_is_said_in_a_cookie_and_what_has_not_is_not(client, editor, content):
    client.force_login(editor)
    block = content.questions().first()

    def saved(answer):
        return "saved_abc" in answer.cookies

    assert saved(edit(client, block, question="Right?", unsaved="abc"))
    assert not saved(edit(client, block, question="", unsaved="abc"))
    assert not saved(edit(client, block, question="Mine?", seen_text="0" * 32, unsaved="abc"))
    form = reverse("admin:content_treatmentcontent_change", args=[content.pk])
    assert not saved(client.post(form, {"title": "", "unsaved": "abc"}))
    client.logout()
    assert not saved(edit(client, block, question="Gone?", unsaved="abc"))


@pytest.mark.parametrize("number", ["", "a" * 37, "a;b", "../x", "ab\r\nSet-Cookie: x=1"])
def test_only_a_number_of_ours_becomes_a_cookie(client, editor, content, number):
    client.force_login(editor)

    answer = edit(client, content.questions().first(), question="Right?", unsaved=number)

    assert not [name for name in answer.cookies if name.startswith("saved_")]


def test_a_block_that_is_gone_asks_nothing(client, editor, content):
    client.force_login(editor)
    gone = add_plugin(content.placeholders.get(slot="overview"), "TextPlugin", "en", body="<p>x</p>")
    url = address(gone)
    gone.delete()

    assert ask(client, page="/x", blocks=[url]).json()["seen"] == {}
    answer = client.post(url + "?cms_path=/en/", {"body": "<p>y</p>", "seen_text": "0", "unsaved": "abc"}, follow=True)
    assert answer.status_code == 404
    assert "saved_abc" not in client.cookies


# --- undo after a change was saved: the history of a block ---


def earlier(block):
    return reverse("admin:content_earlier_words", args=[block.pk])


def test_what_a_block_said_before_is_kept_and_put_back(client, editor, content):
    client.force_login(editor)
    block = content.questions().first()
    first, answer = block.question, block.answer
    edit(client, block, question="Second?")
    edit(client, block, question="Third?")
    edit(client, block, question="Third?")

    page = client.get(earlier(block))

    assert [line.words["question"] for line, _name, _words in page.context["shown"]] == ["Second?", first]
    assert [name for _line, name, _words in page.context["shown"]] == [editor.get_full_name()] * 2
    assert page.context["now"] == [
        ("Question", "Third?"), ("Answer", "People with an infection."), ("Kind", "Who should not have it"),
    ]  # fmt: skip
    oldest = EarlierWords.objects.earliest("pk")
    client.post(earlier(block), {"earlier": oldest.pk, "seen_text": page.context["seen_text"]})
    block.refresh_from_db()
    assert (block.question, block.answer) == (first, answer)
    assert EarlierWords.objects.latest("pk").words["question"] == "Third?"


def test_putting_back_over_words_that_nobody_has_seen_is_not_done(client, editor, content):
    client.force_login(editor)
    block = content.questions().first()
    edit(client, block, question="Second?")
    page = client.get(earlier(block))
    edit(client, block, question="Third?")

    client.post(
        earlier(block), {"earlier": EarlierWords.objects.earliest("pk").pk, "seen_text": page.context["seen_text"]}
    )

    block.refresh_from_db()
    assert block.question == "Third?"


def test_the_history_of_a_text_and_of_a_move(client, editor, content):
    client.force_login(editor)
    text = Text.objects.get(placeholder__in=content.placeholders.all())
    before = text.body
    client.post(address(text) + "?cms_path=/en/", {"body": "<p>Something else.</p>", "_save": "Save"})
    assert EarlierWords.objects.get(block_id=text.pk).words["body"] == before
    text.refresh_from_db()

    CMSPlugin.objects.filter(pk=text.pk).update(position=50)

    assert EarlierWords.objects.count() == 1


def test_the_history_is_for_editors_of_this_draft_and_goes_with_the_block(client, editor, content):
    client.force_login(editor)
    block, other = content.questions()[:2]
    edit(client, block, question="Second?")
    line = EarlierWords.objects.get()

    for url, number in ((earlier(other), line.pk), (earlier(block), "x")):
        assert client.post(url, {"earlier": number, "seen_text": seen.digest(other)}, follow=True).status_code == 404
    client.force_login(factories.staff("Front desk"))
    assert client.get(earlier(block)).status_code == 403
    block.placeholder.delete_plugin(block)
    assert not EarlierWords.objects.exists()
    client.force_login(editor)
    assert client.get(earlier(block), follow=True).status_code == 404
