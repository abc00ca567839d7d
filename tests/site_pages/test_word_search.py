"""For a recall: every page that names a medicine, whatever language and state, and wherever in it the word stands."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from cms.api import add_plugin
from cms.models import PageContent
from django.utils import timezone

from directory.models import Hospital
from site_pages.initial_pages import make_text_page
from site_pages.models import Notice
from site_pages.word_search import find
from tests import factories

pytestmark = pytest.mark.django_db

WORD = "Zebrazol"


@pytest.fixture
def draft(editor):
    return factories.draft(editor, title="Knee care")


def of_page(content, **fields):
    type(content)._original_manager.filter(pk=content.pk).update(**fields)


def block(content, plugin, **fields):
    add_plugin(content.placeholders.get(slot="questions" if plugin == "QuestionPlugin" else "overview"), plugin,
               content.language, **fields)  # fmt: skip


PLACES = {
    "title": lambda content: of_page(content, title=f"{WORD} care"),
    "lead": lambda content: of_page(content, lead=f"With {WORD}."),
    "generic name": lambda content: of_page(content, generic_name=WORD),
    "text block": lambda content: block(content, "TextPlugin", body=f"<p>Take {WORD} daily.</p>"),
    "half in bold": lambda content: block(content, "TextPlugin", body="<p>Zebra<strong>zol</strong></p>"),
    "other letters": lambda content: block(content, "TextPlugin", body=f"<p>{WORD.upper()}</p>"),
    "answer": lambda content: block(content, "QuestionPlugin", kind="other", question="What?", answer=f"<p>{WORD}</p>"),
    "fact": lambda content: content.facts.create(label="Medicine", value=WORD, order=1),
    "reference": lambda content: content.references.create(title=f"{WORD} label", order=1),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_word_is_found_wherever_it_stands_in_a_page(draft, place):
    PLACES[place](draft)

    assert [(each.title.replace(WORD, "Knee"), each.state) for each in find(WORD)] == [("Knee care", "Draft")]


def test_published_pages_and_drafts_of_every_language_are_found(editor, clinician, publisher):
    factories.reads(clinician, "en", "ml")
    published = factories.published(editor, clinician, publisher, title="Knee", lead=f"{WORD} helps.")
    published.versions.get().copy(editor)
    factories.draft(editor, treatment=published.treatment, language="ml", title="മുട്ട്", lead=f"{WORD} നൽകും")

    found = {(each.language, each.state) for each in find(WORD)}

    assert found == {("English", "Published"), ("English", "Draft"), ("മലയാളം", "Draft")}


def test_what_was_archived_or_taken_down_is_not(editor, clinician, publisher):
    content = factories.published(editor, clinician, publisher, lead=f"{WORD} helps.")
    content.versions.get().unpublish(publisher)

    assert find(WORD) == []


def test_free_pages_notices_biographies_and_the_hospital_are_searched_too(roles):
    factories.HospitalFactory()
    Hospital.objects.update(contact_words={"en": f"{WORD} is recalled"})
    factories.DoctorFactory(biography={"ml": f"{WORD} പഠിച്ചു"})
    factories.TestimonialFactory(words=f"They gave me {WORD}.")
    Notice.objects.create(text={"en": f"Bring {WORD} back."}, ends_at=timezone.now() + timedelta(days=1))
    make_text_page(factories.staff("Editor"), "privacy")
    page = PageContent.objects.get(page__reverse_id="privacy", language="hi")
    add_plugin(page.get_placeholders()[0], "TextPlugin", "hi", body=f"<p>{WORD}</p>")

    found = {(each.what, each.language) for each in find(WORD)}

    assert found == {
        ("Hospital", "English"),
        ("Doctor", "മലയാളം"),
        ("Patient's voice", ""),
        ("Notice on every page", "English"),
        ("Page content", "हिन्दी"),
    }


def test_a_word_that_is_nowhere_and_signs_of_a_search_are_not_found(draft):
    for word in ("Nowhere", "%", "_", "<p>"):
        assert not any(each.title == "Knee care" for each in find(word)), word


def test_the_page_and_its_spreadsheet(client, draft, clinician):
    of_page(draft, title=f"=HYPERLINK() {WORD}")
    client.force_login(clinician)

    assert WORD in client.get("/admin/find-words/", {"word": WORD.lower()}).text
    sheet = client.get("/admin/find-words/", {"word": WORD, "as": "csv"})

    rows = list(csv.reader(StringIO(sheet.content.decode("utf-8-sig"))))
    assert rows[1][1].startswith("'=")
    assert rows[1][-1].startswith("http")


@pytest.mark.parametrize("role", ["Front desk"])
def test_only_those_who_read_drafts_search_them(client, role):
    client.force_login(factories.staff(role, is_staff=True))

    assert client.get("/admin/find-words/", {"word": WORD}).status_code == 403
