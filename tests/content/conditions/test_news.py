"""A condition gets new signed words: the treatments that name it stay signed, and who signs them is told."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from content.models import Clinician, ConditionContent, SignOff
from content.publishing.condition_news import condition_news
from content.publishing.publish_gate import valid_sign_off
from content.publishing.services import sign_off
from directory.two_person.acting import as_user
from tests import factories

pytestmark = pytest.mark.django_db

URL = "/admin/content/treatmentcontent/worklist/"


@pytest.fixture
def treatment(editor, clinician, publisher, publish):
    """Published, and names a condition that is published too."""
    publish(name="Acid reflux")
    content = factories.draft(editor)
    content.condition_links.create(condition=ConditionContent.objects.get().condition)
    sign_off(content, by=clinician)
    content.versions.get().publish(publisher)
    return content


@pytest.fixture
def publish_anew(editor, clinician, publisher):
    def new_words(**words):
        copy = ConditionContent.objects.get(language="en").versions.get().copy(editor).content
        with as_user(editor):
            ConditionContent._original_manager.filter(pk=copy.pk).update(**words)
        sign_off(copy, by=clinician)
        copy.versions.get().publish(publisher)
        return copy

    return new_words


def texts():
    return [news.text for news in condition_news()]


def test_the_first_words_of_a_condition_are_no_news(editor, clinician, publisher, condition, publish):
    content = factories.draft(editor)
    content.condition_links.create(condition=condition)
    sign_off(content, by=clinician)
    publish()
    content.versions.get().publish(publisher)

    assert texts() == []


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ({"name": "Heartburn"}, "“Acid reflux” is called “Heartburn” now"),
        ({"explanation": "Acid often flows back."}, "“Acid reflux” has new words"),
    ],
)
def test_new_words_are_told_and_the_page_stays_signed(treatment, publish_anew, words, text):
    publish_anew(**words)

    assert texts() == [text]
    assert valid_sign_off(treatment)


def test_it_is_told_until_somebody_has_looked_and_again_after_the_next_change(
    client, clinician, treatment, publish_anew
):
    publish_anew(name="Heartburn")
    client.force_login(clinician)
    form = BeautifulSoup(client.get(URL).text, "html.parser").select_one("#condition_news form")
    fields = {field["name"]: field["value"] for field in form.select("input")}

    client.post(form["action"], fields)
    assert texts() == []

    publish_anew(name="Acid reflux disease")
    assert texts() == ["“Heartburn” is called “Acid reflux disease” now"]


def test_a_new_signature_of_the_treatment_answers_it_too(editor, clinician, publisher, treatment, publish_anew):
    publish_anew(name="Heartburn")
    copy = treatment.versions.get().copy(editor).content
    sign_off(copy, by=clinician)
    copy.versions.get().publish(publisher)

    assert texts() == []


def test_words_of_another_language_that_this_page_does_not_show_are_no_news(
    editor, clinician, publisher, treatment, publish
):
    copy = publish(language="ml", name="അസിഡ് റിഫ്ലക്സ്").versions.get().copy(editor).content
    sign_off(copy, by=clinician)
    copy.versions.get().publish(publisher)

    assert texts() == []


@pytest.mark.parametrize("role", ["Editor", "Publisher"])
def test_only_a_clinician_of_the_language_says_so(client, roles, treatment, publish_anew, role):
    page = publish_anew(name="Heartburn")
    fields = {"treatment": treatment.pk, "condition": page.pk}
    client.force_login(factories.staff(role))
    assert "I have looked" not in client.get(URL).text

    assert client.post(f"{URL}looked-at/", fields).status_code == 403
    other = factories.staff("Clinician")
    Clinician.objects.update_or_create(user=other, defaults={"languages": ["ml"]})
    assert client.post(f"{URL}looked-at/", fields | {"treatment": "x"}).status_code == 400
    assert texts() != []


def test_news_cost_the_same_for_one_treatment_and_for_many(
    editor, clinician, treatment, publish_anew, django_assert_num_queries
):
    page = publish_anew(name="Heartburn")
    SignOff.objects.filter(kind="treatment").update(at=timezone.now() - timedelta(days=1))
    for _number in range(20):
        content = factories.draft(editor)
        content.condition_links.create(condition=page.condition)
        factories.past_the_gate(content)

    with django_assert_num_queries(5):
        assert len(list(condition_news())) == 1
