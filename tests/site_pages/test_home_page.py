"""The home page: blocks that editors arrange, and a page that is there even when nobody arranged any."""

import re

import pytest
from bs4 import BeautifulSoup
from cms.api import add_plugin
from cms.models import PageContent
from cms.plugin_pool import plugin_pool
from django.test import Client
from django.urls import reverse

from site_pages.initial_pages import HOME_BLOCKS, make_home_page
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def an_editor_writes(roles):
    with factories.written_by_an_editor():
        yield


LANGUAGES = ("en", "ml", "hi", "ar")


@pytest.fixture
def site(publisher):
    make_home_page(publisher)
    return factories.HospitalFactory()


def home(language="en"):
    return PageContent.objects.get(page__is_home=True, language=language)


def blocks(content):
    return content.placeholders.get(slot="home")


def new_draft(content, user):
    """What the button "New Draft" makes."""
    return content.versions.get().copy(user).content


def published(content, user):
    content.versions.get().publish(user)


def body(client, url="/en/"):
    """The page without the addresses of static files and of the toolbar."""
    return re.sub(r"\s+", " ", client.get(url).text)


def main(client, url="/en/"):
    return BeautifulSoup(client.get(url).text, "html.parser").main.get_text(" ", strip=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_site_has_its_home_page_in_every_language(client, site, language):
    page = BeautifulSoup(client.get(f"/{language}/").text, "html.parser")

    assert page.h1.get_text() == home(language).title
    assert page.select_one(".hero__lead").get_text() == page.select_one("meta[name=description]")["content"]
    assert len(page.select(".task")) == 4
    assert page.select_one(".closing a.button--gold")["href"] == f"/{language}/appointments/"


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_published_home_page_the_site_shows_the_same(client, site, publisher, language):
    factories.LocationFactory()
    factories.DepartmentFactory()
    arranged = body(client, f"/{language}/")

    home(language).versions.get().unpublish(publisher)

    assert body(client, f"/{language}/") == arranged
    for section in ("treatments/", "doctors/", "appointments/"):
        assert client.get(f"/{language}/{section}").status_code == 200


def test_the_home_page_works_before_anything_is_set_up(client):
    response = client.get("/ar/")

    assert response.status_code == 200
    assert 'dir="rtl"' in response.text


def test_a_visitors_home_page_leaves_no_trace_and_may_be_kept(client, site):
    response = client.get("/en/")

    assert not response.cookies
    assert "no-store" not in response.get("Cache-Control", "")


@pytest.mark.parametrize("rows", [1, 30])
def test_the_home_page_asks_at_most_eight_questions(
    client, site, editor, clinician, publisher, django_assert_max_num_queries, rows
):
    department = factories.DepartmentFactory()
    for number in range(rows):
        factories.LocationFactory()
        factories.DepartmentFactory()
        if number < 8:  # more than the page shows
            treatment = factories.TreatmentFactory(department=department)
            factories.published(editor, clinician, publisher, treatment=treatment)
    client.get("/en/")  # the kinds of content are looked up once for each process

    with django_assert_max_num_queries(8):
        page = client.get("/en/").text

    assert page.count("Hip replacement") == min(rows, 6)
    assert page.count("/en/departments/department-") == rows + 1


def test_editors_remove_and_move_blocks_and_visitors_see_it_when_it_is_published(client, site, editor, publisher):
    factories.DepartmentFactory(name={"en": "Cardiology"})
    before = main(client)
    draft = new_draft(home(), editor)
    placeholder = blocks(draft)
    placeholder.delete_plugin(placeholder.cmsplugin_set.get(plugin_type="HomeSearchPlugin"))
    ask = placeholder.cmsplugin_set.get(plugin_type="HomeAskPlugin")
    placeholder.move_plugin(ask, 1)

    assert main(client) == before

    published(draft, publisher)

    words = main(client)
    assert "What are you looking for?" in before
    assert "What are you looking for?" not in words
    assert words.index("Not sure where to begin?") < words.index("Find a treatment") < words.index("Cardiology")


def test_the_words_on_green_are_those_of_the_page(client, site, editor, publisher):
    draft = new_draft(home("ml"), editor)
    PageContent._original_manager.filter(pk=draft.pk).update(title="ഹലോ <b>", page_title="ആദ്യ പേജ്", meta_description="")
    published(draft, publisher)

    page = BeautifulSoup(client.get("/ml/").text, "html.parser")

    assert page.h1.get_text() == "ഹലോ <b>"
    assert page.title.get_text().startswith("ആദ്യ പേജ് ")
    assert not page.select(".hero__lead")


@pytest.fixture
def three_treatments(editor, clinician, publisher):
    return [
        factories.published(editor, clinician, publisher, title=title).treatment
        for title in ("Angioplasty", "Bypass", "Cataract surgery")
    ]


def headings_of_treatments(client, url="/en/"):
    page = BeautifulSoup(client.get(url).text, "html.parser")
    return [title.get_text() for title in page.select(".rows__title")]


def choose(editor, publisher, plugin, **choice):
    """A new version of the home page in which one block shows what was chosen."""
    draft = new_draft(home(), editor)
    block = blocks(draft).cmsplugin_set.filter(plugin_type=plugin).first()
    with factories.written_by_an_editor():
        block = block.get_bound_plugin() if block else add_plugin(blocks(draft), plugin, "en")
        block.heading = choice.pop("heading", "")
        block.save()
        for field, rows in choice.items():
            getattr(block, field).set(rows)
    published(draft, publisher)


def test_the_block_of_treatments_shows_what_editors_chose(client, site, editor, publisher, three_treatments):
    assert headings_of_treatments(client) == ["Angioplasty", "Bypass", "Cataract surgery"]

    choose(editor, publisher, "HomeTreatmentsPlugin", heading="For the heart", treatments=three_treatments[:2])

    assert headings_of_treatments(client) == ["Angioplasty", "Bypass"]
    assert "For the heart" in main(client)

    published(new_draft(home(), editor), publisher)  # the choice travels with the version
    assert headings_of_treatments(client) == ["Angioplasty", "Bypass"]


def test_a_chosen_treatment_that_is_taken_down_leaves_the_home_page(client, site, editor, publisher, three_treatments):
    choose(editor, publisher, "HomeTreatmentsPlugin", treatments=three_treatments[:1])

    three_treatments[0].contents.get().versions.get().unpublish(publisher)

    assert headings_of_treatments(client) == ["Bypass", "Cataract surgery"]


def test_a_draft_treatment_is_not_on_the_home_page(client, site, editor):
    factories.draft(editor)

    assert "Hip replacement" not in main(client)


def names_of_doctors(client):
    page = BeautifulSoup(client.get("/en/").text, "html.parser")
    return [name.get_text() for name in page.select(".doctor-card__name")]


def test_the_block_of_doctors_shows_those_chosen_or_three_who_take_new_patients(client, site, editor, publisher):
    doctors = [factories.DoctorFactory(name={"en": f"Asha {letter}"}) for letter in "ABCD"]
    factories.DoctorFactory(name={"en": "Asha Aa"}, accepting_new_patients=False)
    factories.DoctorFactory(name={"en": "Asha Unlisted"}, is_listed=False)

    choose(editor, publisher, "HomeDoctorsPlugin")
    assert names_of_doctors(client) == ["Dr Asha A", "Dr Asha B", "Dr Asha C"]

    choose(editor, publisher, "HomeDoctorsPlugin", doctors=[doctors[3]])
    assert names_of_doctors(client) == ["Dr Asha D"]


def test_words_of_editors_are_cleaned(client, site, editor, publisher):
    draft = new_draft(home(), editor)
    add_plugin(
        blocks(draft), "HomeWordsPlugin", "en", heading="Visiting <hours>", body="<h3>When</h3><script>x</script>"
    )
    published(draft, publisher)

    page = client.get("/en/").text

    assert "<h2>Visiting &lt;hours&gt;</h2>" in page
    assert "<h3>When</h3>" in page
    assert "<script>x" not in page


def test_the_home_page_takes_the_blocks_of_the_home_page_and_nothing_else(site):
    offered = {plugin.__name__ for plugin in plugin_pool.get_root_plugins(blocks(home()))}

    assert {f"Home{name}Plugin" for name in HOME_BLOCKS} | {"HomeDoctorsPlugin", "HomeWordsPlugin"} == offered
    for plugin in offered:
        assert not plugin_pool.get_plugin(plugin).is_allowed_in_slot("content")


def add_block(client, content, plugin="HomeSearchPlugin"):
    where = f"placeholder_id={blocks(content).pk}&plugin_position=1&plugin_language=en&cms_path=/en/"
    return client.post(f"{reverse('admin:cms_placeholder_add_plugin')}?plugin_type={plugin}&{where}")


@pytest.mark.parametrize(("role", "may"), [("Editor", True), ("Clinician", False), ("Publisher", False)])
def test_who_may_arrange_the_blocks(site, editor, role, may):
    draft, client = new_draft(home(), editor), Client()
    client.force_login(factories.staff(role))

    add_block(client, draft)

    assert blocks(draft).cmsplugin_set.count() == len(HOME_BLOCKS) + may


def test_a_published_home_page_takes_no_block(site, editor):
    client = Client()
    client.force_login(editor)

    add_block(client, home())

    assert blocks(home()).cmsplugin_set.count() == len(HOME_BLOCKS)


def test_an_editor_sees_the_page_that_is_being_arranged(site, editor):
    client = Client()
    client.force_login(editor)
    draft = new_draft(home(), editor)

    response = client.get(reverse("admin:cms_placeholder_render_object_edit", args=[
        draft.placeholders.first().content_type_id, draft.pk
    ]))  # fmt: skip

    assert response.status_code == 200
    assert response.text.count('class="cms-plugin cms-plugin-start') == len(HOME_BLOCKS)
