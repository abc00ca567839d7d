"""What patients see of treatments and conditions."""

import json

import pytest
from bs4 import BeautifulSoup

from content.models import TreatmentContent
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(editor, clinician, publisher):
    factories.HospitalFactory()
    return factories.published(editor, clinician, publisher)


def test_a_draft_is_seen_by_nobody(client, editor):
    content = factories.draft(editor)

    assert client.get(content.get_absolute_url()).status_code == 404
    assert content.title not in client.get("/en/treatments/").text


def test_a_published_page_says_everything_an_editor_entered(client, page):
    page_text = client.get(page.get_absolute_url()).text

    for words in (page.title, page.lead, "The surgeon removes", "Who should not have it?", "Bleeding, and rarely"):
        assert words in page_text
    for words in ("sudden chest pain", "A health service", str(page.treatment.department.name)):
        assert words in page_text


def test_the_published_words_stay_while_an_edit_is_in_draft(client, page, editor, clinician, publisher):
    from content.publishing.services import sign_off

    draft = page.versions.get().copy(editor).content
    TreatmentContent._original_manager.filter(pk=draft.pk).update(title="Hip replacement (new wording)")
    assert "new wording" not in client.get(page.get_absolute_url()).text

    draft = TreatmentContent._original_manager.get(pk=draft.pk)
    sign_off(draft, by=clinician)
    draft.versions.get().publish(publisher)

    assert "new wording" in client.get(page.get_absolute_url()).text


def test_a_page_of_another_language_says_so_and_offers_what_there_is(client, page):
    response = client.get(page.get_absolute_url(language="ml"))

    assert response.status_code == 404
    link = BeautifulSoup(response.text, "html.parser").select_one("main a[hreflang=en]")
    assert link["href"] == page.get_absolute_url()
    assert link.span["lang"] == "en"


def test_no_visitor_gets_a_cookie(client, page):
    for url in ("/en/", page.get_absolute_url(), "/en/treatments/", "/en/doctors/", "/en/treatments/?toolbar_on"):
        response = client.get(url, follow=True)
        assert not response.cookies, url


def test_structured_data_says_only_what_stands_on_the_page(client, page):
    soup = BeautifulSoup(client.get(page.get_absolute_url()).text, "html.parser")
    data = json.loads(soup.find("script", type="application/ld+json").string)
    text = " ".join(soup.body.get_text(" ").split())

    assert data["@type"] == "MedicalWebPage"
    assert data["name"] in text
    assert data["description"] in text
    for question in data["hasPart"]["mainEntity"]:
        assert question["name"] in text
        assert question["acceptedAnswer"]["text"] in text


def test_structured_data_cannot_end_its_script_element(client, editor, clinician, publisher):
    content = factories.published(editor, clinician, publisher, title="</script><script>alert(1)</script>")

    response = client.get(content.get_absolute_url())

    assert "<script>alert" not in response.text


def test_an_answer_keeps_no_script(client, page):
    page_text = client.get(page.get_absolute_url()).text
    question = page.questions().first()
    question.answer = "<p>Fine</p><script>alert(1)</script><img src=x onerror=alert(1)>"
    with factories.unguarded():
        question.save()

    page_text = client.get(page.get_absolute_url()).text

    assert "alert(1)" not in page_text


def test_the_list_is_in_the_order_of_the_alphabet(client, editor, clinician, publisher):
    for title in ("knee replacement", "Angiography", "Knee injection"):
        factories.published(editor, clinician, publisher, title=title)

    soup = BeautifulSoup(client.get("/en/treatments/").text, "html.parser")

    titles = [title.get_text(strip=True) for title in soup.select(".letter .rows__title")]
    assert titles == ["Angiography", "Knee injection", "knee replacement"]


def test_a_condition_page_leads_to_its_treatments(client, page):
    condition = factories.ConditionFactory(slug="arthritis", name={"en": "Arthritis"})
    with factories.unguarded():
        page.condition_links.create(condition=condition)

    assert page.title in client.get("/en/conditions/arthritis/").text


@pytest.mark.parametrize("url", ["/en/treatments/no-such-page/", "/en/conditions/no-such/", "/en/nothing/at/all/"])
def test_a_page_that_does_not_exist_is_a_kind_404(client, url):
    response = client.get(url)

    assert response.status_code == 404
    assert "108" in response.text


def test_the_page_costs_few_queries(client, page, django_assert_max_num_queries):
    client.get(page.get_absolute_url())

    with django_assert_max_num_queries(38):
        client.get(page.get_absolute_url())
