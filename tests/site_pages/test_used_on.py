"""Before something is changed or deleted, its form says on which pages it is used."""

import pytest
from cms.api import add_plugin
from cms.models import PageContent
from filer.models import Image

from content.publishing.services import sign_off
from site_pages.initial_pages import make_home_page
from site_pages.used_on import used_on
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(editor, clinician, publisher):
    """Published, with a condition, a doctor who treats and a picture; and a draft after it."""
    content = factories.draft(editor, title="Knee care")
    content.condition = factories.ConditionFactory(name={"en": "Arthritis"})
    content.condition_links.create(condition=content.condition)
    content.doctor = factories.DoctorFactory()
    content.treatment.doctors.add(content.doctor)
    content.image = Image.objects.create(original_filename="knee.png")
    add_plugin(
        content.placeholders.get(slot="overview"), "PicturePlugin", "en", image=content.image, alternative="A knee"
    )
    sign_off(content, by=clinician)
    content.versions.get().publish(publisher)
    return content


@pytest.mark.parametrize("what", ["condition", "doctor", "image"])
def test_the_pages_are_named_published_ones_first(page, editor, what):
    page.versions.get().copy(editor)

    assert [(use.title, use.state) for use in used_on(getattr(page, what))] == [
        ("Knee care", "Published"), ("Knee care", "Draft")
    ]  # fmt: skip


@pytest.mark.parametrize("what", ["condition", "doctor", "image"])
def test_what_stands_on_no_page_any_more_is_not_named(page, publisher, what):
    page.versions.get().unpublish(publisher)

    assert used_on(getattr(page, what)) == []


def test_a_doctor_chosen_for_the_home_page_is_used_there(roles):
    doctor = factories.DoctorFactory()
    make_home_page(factories.staff("Editor"))
    home = PageContent.objects.get(page__is_home=True, language="en")
    add_plugin(home.get_placeholders()[0], "HomeDoctorsPlugin", "en").doctors.add(doctor)

    assert [use.language for use in used_on(doctor)] == ["English"]


@pytest.mark.parametrize("action", ["change", "delete"])
def test_the_form_and_the_question_before_deleting_say_so(client, page, admin_user, action):
    client.force_login(admin_user)

    for thing in (page.condition, page.doctor):
        meta = thing._meta
        text = client.get(f"/admin/{meta.app_label}/{meta.model_name}/{thing.pk}/{action}/").text
        assert "Used on 1 page" in text
        assert "Knee care" in text


def test_deleting_several_says_so_too(client, page, admin_user):
    client.force_login(admin_user)

    text = client.post(
        "/admin/directory/doctor/", {"action": "delete_selected", "_selected_action": [page.doctor.pk]}
    ).text

    assert "Used on 1 page" in text
