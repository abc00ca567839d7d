"""What a condition says of itself is what is published, in each language, whoever writes."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, transaction
from djangocms_versioning.models import Version

from content.models import Condition, ConditionContent, SignOff
from content.publishing.erasure import erasing_versions
from content.publishing.services import sign_off
from tests import factories
from tests.bookings.test_concurrency import in_its_own_connection, wait_until_someone_waits_for_a_lock
from tests.content.conditions.conftest import draft

pytestmark = pytest.mark.django_db


def words_of(condition):
    condition = Condition.objects.get(pk=condition.pk)
    return dict(condition.name), dict(condition.explanation)


def test_a_draft_says_nothing_and_what_is_published_says_it_until_it_is_taken_down(
    editor, clinician, publisher, condition
):
    content = draft(editor, condition)
    assert words_of(condition) == ({}, {})

    sign_off(content, by=clinician)
    content.versions.get().publish(publisher)
    assert words_of(condition) == ({"en": "Acid reflux"}, {"en": "Acid flows back."})

    Version.objects.get_for_content(content).unpublish(publisher)
    assert words_of(condition) == ({}, {})


def test_a_new_draft_changes_nothing_until_it_is_signed_and_published(editor, clinician, publisher, condition, publish):
    first = publish()
    second = first.versions.get().copy(editor).content
    ConditionContent._original_manager.filter(pk=second.pk).update(name="Heartburn", sort_key="z")
    assert words_of(condition)[0] == {"en": "Acid reflux"}

    sign_off(second, by=clinician)
    Version.objects.get(object_id=second.pk, content_type__model="conditioncontent").publish(publisher)

    assert words_of(condition)[0] == {"en": "Heartburn"}
    assert Condition.objects.get().sort_keys == {"en": "z", "other": "z"}


def test_a_new_draft_takes_signs_and_references_along(editor, publish):
    copy = publish().versions.get().copy(editor).content

    assert [str(sign) for sign in copy.signs.all()] == ["vomiting blood"]
    assert [str(line) for line in copy.references.all()] == ["Reflux"]


WRITERS = {
    "a query": lambda condition: Condition.objects.update(name={"en": "Other"}),
    "the explanation": lambda condition: Condition.objects.update(explanation={"en": "Other"}),
    "the order": lambda condition: Condition.objects.update(sort_keys={"en": "0", "other": "0"}),
    "many at once": lambda condition: (
        setattr(condition, "name", {"en": "Other"}),
        Condition.objects.bulk_update([condition], ["name"]),
    ),
    "saving that field": lambda condition: (
        setattr(condition, "name", {"ml": "Other"}),
        condition.save(update_fields=["name"]),
    ),
    "a new row": lambda condition: Condition.objects.create(slug="other", name={"en": "Other"}),
    "many new rows": lambda condition: Condition.objects.bulk_create([Condition(slug="x", name={"en": "Other"})]),
}


@pytest.mark.parametrize("way", WRITERS)
def test_no_other_writer_is_believed(way, condition):
    factories.condition_page(condition, "en", "Acid reflux")
    condition.refresh_from_db()

    with pytest.raises(IntegrityError, match="are those of its published versions"), transaction.atomic():
        WRITERS[way](condition)

    assert words_of(condition)[0] == {"en": "Acid reflux"}


def test_who_saves_the_address_does_not_bring_old_words_back(condition):
    read_before = Condition.objects.get()
    factories.condition_page(condition, "en", "Acid reflux")

    read_before.slug = "gord"
    read_before.save()

    assert words_of(condition)[0] == {"en": "Acid reflux"}
    assert Condition.objects.get().slug == "gord"


@pytest.mark.parametrize(
    "way",
    [
        lambda content: content.versions.get().delete(),
        lambda content: ConditionContent._original_manager.filter(pk=content.pk).delete(),
        lambda content: Version.objects.filter(object_id=content.pk).update(state="archived"),
        lambda content: Version.objects.filter(object_id=content.pk).delete(),
    ],
)
def test_whatever_takes_the_version_away_takes_its_words_away(way, condition):
    factories.condition_page(condition, "en", "Acid reflux")
    content = factories.condition_page(condition, "ml", "അസിഡ് റിഫ്ലക്സ്")

    with erasing_versions():
        way(content)

    assert words_of(condition)[0] == {"en": "Acid reflux"}


def test_a_language_without_a_page_has_the_place_of_the_name_that_is_shown(condition):
    factories.condition_page(condition, "ar", "ارتجاع")
    factories.condition_page(condition, "en", "Acid reflux")
    condition.refresh_from_db()

    assert condition.sort_keys["other"] == condition.sort_keys["en"] != condition.sort_keys["ar"]
    assert set(condition.sort_keys) == {"en", "ar", "other"}


@pytest.mark.django_db(transaction=True)
def test_two_languages_that_are_published_at_once_both_stand_there():
    condition = Condition.objects.create(slug="acid-reflux")
    author = factories.get_user_model().objects.create(username="author")
    pages = [factories.condition_page(condition, code, code, author=author, state="draft") for code in ("en", "ml")]

    for page in pages:
        signed = {"kind": "condition", "object_id": condition.pk, "language": page.language}
        SignOff.objects.create(**signed, version=page.versions.get(), by=author)

    def publish(content):
        Version.objects.filter(object_id=content.pk).update(state="published")

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            publish(pages[0])
            second = pool.submit(in_its_own_connection, lambda: publish(pages[1]))
            wait_until_someone_waits_for_a_lock()
        second.result(timeout=10)

    assert words_of(condition)[0] == {"en": "en", "ml": "ml"}
