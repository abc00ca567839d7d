"""Each rule of the gate stands in each way to publish, and versions of a treatment work as those of a page do."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from djangocms_versioning.models import Version

from content.models import Picture, Question, TreatmentContent
from content.publishing import services
from content.publishing.publish_gate import PublishRefused
from directory.models import Doctor
from tests import factories

pytestmark = pytest.mark.django_db


def picture_without_words(content):
    from cms.api import add_plugin
    from filer.models import Image

    image = Image.objects.create(original_filename="x.png")
    overview = content.placeholders.get(slot="overview")
    add_plugin(overview, "PicturePlugin", "en", image=image, is_decorative=True)
    Picture.objects.update(is_decorative=False, alternative=" ")


BREAK = {
    "last_reviewed": lambda content: change(content, last_reviewed=None),
    "next_review": lambda content: change(content, next_review=None),
    "next_review_too_late": lambda content: change(content, next_review="2099-01-01"),
    "lead": lambda content: change(content, lead=""),
    "urgent_signs": lambda content: content.signs.all().delete(),
    "department": lambda content: type(content.treatment).objects.update(department=None),
    "references": lambda content: content.references.all().delete(),
    "who_should_not": lambda content: Question.objects.filter(kind="who_should_not").update(kind=""),
    "pictures": picture_without_words,
    "sign_off": None,
}


def change(content, **fields):
    TreatmentContent._original_manager.filter(pk=content.pk).update(**fields)


def by_the_button(version, client, publisher):
    client.force_login(publisher)
    client.post(reverse("admin:djangocms_versioning_treatmentcontentversion_publish", args=[version.pk]))


def by_the_version_list(version, client, publisher):
    client.force_login(publisher)
    back = reverse("admin:djangocms_versioning_treatmentcontentversion_changelist")
    url = reverse("admin:djangocms_versioning_treatmentcontentversion_publish", args=[version.pk])
    client.post(f"{url}?next={back}?treatment={version.content.treatment_id}")


def by_a_script_of_the_publisher(version, client, publisher):
    with pytest.raises(PublishRefused):
        version.publish(publisher)


def by_a_script_of_a_superuser(version, client, publisher):
    with pytest.raises(PublishRefused):
        version.publish(get_user_model().objects.create_superuser("root"))


def by_the_button_of_a_superuser(version, client, publisher):
    by_the_button(version, client, get_user_model().objects.create_superuser("root"))


WAYS = [
    by_the_button, by_the_version_list, by_the_button_of_a_superuser,
    by_a_script_of_the_publisher, by_a_script_of_a_superuser,
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("rule", BREAK)
def test_no_way_leads_past_a_rule(rule, way, client, editor, clinician, publisher):
    content = factories.draft(editor)
    if BREAK[rule]:
        BREAK[rule](content)
        services.sign_off(content, by=clinician)

    way(Version.objects.get(pk=content.versions.get().pk), client, publisher)

    assert not TreatmentContent.objects.exists()
    assert Version.objects.get(pk=content.versions.get().pk).state == "draft"


@pytest.mark.parametrize("way", [by_the_button, by_the_version_list])
def test_the_same_ways_publish_a_page_that_lacks_nothing(way, client, editor, clinician, publisher):
    content = factories.draft(editor)
    services.sign_off(content, by=clinician)

    way(content.versions.get(), client, publisher)

    assert TreatmentContent.objects.get() == content


def versions_address(action, version):
    return reverse(f"admin:djangocms_versioning_treatmentcontentversion_{action}", args=[version.pk])


@pytest.mark.parametrize("language", ["en", "ml"])
def test_an_editor_drafts_compares_discards_and_reverts(client, editor, clinician, publisher, language):

    factories.reads(clinician, "en", "ml")
    first = factories.published(editor, clinician, publisher, language=language).versions.get()
    client.force_login(editor)

    client.post(versions_address("edit_redirect", first))
    second = Version.objects.get(state="draft")
    assert second.content.questions().count() == 2
    assert second.content.references.count() == 1
    comparison = client.get(f"{versions_address('compare', first)}?compare_to={second.pk}")
    assert comparison.status_code == 200

    client.post(versions_address("discard", second), {"discard": "yes"})
    assert not Version.objects.filter(state="draft").exists()

    client.force_login(publisher)
    client.post(versions_address("unpublish", first))
    assert not TreatmentContent.objects.exists()
    client.force_login(editor)
    client.post(versions_address("revert", first))
    reverted = Version.objects.get(state="draft")
    assert reverted.content.title == factories.WORDS[language]["title"]
    assert reverted.content.questions().count() == 2


def test_a_doctor_or_condition_that_pages_point_at_is_not_deleted_unnoticed(client, editor, clinician, publisher):
    root = get_user_model().objects.create_superuser("root")
    doctor, condition = factories.DoctorFactory(), factories.ConditionFactory()
    content = factories.draft(editor, credited_doctor=doctor)
    content.condition_links.create(condition=condition)
    client.force_login(root)

    for thing in (doctor, condition):
        meta = thing._meta
        url = reverse(f"admin:{meta.app_label}_{meta.model_name}_delete", args=[thing.pk])
        assert f"Cannot delete {meta.verbose_name}" in client.get(url).text
        client.post(url, {"post": "yes"})

    assert Doctor.objects.filter(pk=doctor.pk).exists()
    assert content.condition_links.count() == 1


def test_a_long_malayalam_title_is_kept_whole(client, editor, clinician, publisher):

    title = ("ഇടുപ്പ് മാറ്റിവയ്ക്കൽ ശസ്ത്രക്രിയ " * 10)[:200].strip()
    factories.reads(clinician, "en", "ml")
    content = factories.published(editor, clinician, publisher, language="ml", title=title)

    assert title in client.get(content.get_absolute_url()).text
