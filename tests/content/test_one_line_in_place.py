"""One line of a page, changed where it stands."""

import pytest
from django.urls import reverse

from content.models import TreatmentContent
from content.publishing.services import sign_off
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def content(editor):
    factories.HospitalFactory()
    return factories.draft(editor)


def test_one_line_in_its_place_is_for_editors_of_a_draft_alone(client, editor, clinician, publisher, content):
    url = reverse("admin:content_treatmentcontent_edit_field", args=[content.pk, "en"]) + "?edit_fields=title"

    def title_after(user, title):
        client.force_login(user)
        client.post(url, {"title": title, "_save": "Save"})
        return TreatmentContent._original_manager.get(pk=content.pk).title

    assert title_after(editor, "New hips") == "New hips"
    assert title_after(factories.staff("Front desk"), "Old hips") == "New hips"
    sign_off(content, by=clinician)
    content.versions.get().publish(publisher)
    assert title_after(editor, "Other hips") == "New hips"
