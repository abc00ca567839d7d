"""Every rule of the gate, on every way to publish."""

from datetime import date, timedelta

import pytest
from cms.api import add_plugin
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from djangocms_alias.models import Alias, Category

from content.models import Question, SignOff, TreatmentContent
from content.publishing import services
from content.publishing.fingerprint import fingerprint
from content.publishing.publish_gate import PublishRefused, months_later, publication_blockers
from content.publishing.services import sign_off
from tests import factories

pytestmark = pytest.mark.django_db


def codes(content):
    return [missing.code for missing in publication_blockers(content)]


def signed(editor, clinician, **fields):
    content = factories.draft(editor, **fields)
    services.sign_off(content, by=clinician)
    return content


def fresh(content):
    return TreatmentContent._original_manager.get(pk=content.pk)


def test_a_complete_page_that_was_signed_off_may_be_published(editor, clinician, publisher):
    content = signed(editor, clinician)

    content.versions.get().publish(publisher)

    assert TreatmentContent.objects.get() == content


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"last_reviewed": None}, "last_reviewed"),
        ({"next_review": None}, "next_review"),
        ({"next_review": timezone.localdate() + timedelta(days=800)}, "next_review_too_late"),
        ({"lead": "  "}, "lead"),
        ({"urgent_signs": " \n- \n"}, "urgent_signs"),
    ],
)
def test_what_is_missing_is_named(fields, code, editor, clinician):
    assert codes(signed(editor, clinician, **fields)) == [code]


def test_a_reason_is_as_good_as_a_list_of_signs(editor, clinician):
    assert codes(signed(editor, clinician, urgent_signs="", urgent_not_applicable="A talk, no treatment")) == []


def test_a_department_is_needed(editor, clinician):
    treatment = factories.TreatmentFactory(department=None)

    assert codes(signed(editor, clinician, treatment=treatment)) == ["department"]


def test_a_reference_is_needed(editor, clinician):
    content = factories.draft(editor)
    content.references.all().delete()
    services.sign_off(content, by=clinician)

    assert codes(content) == ["references"]


def test_who_should_not_have_it_is_needed(editor, clinician):
    content = factories.draft(editor)
    Question.objects.filter(kind="who_should_not").update(kind="")
    services.sign_off(content, by=clinician)

    assert codes(content) == ["who_should_not"]


def test_nobody_publishes_without_a_sign_off(editor, publisher):
    content = factories.draft(editor)
    superuser = get_user_model().objects.create_superuser("root")

    for user in (publisher, superuser):
        with pytest.raises(PublishRefused):
            content.versions.get().publish(user)

    assert not TreatmentContent.objects.exists()
    assert content.versions.get().state == "draft"


def test_the_author_cannot_sign_off(roles):
    author = get_user_model().objects.create_superuser("author")
    content = factories.draft(author)

    with pytest.raises(services.SignOffRefused):
        services.sign_off(content, by=author)

    assert codes(content) == ["sign_off"]


def test_a_sign_off_of_the_author_on_record_does_not_count(editor, clinician):
    content = signed(editor, clinician)
    factories.reads(editor, "en")
    SignOff.objects.update(by=editor)

    assert codes(content) == ["sign_off"]


def test_only_clinicians_sign_off(editor, publisher):
    content = factories.draft(editor)

    with pytest.raises(PermissionDenied):
        services.sign_off(content, by=publisher)


def test_a_page_that_changed_under_the_clinicians_eyes_is_not_signed_off(editor, clinician):
    content = factories.draft(editor)
    seen = fingerprint(content)
    TreatmentContent._original_manager.update(title="Another title")

    with pytest.raises(services.SignOffRefused):
        services.sign_off(content, by=clinician, seen_fingerprint=seen)


