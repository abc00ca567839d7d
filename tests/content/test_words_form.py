"""Overview, questions and answers in one form, without the toolbar."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from content.models import Question, TreatmentContent
from content.publishing import services
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def content(editor):
    return factories.draft(editor)


def url(content):
    return reverse("admin:content_treatmentcontent_words", args=[content.pk])


def opened(client, content):
    """The form's fields as a browser would send them back unchanged."""
    soup = BeautifulSoup(client.get(url(content)).text, "html.parser").select_one("form#words")
    data = {}
    for field in soup.select("input[name], textarea[name], select[name]"):
        if field.name == "textarea":
            data[field["name"]] = field.text.lstrip("\n")
        elif field.name == "select":
            chosen = field.select_one("option[selected]")
            data[field["name"]] = chosen["value"] if chosen else ""
        elif field.get("type") != "checkbox":
            data[field["name"]] = field.get("value", "")
    return data


def questions(content):
    return list(content.questions().values_list("question", flat=True))


def test_saving_without_a_change_changes_nothing(client, editor, clinician, content):
    services.sign_off(content, by=clinician)
    client.force_login(editor)

    response = client.post(url(content), opened(client, content))

    assert response.status_code == 302
    assert services.fingerprint(content) == content.versions.get().sign_offs.get().fingerprint


def test_an_editor_changes_words_adds_takes_out_and_reorders(client, editor, content):
    client.force_login(editor)
    data = opened(client, content)
    data["overview-0-body"] = "<p>A new overview.</p>"
    data["questions-0-DELETE"] = "on"
    data["questions-1-answer"] = "<p>Rarely an infection.</p>"
    data |= {"questions-2-question": "How do I prepare?", "questions-2-answer": "<p>Eat nothing for six hours.</p>"}
    data |= {"questions-2-kind": "prepare", "questions-2-ORDER": "1", "questions-1-ORDER": "2"}

    response = client.post(url(content), data)

    assert response.status_code == 302
    assert questions(content) == ["How do I prepare?", "What are the risks?"]
    assert content.questions().last().answer == "<p>Rarely an infection.</p>"
    [overview] = content.placeholders.get(slot="overview").get_plugins()
    assert overview.get_plugin_instance()[0].body == "<p>A new overview.</p>"


def test_a_page_without_words_gets_its_first(client, editor):
    content = TreatmentContent.objects.with_user(editor).create(
        treatment=factories.TreatmentFactory(), language="ml", title="പേജ്"
    )
    client.force_login(editor)
    data = opened(client, content)
    data |= {"overview-0-body": "<p>ആമുഖം</p>", "questions-0-question": "എന്ത്?", "questions-0-answer": "<p>ഉത്തരം</p>"}

    client.post(url(content), data)

    assert questions(content) == ["എന്ത്?"]


def test_two_editors_at_once_lose_nothing(client, editor, content):
    client.force_login(editor)
    data = opened(client, content)
    data["questions-1-answer"] = "<p>Mine.</p>"
    Question.objects.filter(kind="who_should_not").update(answer="<p>My colleague's.</p>")

    refused = client.post(url(content), data)

    assert "Somebody else changed this page" in refused.text
    assert "Mine." in refused.text
    assert Question.objects.get(kind="risks").answer == "<p>Bleeding, and rarely infection.</p>"
    data["fingerprint"] = BeautifulSoup(refused.text, "html.parser").select_one("[name=fingerprint]")["value"]
    assert client.post(url(content), data).status_code == 302
    assert Question.objects.get(kind="risks").answer == "<p>Mine.</p>"


def test_two_editors_at_once_in_the_short_form_lose_nothing(client, editor, content):
    client.force_login(editor)
    url = reverse("admin:content_treatmentcontent_change", args=[content.pk])
    soup = BeautifulSoup(client.get(url).text, "html.parser")
    data = {
        field["name"]: field.get("value", "") if field.name == "input" else field.text.lstrip("\n")
        for field in soup.select("#treatmentcontent_form input[name], #treatmentcontent_form textarea[name]")
        if field.get("type") != "submit"
    }
    TreatmentContent._original_manager.update(lead="My colleague's lead.")

    refused = client.post(url, data | {"title": "My title"})

    assert "Somebody else changed this page" in refused.text
    assert "My title" in refused.text
    assert TreatmentContent._original_manager.get().lead == "My colleague's lead."


def test_a_question_without_an_answer_is_told_beside_its_field(client, editor, content):
    client.force_login(editor)
    data = opened(client, content) | {"questions-2-question": "Only a question?", "questions-2-answer": ""}

    refused = client.post(url(content), data)

    assert refused.status_code == 200
    assert "This field is required" in refused.text
    assert "Only a question?" in refused.text
    assert len(questions(content)) == 2


def test_the_spare_question_may_hold_an_empty_paragraph(client, editor, content):
    client.force_login(editor)

    response = client.post(url(content), opened(client, content) | {"questions-2-answer": "<p></p>"})

    assert response.status_code == 302
    assert len(questions(content)) == 2


def test_a_published_page_is_not_changed(client, editor, clinician, publisher):
    content = factories.published(editor, clinician, publisher)
    client.force_login(editor)

    assert client.get(url(content)).status_code == 302
    assert client.post(url(content), {}).status_code == 403


def test_those_who_only_read_cannot_write(client, clinician, content):
    client.force_login(clinician)

    assert client.post(url(content), {}).status_code == 403
