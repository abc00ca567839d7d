"""Words that patients could read once never change: the database says no to everybody. What versions need works."""

import pytest
from cms.api import add_plugin
from cms.models import CMSPlugin, Placeholder
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from djangocms_versioning.models import Version
from filer.models import Folder

from content.models import Treatment, TreatmentContent, WordChange
from content.publishing import services
from content.publishing.erasure import erasing_versions
from content.publishing.fingerprint import fingerprint
from tests import factories
from tests.content.signing.pages import blocks, fresh, full_draft, picture_of
from tests.content.signing.test_journal import CHANGES
from tests.picture_files import photo

pytestmark = pytest.mark.django_db


def published(editor, clinician, publisher, **fields):
    page = full_draft(editor, **fields)
    services.sign_off(page, by=clinician)
    page.versions.get().publish(publisher)
    return fresh(page)


def taken_down(editor, clinician, publisher):
    page = published(editor, clinician, publisher)
    page.versions.get().unpublish(publisher)
    return fresh(page)


def put_away(editor, clinician, publisher):
    page = full_draft(editor)
    page.versions.get().archive(editor)
    return fresh(page)


STATES = {"published": published, "unpublished": taken_down, "archived": put_away}


def refused(change, page):
    before = fingerprint(fresh(page))
    with pytest.raises(IntegrityError), transaction.atomic():
        change(page)
    assert fingerprint(fresh(page)) == before


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("change", CHANGES)
def test_nothing_below_it_changes(change, state, editor, clinician, publisher):
    refused(CHANGES[change][2], STATES[state](editor, clinician, publisher))


MORE = {
    "the version itself taken out": lambda page: page.versions.get().delete(),
    "the words taken out": lambda page: page.delete(),
    "the treatment taken out": lambda page: page.treatment.delete(),
    "all its blocks taken out": lambda page: Placeholder.objects.filter(pk__in=page.placeholders.all()).delete(),
    "its blocks moved away": lambda page: blocks(page).update(placeholder=Placeholder.objects.create(slot="x")),
    "a block moved into it": lambda page: moved_into(page),
    "its placeholder given to another": lambda page: page.placeholders.update(object_id=page.pk + 1000),
    "made a draft again": lambda page: page.versions.update(state="draft"),
    "given to other words": lambda page: page.versions.update(object_id=page.pk + 1000),
    "the row of the version in raw SQL": lambda page: raw("delete from djangocms_versioning_version"),
    "everything in raw SQL": lambda page: raw("update content_treatmentcontent set lead = 'x'"),
    "the review day": lambda page: rows(page).update(next_review="2099-01-01"),
    "the language": lambda page: rows(page).update(language="ml"),
    "the treatment it belongs to": lambda page: rows(page).update(treatment=factories.TreatmentFactory()),
}


def rows(page):
    return TreatmentContent._original_manager.filter(pk=page.pk)


def raw(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def moved_into(page):
    clipboard = Placeholder.objects.create(slot="clipboard")
    block = add_plugin(clipboard, "TextPlugin", "en", body="<p>Not signed.</p>")
    CMSPlugin.objects.filter(pk=block.pk).update(placeholder=page.placeholders.get(slot="overview"), position=50)


@pytest.mark.parametrize("change", MORE)
def test_no_way_round_by_what_is_beside_it(change, editor, clinician, publisher):
    refused(MORE[change], published(editor, clinician, publisher))


def test_a_version_that_nobody_signed_is_not_published_by_raw_sql(editor):
    page = full_draft(editor)

    def publish():
        with transaction.atomic():
            page.versions.update(state="published")
            connection.check_constraints()  # what the end of a transaction does

    with pytest.raises(IntegrityError):
        publish()


def test_a_version_begins_as_a_draft(editor, clinician, publisher):
    page = published(editor, clinician, publisher)

    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.bulk_create([Version(content=page, created_by=editor, number="9", state="published")])


def test_what_only_follows_may_follow(editor, clinician, publisher):
    page = published(editor, clinician, publisher)

    rows(page).update(sort_key="another order", translated_from=None)
    page.treatment.doctors.add(factories.DoctorFactory())


def test_versions_do_what_versions_do(editor, clinician, publisher):
    first = published(editor, clinician, publisher).versions.get()

    second = first.copy(editor)
    services.sign_off(second.content, by=clinician)
    second.publish(publisher)
    second.unpublish(publisher)
    reverted = second.copy(editor)
    malayalam = services.start_translation(second.content, "ml", by=editor)
    reverted.delete()
    malayalam.versions.get().delete()

    assert [Version.objects.get(pk=version.pk).state for version in (first, second)] == ["unpublished"] * 2


def test_a_draft_is_thrown_away_with_all_that_is_below_it(editor):
    page = full_draft(editor)

    page.versions.get().delete()

    assert not TreatmentContent._original_manager.exists()
    assert WordChange.objects.filter(operation="DELETE").exists()


def test_erasing_is_a_way_of_its_own_and_noted(editor, clinician, publisher):
    page = published(editor, clinician, publisher)

    with erasing_versions():
        page.treatment.delete()

    assert not TreatmentContent._original_manager.exists()
    assert WordChange.objects.filter(operation="DELETE", object_id=page.treatment_id).exists()


def test_erasing_changes_nothing_and_ends(editor, clinician, publisher):
    page = published(editor, clinician, publisher)

    with erasing_versions():
        refused(lambda page: rows(page).update(title="Another"), page)
    refused(lambda page: page.delete(), page)


def test_the_administration_says_in_words_that_it_is_kept(client, editor, clinician, publisher):
    page = published(editor, clinician, publisher)
    client.force_login(get_user_model().objects.create_superuser("root"))
    url = reverse("admin:content_treatment_delete", args=[page.treatment_id])

    assert "Cannot delete" in client.get(url).text
    client.post(url, {"post": "yes"})
    chosen = {"action": "delete_selected", "_selected_action": page.treatment_id, "post": "yes"}
    client.post(reverse("admin:content_treatment_changelist"), chosen)

    assert Treatment.objects.filter(pk=page.treatment_id).exists()


def test_another_file_is_refused_in_words(client, editor, clinician, publisher):
    page = published(editor, clinician, publisher)
    image = picture_of(page).image
    client.force_login(get_user_model().objects.create_superuser("root"))
    new = ContentFile(photo(), name="other.jpg")

    answer = client.post(f"/admin/filer/image/{image.pk}/change/", {"name": "knee", "is_public": "on", "file": new})

    assert answer.status_code == 200
    assert page.title in answer.text
    assert "Upload the other one as a new file" in answer.text
    before = image.sha1
    image.refresh_from_db()
    assert image.sha1 == before


def test_its_name_and_its_folder_may_change_as_its_address_stays(client, editor, clinician, publisher):
    page = published(editor, clinician, publisher)
    image = picture_of(page).image
    url = image.url

    image.name, image.folder = "Another name", Folder.objects.create(name="Knees")
    image.save()

    image.refresh_from_db()
    assert image.url == url
