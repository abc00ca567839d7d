"""Every change of words is in the journal, with who made it, by whatever way it was made."""

import pytest
from cms.api import add_plugin
from cms.models import CMSPlugin, Placeholder
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection
from django.urls import reverse
from djangocms_text.models import Text
from filer.models import File, Image

from content.models import ConditionSign, Picture, Question, TreatmentFact, WordChange
from content.publishing.signable import signables
from directory.two_person.acting import as_user
from tests import factories
from tests.content.signing.pages import fresh, full_draft, overview, picture, picture_of

pytestmark = pytest.mark.django_db


def raw(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


CHANGES = {
    "a field": ("content_treatmentcontent", "UPDATE", lambda page: rows(page).update(title="Another")),
    "a fact": ("content_treatmentfact", "INSERT", lambda page: page.facts.create(label="It costs", value="little")),
    "a fact in bulk": (
        "content_treatmentfact", "INSERT",
        lambda page: TreatmentFact.objects.bulk_create([TreatmentFact(content=page, label="a", value="b")]),
    ),
    "a fact changed": ("content_treatmentfact", "UPDATE", lambda page: page.facts.update(value="two hours")),
    "a fact taken out": ("content_treatmentfact", "DELETE", lambda page: page.facts.all().delete()),
    "a condition": ("content_treatmentcondition", "UPDATE", lambda page: page.condition_links.update(note="at night")),
    "a reference": ("content_treatmentreference", "UPDATE", lambda page: page.references.update(year=2020)),
    "a sign": ("content_treatmentsign", "DELETE", lambda page: page.signs.first().delete()),
    "a sign in raw SQL": (
        "content_treatmentsign", "UPDATE",
        lambda page: raw("update content_treatmentsign set text = 'x' where content_id = %s", page.pk),
    ),
    "an answer": ("content_question", "UPDATE", lambda page: questions(page).update(answer="<p>None.</p>")),
    "a new question": (
        "content_question", "INSERT",
        lambda page: factories.add_question(page.placeholders.get(slot="questions"), "en", "Why?", "<p>So</p>"),
    ),
    "a question taken out": ("content_question", "DELETE", lambda page: questions(page).first().delete()),
    "the order of blocks": ("cms_cmsplugin", "UPDATE", lambda page: plugins(page).update(position=99)),
    "the overview": ("djangocms_text_text", "UPDATE", lambda page: texts(page).update(body="<p>Another.</p>")),
    "an alternative text": ("content_picture", "UPDATE", lambda page: pictures(page).update(alternative="A hip")),
    "another picture": ("content_picture", "UPDATE", lambda page: pictures(page).update(image=picture("hip"))),
    "the file of a picture": ("filer_file", "UPDATE", lambda page: replace_file(picture_of(page).image)),
    "blocks moved to another part": (
        "cms_placeholder", "UPDATE", lambda page: page.placeholders.filter(slot="overview").update(slot="questions2"),
    ),
}  # fmt: skip

CHANGES_OF_A_CONDITION = {
    "the name": ("content_conditioncontent", "UPDATE", lambda page: rows(page).update(name="Another")),
    "the explanation in raw SQL": (
        "content_conditioncontent", "UPDATE",
        lambda page: raw("update content_conditioncontent set explanation = 'x' where id = %s", page.pk),
    ),
    "a reference": ("content_conditionreference", "UPDATE", lambda page: page.references.update(title="Another")),
    "a new reference": (
        "content_conditionreference", "INSERT",
        lambda page: page.references.create(title="x", url="https://health.example/x"),
    ),
    "a sign": ("content_conditionsign", "DELETE", lambda page: page.signs.first().delete()),
    "a sign in raw SQL": (
        "content_conditionsign", "UPDATE",
        lambda page: raw("update content_conditionsign set text = 'x' where content_id = %s", page.pk),
    ),
    "signs in bulk": (
        "content_conditionsign", "INSERT",
        lambda page: ConditionSign.objects.bulk_create([ConditionSign(content=page, text="x")]),
    ),
}  # fmt: skip
CHANGES_OF = {"treatment": CHANGES, "condition": CHANGES_OF_A_CONDITION}


def rows(page):
    return type(page)._original_manager.filter(pk=page.pk)


def questions(page):
    return Question.objects.filter(placeholder__in=page.placeholders.all(), kind="risks")


def plugins(page):
    return CMSPlugin.objects.filter(pk=overview(page).pk)


def texts(page):
    return Text.objects.filter(pk=overview(page).pk)


def pictures(page):
    return Picture.objects.filter(pk=picture_of(page).pk)


def replace_file(image):
    image.file = picture("another", "blue").file.file
    image.save()


@pytest.mark.parametrize("change", CHANGES)
def test_each_change_is_noted_with_page_language_user_and_place(change, editor):
    table, operation, make = CHANGES[change]
    page = full_draft(editor)
    colleague = factories.staff("Editor")
    before = WordChange.objects.count()

    with as_user(colleague):
        make(page)

    noted = WordChange.objects.order_by("pk")[before:]
    assert (table, operation) in {(each.table, each.operation) for each in noted}
    assert {(each.kind, each.object_id, each.language, each.content_id, each.user_id) for each in noted} == {
        ("treatment", page.treatment_id, "en", page.pk, colleague.pk)
    }


def test_what_is_written_again_as_it_stood_is_no_change(editor):
    page = full_draft(editor)
    before = WordChange.objects.count()

    fresh(page).save()
    for row in (*page.facts.all(), *page.signs.all(), overview(page), picture_of(page)):
        row.save()
    Text.objects.filter(pk=overview(page).pk).update(json={"for": "the editor program"})
    picture_of(page).image.save()

    assert WordChange.objects.count() == before


def test_without_a_user_it_is_noted_as_nobodys(editor):
    page = full_draft(editor)

    with as_user(editor):
        page.facts.update(value="two hours")
    page.facts.update(value="three hours")

    assert list(WordChange.objects.order_by("-pk").values_list("user_id", flat=True)[:2]) == [None, editor.pk]


def test_a_user_within_a_user_is_the_inner_one_and_then_the_outer_one(editor, clinician):
    page = full_draft(editor)
    before = WordChange.objects.count()

    with as_user(editor):
        with as_user(clinician):
            page.facts.update(value="two hours")
        page.facts.update(value="three hours")

    noted = WordChange.objects.order_by("pk")[before:]
    assert [each.user_id for each in noted] == [clinician.pk, editor.pk]


@pytest.mark.django_db(transaction=True)
def test_a_request_names_its_user_and_leaves_nothing_behind(client, roles, editor):
    page = full_draft(editor)
    colleague = get_user_model().objects.create_superuser("root")
    client.force_login(colleague)

    client.post(
        reverse("admin:content_treatmentcontent_edit_field", args=[page.pk, "en"]) + "?edit_fields=title",
        {"title": "Written in place"},
    )
    assert fresh(page).title == "Written in place"
    rows(page).update(title="From a shell")

    assert list(WordChange.objects.order_by("-pk").values_list("user_id", flat=True)[:2]) == [None, colleague.pk]


def test_a_block_that_moves_to_another_page_is_noted_on_both(editor):
    one, other = full_draft(editor), full_draft(editor)
    before = WordChange.objects.count()

    overview(one)
    CMSPlugin.objects.filter(pk=overview(one).pk).update(
        placeholder=other.placeholders.get(slot="overview"), position=99
    )

    assert {each.content_id for each in WordChange.objects.order_by("pk")[before:]} == {one.pk, other.pk}


def test_the_journal_is_kept(editor):
    full_draft(editor)

    with pytest.raises(IntegrityError):
        WordChange.objects.update(user_id=None)


def test_the_journal_is_never_thinned_out(editor):
    full_draft(editor)

    with pytest.raises(IntegrityError):
        WordChange.objects.all().delete()


def test_every_table_below_a_version_is_watched():
    blocks = {model._meta.db_table for model in apps.get_models() if issubclass(model, CMSPlugin)}
    for kind in signables():
        below = {getattr(kind.content_model, name).rel.related_model._meta.db_table for name in kind.rows}
        blocks |= below | {kind.content_model._meta.db_table}
    watched = blocks | {Placeholder._meta.db_table, File._meta.db_table}

    with connection.cursor() as cursor:
        cursor.execute(
            "select event_object_table from information_schema.triggers where trigger_name like '%words_are_noted%'"
        )
        assert watched == {table for (table,) in cursor.fetchall()}


def test_nothing_points_at_a_version_that_is_not_watched():
    """A new table of rows must be in the Signable of its kind, or its words are nobody's."""
    for kind in signables():
        pointing = {
            field.related_name
            for model in apps.get_models()
            for field in (each.remote_field for each in model._meta.get_fields() if each.concrete and each.is_relation)
            if field.model is kind.content_model
        }
        assert pointing == set(kind.rows)


def test_pictures_know_no_words_of_their_own(editor):
    """The library's texts about a picture reach nobody, so that they need no sign-off."""
    page = full_draft(editor)
    before = WordChange.objects.count()

    Image.objects.filter(pk=picture_of(page).image_id).update(default_alt_text="x", default_caption="y", author="z")

    assert WordChange.objects.count() == before


def test_copying_is_noted_as_a_copy(editor, clinician):
    page = full_draft(editor)

    with as_user(clinician):
        copy = page.versions.get().copy(clinician).content

    noted = WordChange.objects.get(operation="COPY")
    assert (noted.content_id, noted.copied_from_id, noted.user_id) == (copy.pk, page.pk, clinician.pk)
    assert not WordChange.objects.filter(content_id=copy.pk, pk__gt=noted.pk).exists()


def test_a_block_in_the_clipboard_is_nobodys_word(editor):
    clipboard = Placeholder.objects.create(slot="clipboard")
    before = WordChange.objects.count()

    add_plugin(clipboard, "TextPlugin", "en", body="<p>Kept for later.</p>")

    assert WordChange.objects.count() == before
