"""What keeps the page of a condition from being published, on every way."""

import pytest
from django.urls import reverse

from content.models import Condition, ConditionContent
from content.publishing import services
from content.publishing.publish_gate import PublishRefused, publication_blockers
from content.publishing.services import sign_off
from tests import factories
from tests.content.conditions.conftest import draft

pytestmark = pytest.mark.django_db


def codes(content):
    return [missing.code for missing in publication_blockers(content)]


BREAK = {
    "last_reviewed": {"last_reviewed": None},
    "next_review": {"next_review": None},
    "next_review_too_late": {"next_review": "2099-01-01"},
    "explanation": {"explanation": " "},
    "urgent_signs": {"signs": ()},
}


@pytest.mark.parametrize(("code", "fields"), BREAK.items())
def test_what_is_missing_is_named(code, fields, editor, clinician, condition):
    content = draft(editor, condition, **fields)
    content.refresh_from_db()
    sign_off(content, by=clinician)

    assert codes(content) == [code]


def test_nothing_is_missing_in_a_whole_page(editor, clinician, condition):
    content = draft(editor, condition)
    assert codes(content) == ["sign_off"]

    sign_off(content, by=clinician)

    assert codes(content) == []


def test_a_signed_reason_is_as_good_as_signs(editor, clinician, condition):
    content = draft(editor, condition, signs=(), urgent_not_applicable="A scar, which needs nothing at once.")
    sign_off(content, by=clinician)

    assert codes(content) == []


@pytest.mark.parametrize("state", ["draft", "published", "archived", "unpublished"])
def test_references_of_its_treatments_stand_for_its_own_while_they_are_read_or_written(
    state, editor, clinician, condition
):
    content = draft(editor, condition)
    content.references.all().delete()
    treatment = factories.draft(editor)
    treatment.condition_links.create(condition=condition)
    with factories.unguarded():
        treatment.versions.update(state=state)
    sign_off(content, by=clinician)

    assert codes(content) == ([] if state in ("draft", "published") else ["references"])


def test_a_translation_may_leave_the_explanation_to_the_english_page_once_that_is_published(
    editor, clinician, condition, publish
):
    content = draft(editor, condition, language="ml", name="അസിഡ് റിഫ്ലക്സ്", explanation="")
    sign_off(content, by=clinician)
    assert codes(content) == ["explanation"]

    publish()

    assert codes(ConditionContent._original_manager.get(pk=content.pk)) == []


CHANGES = {
    "a field": lambda content: type(content)._original_manager.filter(pk=content.pk).update(explanation="Other."),
    "a sign": lambda content: content.signs.update(text="other"),
    "the tier of a sign": lambda content: content.signs.update(tier="at_visit"),
    "a reference": lambda content: content.references.update(year=1999),
    "the reason": lambda content: (
        type(content)._original_manager.filter(pk=content.pk).update(urgent_not_applicable="none")
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_voids_the_signature(change, editor, clinician, condition):
    content = draft(editor, condition)
    sign_off(content, by=clinician)

    CHANGES[change](content)

    assert codes(ConditionContent._original_manager.get(pk=content.pk)) == ["sign_off"]


def test_who_wrote_it_does_not_sign_it(clinician, condition):
    with pytest.raises(services.SignOffRefused):
        sign_off(draft(clinician, condition), by=clinician)


@pytest.mark.parametrize("who", ["publisher", "superuser"])
def test_nobody_publishes_what_is_not_signed(who, client, editor, publisher, condition):
    user = publisher if who == "publisher" else factories.staff("Editor", is_superuser=True)
    version = draft(editor, condition).versions.get()
    client.force_login(user)

    client.post(reverse("admin:djangocms_versioning_conditioncontentversion_publish", args=[version.pk]))
    with pytest.raises(PublishRefused):
        version.publish(user)

    assert Condition.objects.get().name == {}


def test_a_treatment_waits_for_its_conditions(editor, clinician, condition, publish):
    treatment = factories.draft(editor)
    treatment.condition_links.create(condition=condition)
    sign_off(treatment, by=clinician)
    assert codes(treatment) == ["conditions"]

    publish()

    assert codes(treatment) == []


def test_a_treatment_stays_signed_when_a_condition_gets_new_words(editor, clinician, publisher, condition, publish):
    first = publish()
    treatment = factories.draft(editor)
    treatment.condition_links.create(condition=condition, note="at night")
    sign_off(treatment, by=clinician)
    second = first.versions.get().copy(editor).content
    ConditionContent._original_manager.filter(pk=second.pk).update(name="Heartburn")
    sign_off(second, by=clinician)
    second.versions.get().publish(publisher)

    assert codes(treatment) == []
    treatment.condition_links.update(note="by day")
    assert codes(treatment) == ["sign_off"]
