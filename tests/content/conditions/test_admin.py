"""How editors begin, find and change the pages of a condition."""

import pytest
from bs4 import BeautifulSoup
from cms.toolbar.utils import get_object_edit_url, get_object_preview_url
from django.urls import reverse
from djangocms_versioning.models import Version

from content.models import Condition, ConditionContent
from tests import factories
from tests.admin_forms import form_of as fields_of
from tests.content.conditions.conftest import draft

pytestmark = pytest.mark.django_db


def form_of(content):
    return reverse("admin:content_conditioncontent_change", args=[content.pk])


def test_a_new_condition_begins_with_a_draft_and_leads_to_what_is_missing(client, editor):
    client.force_login(editor)

    fields = {"first_name": "Gout", "language": "en", "slug": "gout"}
    response = client.post(reverse("admin:content_condition_add"), fields)

    content = ConditionContent._original_manager.get()
    assert response["Location"] == reverse("admin:content_conditioncontent_readiness", args=[content.pk])
    assert (content.name, content.language, content.condition.slug) == ("Gout", "en", "gout")
    assert content.versions.get().created_by == editor
    assert Condition.objects.get().name == {}


def test_its_page_lists_the_versions_of_each_language_and_what_can_be_begun(client, editor, publish):
    published = publish()
    waiting = draft(editor, published.condition, language="ml", name="അസിഡ് റിഫ്ലക്സ്")
    client.force_login(editor)
    url = reverse("admin:content_condition_change", args=[published.condition_id])

    page = BeautifulSoup(client.get(url).text, "html.parser")
    rows = {row.th["lang"]: row for row in page.select("tbody tr") if row.th}

    assert "Version #1 (Published): Acid reflux" in rows["en"].get_text()
    assert "Version #1 (Draft): അസിഡ് റിഫ്ലക്സ്" in rows["ml"].get_text()
    assert rows["ml"].a["href"] == reverse("admin:content_conditioncontent_readiness", args=[waiting.pk])
    assert [rows[code].button and rows[code].button.get_text() for code in ("en", "ml", "hi")] == [
        "New draft", None, "Start the page in हिन्दी",
    ]  # fmt: skip
    for code, count in (("en", 2), ("hi", 1)):
        action = page.select_one(f"form#{rows[code].button['form']}")["action"]
        client.post(action, {"language": code})
        assert ConditionContent._original_manager.filter(language=code).count() == count


def test_two_editors_do_not_overwrite_each_other(client, editor, condition):
    content = draft(editor, condition)
    client.force_login(editor)
    fields = fields_of(client.get(form_of(content)))
    ConditionContent._original_manager.filter(pk=content.pk).update(explanation="Of the other one.")

    page = client.post(form_of(content), fields | {"explanation": "Of the first one."})

    assert page.status_code == 200
    assert "Somebody else changed this page" in page.text
    assert "Of the first one." in page.text
    content.refresh_from_db()
    assert content.explanation == "Of the other one."


def test_the_form_changes_words_and_signs_of_a_draft(client, editor, condition):
    content = draft(editor, condition)
    client.force_login(editor)
    fields = fields_of(client.get(form_of(content)))

    client.post(form_of(content), fields | {"explanation": "Other words.", "signs-0-text": "black stools"})

    content.refresh_from_db()
    assert content.explanation == "Other words."
    assert [str(sign) for sign in content.signs.all()] == ["black stools"]


def test_what_is_published_is_not_changed_by_the_form(client, editor, publish):
    content = publish()
    client.force_login(editor)

    client.post(form_of(content), {"name": "Other", "explanation": "Other"})

    assert ConditionContent.objects.get().name == "Acid reflux"


@pytest.mark.parametrize("address", [get_object_preview_url, get_object_edit_url])
def test_a_draft_can_be_looked_at_as_patients_will_see_it(client, editor, condition, address):
    factories.HospitalFactory()
    content = draft(editor, condition)
    client.force_login(editor)

    page = client.get(address(content, language="en"), follow=True)

    assert "Acid flows back." in page.text
    assert "Words, signs, references" in page.text


def test_what_a_treatment_lacks_leads_to_its_conditions(client, editor, condition):
    treatment = factories.draft(editor)
    treatment.condition_links.create(condition=condition)
    client.force_login(editor)

    page = client.get(reverse("admin:content_treatmentcontent_readiness", args=[treatment.pk]))

    assert "#condition_links-group" in page.text


def test_the_versions_of_a_condition_are_listed(client, editor, publish):
    content = publish()
    client.force_login(editor)
    url = reverse("admin:djangocms_versioning_conditioncontentversion_changelist")

    page = client.get(f"{url}?condition={content.condition_id}&language=en")

    assert page.status_code == 200
    assert Version.objects.filter(content_type__model="conditioncontent").count() == 1
