"""Each language has its own versions and sign-off, and knows which source version it follows."""

import pytest
from bs4 import BeautifulSoup
from cms.toolbar.utils import get_object_edit_url
from django.urls import reverse

from content.models import Clinician, TreatmentContent
from content.publishing import services
from content.publishing.publish_gate import publication_blockers
from content.translations import newer_source, remember_source
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def english(editor, clinician, publisher):
    return factories.published(editor, clinician, publisher)


def publish_again(content, editor, clinician, publisher):
    new = content.versions.get().copy(editor).content
    services.sign_off(new, by=clinician)
    new.versions.get().publish(publisher)
    return new


def fresh(content):
    return TreatmentContent._original_manager.get(pk=content.pk)


def test_a_translation_starts_with_the_words_of_its_source(english, editor):
    malayalam = services.start_translation(english, "ml", by=editor)

    assert malayalam.language == "ml"
    assert list(malayalam.questions().values_list("question")) == list(english.questions().values_list("question"))
    assert malayalam.references.count() == english.references.count()
    assert malayalam.last_reviewed is None
    assert fresh(malayalam).translated_from == english.versions.get()


def test_a_translation_is_started_once(english, editor):
    first = services.start_translation(english, "ml", by=editor)

    with pytest.raises(services.AlreadyThere) as already:
        services.start_translation(english, "ml", by=editor)

    assert already.value.content == first


def test_a_newer_source_is_noticed_until_the_translator_says_so(english, editor, clinician, publisher):
    malayalam = services.start_translation(english, "ml", by=editor)
    assert newer_source(fresh(malayalam)) is None

    newer = publish_again(english, editor, clinician, publisher)

    assert newer_source(fresh(malayalam)) == newer.versions.get()
    remember_source(malayalam)
    assert newer_source(fresh(malayalam)) is None


def test_saying_so_does_not_void_a_sign_off(english, editor, clinician, publisher):
    factories.reads(clinician, "en", "ml")
    malayalam = services.start_translation(english, "ml", by=editor)
    services.sign_off(malayalam, by=clinician)
    publish_again(english, editor, clinician, publisher)

    remember_source(malayalam)

    assert "sign_off" not in [missing.code for missing in publication_blockers(fresh(malayalam))]


def test_only_somebody_who_reads_the_language_signs_a_translation_off(english, editor, clinician):
    malayalam = services.start_translation(english, "ml", by=editor)

    with pytest.raises(services.SignOffRefused):
        services.sign_off(malayalam, by=clinician)

    factories.reads(clinician, "en", "hi", "ml")
    services.sign_off(malayalam, by=clinician)


def test_the_gate_itself_asks_for_a_reader_of_the_language(english, editor, clinician):
    factories.reads(clinician, "en", "ml")
    malayalam = services.start_translation(english, "ml", by=editor)
    services.sign_off(malayalam, by=clinician)

    Clinician.objects.update(languages=["hi"])

    assert "sign_off_language" in [missing.code for missing in publication_blockers(malayalam)]


def test_the_readiness_page_offers_languages_and_tells_of_a_newer_source(client, english, editor, clinician, publisher):
    client.force_login(editor)
    page = reverse("admin:content_treatmentcontent_readiness", args=[english.pk])
    assert "Start the page in മലയാളം" in client.get(page).text

    response = client.post(
        reverse("admin:content_treatmentcontent_translate", args=[english.pk]), {"language": "ml"}, follow=True
    )
    malayalam = TreatmentContent.admin_manager.get(language="ml")
    assert response.redirect_chain[-1][0].endswith(f"/{malayalam.pk}/readiness/")
    publish_again(english, editor, clinician, publisher)
    page = reverse("admin:content_treatmentcontent_readiness", args=[malayalam.pk])
    assert "The English page is newer" in client.get(page).text

    editor_view = get_object_edit_url(malayalam, language="ml")
    assert "The English page is newer" in client.get(editor_view).text

    client.post(reverse("admin:content_treatmentcontent_follows_source", args=[malayalam.pk]))

    assert "The English page is newer" not in client.get(page).text
    assert "The English page is newer" not in client.get(editor_view).text


def test_a_language_that_is_not_ours_is_refused(client, english, editor):
    client.force_login(editor)
    url = reverse("admin:content_treatmentcontent_translate", args=[english.pk])

    assert client.post(url, {"language": "xx"}).status_code == 400


def test_the_languages_of_the_toolbar_are_those_of_the_treatment(client, english, publisher, editor):
    client.force_login(editor)

    soup = BeautifulSoup(client.get(english.get_absolute_url() + "?toolbar_on").text, "html.parser")

    links = {link["href"] for link in soup.select(".cms-toolbar a[href]")}
    assert not any("/cms/page/" in link for link in links)
