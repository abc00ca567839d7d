"""The conditions of the demonstration come in by a short way. Here each is asked what the long way would have asked."""

import pytest

from content.comparing.signed import last_signed
from content.models import Condition, ConditionContent, SignedWords, SignOff
from content.publishing.fingerprint import fingerprint
from content.publishing.publish_gate import publication_blockers
from content.publishing.signable import of_content
from demonstration import conditions
from tests import factories

pytestmark = pytest.mark.django_db


def test_each_page_of_a_condition_would_pass_the_gate(demonstration):
    contents = list(ConditionContent.objects.all())

    assert len(contents) == 4 * Condition.objects.count() == 216
    assert {content.pk: publication_blockers(content) for content in contents} == {
        content.pk: [] for content in contents
    }


def test_somebody_else_signed_than_wrote_and_every_translation_knows_its_source(demonstration):
    assert not SignOff.objects.filter(kind="condition", by__username="editor").exists()
    assert not ConditionContent.objects.exclude(language="en").filter(translated_from=None).exists()


def test_conditions_say_what_was_signed(demonstration):
    reflux = Condition.objects.get(slug="acid-reflux")

    assert set(reflux.name) == {"en", "ml", "hi", "ar"}
    assert reflux.name["en"] == ConditionContent.objects.get(condition=reflux, language="en").name


def test_the_next_version_of_each_page_is_compared_with_what_was_signed(demonstration, editor):
    kept = set(SignedWords.objects.values_list("fingerprint", flat=True))
    assert set(SignOff.objects.values_list("fingerprint", flat=True)) <= kept

    draft = ConditionContent.objects.get(condition__slug="acid-reflux", language="ml").versions.get().copy(editor)
    draft.content.signs.create(text="രക്തം ഛർദ്ദിക്കുക")
    sign_off, passages = last_signed(of_content(draft.content).sign_offs(draft.content), fingerprint(draft.content))

    assert sign_off.fingerprint in kept
    assert {passage.place for passage in passages} >= {"name", "explanation", "signs"}


def test_nothing_is_signed_past_the_gate_where_patients_are_real(clinician, publisher):
    factories.HospitalFactory()
    factories.condition_page(Condition.objects.create(slug="gout"), "en", "Gout", state="draft")

    with pytest.raises(RuntimeError, match="not the demonstration"):
        conditions.sign_and_publish(clinician, publisher)

    assert not SignOff.objects.exists()
    assert not ConditionContent.objects.exists()