EDITS = {
    "a field": lambda content: TreatmentContent._original_manager.filter(pk=content.pk).update(title="Changed"),
    "an answer": lambda content: Question.objects.filter(kind="risks").update(answer="<p>None.</p>"),
    "a new question": lambda content: factories.add_question(
        content.placeholders.get(slot="questions"), "en", "Does it hurt?", "<p>A little.</p>"
    ),
    "a question taken out": lambda content: Question.objects.filter(kind="risks").first().delete(),
    "the order of questions": lambda content: swap_questions(),
    "the overview": lambda content: change_overview(content),
    "a fact": lambda content: content.facts.create(label="Takes", value="an hour"),
    "a reference": lambda content: content.references.update(title="Another source"),
    "a condition": lambda content: content.condition_links.create(condition=factories.ConditionFactory()),
}


def swap_questions():
    first, second = Question.objects.order_by("position")
    places = first.position, second.position
    for question, position in ((first, 999), (second, places[0]), (first, places[1])):
        Question.objects.filter(pk=question.pk).update(position=position)


def change_overview(content):
    [plugin] = content.placeholders.get(slot="overview").get_plugins()
    text, _plugin = plugin.get_plugin_instance()
    text.body = "<p>Something else.</p>"
    text.save()


@pytest.mark.parametrize("edit", EDITS)
def test_any_edit_voids_the_sign_off(edit, editor, clinician, publisher):
    content = signed(editor, clinician)

    EDITS[edit](content)

    assert codes(fresh(content)) == ["sign_off"]
    with pytest.raises(PublishRefused):
        content.versions.get().publish(publisher)


def test_a_new_draft_of_a_published_page_needs_a_sign_off_of_its_own(editor, clinician, publisher):
    content = factories.published(editor, clinician, publisher)

    copy = content.versions.get().copy(editor).content

    assert codes(copy) == ["sign_off"]


def test_the_sign_off_stays_on_record_when_the_draft_is_thrown_away(editor, clinician, publisher):
    first = factories.published(editor, clinician, publisher)
    draft = first.versions.get().copy(editor).content
    services.sign_off(draft, by=clinician)

    draft.versions.get().delete()

    assert SignOff.objects.count() == 2
    assert SignOff.objects.first().by_name == clinician.get_full_name()


def test_the_publish_button_is_refused_in_words(client, editor, publisher):
    content = factories.draft(editor)
    client.force_login(publisher)
    url = reverse("admin:djangocms_versioning_treatmentcontentversion_publish", args=[content.versions.get().pk])

    page = client.post(url, follow=True)

    assert "A clinician who did not write this version must sign it off." in page.text
    assert not TreatmentContent.objects.exists()


def test_taking_a_page_down_asks_nobody(editor, clinician, publisher):
    content = factories.published(editor, clinician, publisher)
    factories.rewrite(content, title="Changed")

    content.versions.get().unpublish(publisher)

    assert not TreatmentContent.objects.exists()


def test_the_readiness_page_links_each_missing_thing(client, editor):
    content = factories.draft(editor, last_reviewed=None, next_review=None, urgent_signs="", lead="")
    content.references.all().delete()
    client.force_login(editor)

    page = client.get(reverse("admin:content_treatmentcontent_readiness", args=[content.pk]))

    for field in ("id_last_reviewed", "id_next_review", "signs-group", "id_lead", "references-group"):
        assert f"#{field}" in page.text


def test_the_readiness_page_is_for_staff_who_read_treatments(client, editor, front_desk):
    url = reverse("admin:content_treatmentcontent_readiness", args=[factories.draft(editor).pk])

    assert client.get(url).status_code == 302
    client.force_login(front_desk)
    assert client.get(url).status_code == 302
    front_desk.is_staff = True
    front_desk.save()
    assert client.get(url).status_code == 403


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2026, 12, 1), 24, date(2028, 12, 1)),
        (date(2026, 11, 22), 2, date(2027, 1, 22)),
    ],
)
def test_months_later_knows_short_months(day, months, later):
    assert months_later(day, months) == later


def test_a_text_that_stands_elsewhere_is_not_published(editor, clinician):
    """Its words could change afterwards, and the sign-off would stand."""
    content = factories.draft(editor)
    text = Alias.objects.create(category=Category.objects.create())
    add_plugin(content.placeholders.get(slot="overview"), "Alias", "en", alias=text, template="default")
    sign_off(content, by=clinician)

    assert [missing.code for missing in publication_blockers(content)] == ["blocks"]
