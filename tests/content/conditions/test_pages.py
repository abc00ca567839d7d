"""What patients see of a condition: its page, lists, search, the sitemap, in the languages that it has."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from djangocms_versioning.models import Version

from content.models import ConditionContent
from search.models import SearchEntry
from tests import factories

pytestmark = pytest.mark.django_db


def page_of(client, url):
    return BeautifulSoup(client.get(url).text, "html.parser")


def test_the_page_says_who_checked_it_and_what_it_rests_on(client, publish, clinician):
    factories.HospitalFactory()
    publish(signs=("vomiting blood", "black stools"))

    page = page_of(client, "/en/conditions/acid-reflux/")

    assert page.h1.get_text() == "Acid reflux"
    assert "Acid flows back." in page.select_one(".hero").get_text()
    assert [sign.get_text() for sign in page.select(".urgent li")] == ["vomiting blood", "black stools"]
    assert clinician.get_full_name() in page.select_one(".review__dates").get_text()
    assert [line.get_text() for line in page.select("#references li")] == ["Reflux"]


def test_a_page_that_is_not_in_this_language_names_those_that_it_has(client, publish):
    publish()
    publish(language="ml", name="അസിഡ് റിഫ്ലക്സ്")

    response = client.get("/ar/conditions/acid-reflux/")
    page = BeautifulSoup(response.text, "html.parser")

    assert response.status_code == 404
    links = {link["hreflang"]: link["href"] for link in page.select("main .rows__link")}
    assert links == {"en": "/en/conditions/acid-reflux/", "ml": "/ml/conditions/acid-reflux/"}


@pytest.mark.parametrize("state", ["draft", "archived", "unpublished"])
def test_what_is_not_published_is_not_found(client, condition, state):
    factories.condition_page(condition, "en", "Acid reflux", state=state)

    assert client.get("/en/conditions/acid-reflux/").status_code == 404
    assert not page_of(client, "/en/conditions/").select(".rows__link")


def test_lists_mark_what_is_in_another_language_and_lead_there(client, publish, editor, clinician, publisher):
    condition = publish().condition
    for language in ("en", "ar"):
        content = factories.draft(editor, language=language)
        content.condition_links.create(condition=condition)
        factories.sign_off(content, by=clinician)
        content.versions.get().publish(publisher)

    for url in ("/ar/conditions/", content.get_absolute_url(), content.treatment.department.get_absolute_url()):
        [link] = page_of(client, url.replace("/en/", "/ar/")).select(f"a[href='{condition.get_absolute_url()}']")
        assert link["href"] == "/en/conditions/acid-reflux/"
        assert link["hreflang"] == "en"
        assert link.select_one(".rows__title span")["lang"] == "en"
        assert link.get_text().endswith("English")
    assert not page_of(client, "/en/conditions/").select("main .quiet")


def test_a_condition_that_was_taken_down_is_named_nowhere(client, publish, editor, clinician, publisher):
    condition = publish(name="Acid reflux").condition
    content = factories.draft(editor)
    content.condition_links.create(condition=condition)
    factories.past_the_gate(content)
    department = content.treatment.department.get_absolute_url()
    pages = [content.get_absolute_url(), department, "/en/treatments/?by=condition", "/en/conditions/", "/en/doctors/"]
    assert "Acid reflux" in client.get(pages[0]).text

    Version.objects.get(content_type__model="conditioncontent").unpublish(publisher)

    assert [url for url in pages if "Acid reflux" in client.get(url).text] == []


@pytest.mark.django_db(transaction=True)
def test_search_follows_what_is_published(publish, publisher):
    content = publish()
    publish(language="ml", name="നെഞ്ചെരിച്ചിൽ")
    assert found() == {"en": "Acid reflux", "ml": "നെഞ്ചെരിച്ചിൽ", "hi": "Acid reflux", "ar": "Acid reflux"}
    assert SearchEntry.objects.get(language="hi").url == "/en/conditions/acid-reflux/"

    content.versions.get().unpublish(publisher)
    assert set(found().values()) == {"നെഞ്ചെരിച്ചിൽ"}

    ConditionContent.objects.get().versions.get().unpublish(publisher)
    assert found() == {}


def found():
    return dict(SearchEntry.objects.filter(kind="condition").values_list("language", "title"))


def test_the_sitemap_has_the_languages_of_a_page(client, publish):
    publish()
    publish(language="ml", name="അസിഡ് റിഫ്ലക്സ്")

    sitemap = client.get("/sitemap.xml").text

    assert "/en/conditions/acid-reflux/" in sitemap
    assert "/ml/conditions/acid-reflux/" in sitemap
    assert "/ar/conditions/acid-reflux/" not in sitemap
    alternates = page_of(client, "/en/conditions/acid-reflux/").select("link[rel=alternate][hreflang]")
    assert [link["hreflang"] for link in alternates] == ["en", "ml"]


def test_an_explanation_in_another_language_is_marked(client, publish):
    publish()
    publish(language="ar", name="الارتجاع", explanation="")

    lead = page_of(client, "/ar/conditions/acid-reflux/").select_one(".hero__lead span")

    assert (lead["lang"], lead["dir"], lead.get_text()) == ("en", "ltr", "Acid flows back.")


@pytest.mark.parametrize(("signs", "marked"), [(("ألم",), None), ((), "en")])
def test_signs_of_the_english_page_stand_in_for_those_that_a_translation_lacks_and_are_marked(
    client, publish, signs, marked
):
    publish(signs=("vomiting blood",))
    publish(language="ar", name="الارتجاع", signs=signs, urgent_not_applicable="" if signs else "انظر")

    listed = page_of(client, "/ar/conditions/acid-reflux/").select_one(".urgent ul")

    assert [sign.get_text() for sign in listed.select("li")] == list(signs or ("vomiting blood",))
    assert listed.get("lang") == marked
    assert listed.get("dir") == (marked and "ltr")


def test_pages_cost_the_same_for_one_condition_and_for_thirty(client, editor, clinician, publisher):
    factories.HospitalFactory()
    content = factories.published(editor, clinician, publisher)
    urls = [
        "/en/conditions/", "/en/treatments/?by=condition", content.get_absolute_url(),
        content.treatment.department.get_absolute_url(), "/en/doctors/", "/en/conditions/condition-a/",
    ]  # fmt: skip
    add_conditions(content, "a")
    few = {url: queries(client, url) for url in urls}
    add_conditions(content, *(f"b{number}" for number in range(29)))

    assert {url: queries(client, url) for url in urls} == few
    assert few["/en/conditions/"] <= 3


def add_conditions(content, *names):
    for name in names:
        condition = factories.ConditionFactory(slug=f"condition-{name}", name={"en": name, "ml": name})
        with factories.unguarded():
            content.condition_links.create(condition=condition)


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)
