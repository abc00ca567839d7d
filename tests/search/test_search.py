"""What patients find, in which order, and that nothing they type is an error."""

import json

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as some

from content.models import Condition
from directory.models import Doctor
from search.index import rebuild, update
from search.models import SearchEntry, SearchWord, SynonymGroup, ZeroResultSearch
from search.results import entries_of, search, suggestions
from search.snippets import snippet
from tests import factories
from tests.factories import ConditionFactory, DepartmentFactory, DoctorFactory, LocationFactory, OpdSessionFactory
from tests.sizes import size

pytestmark = pytest.mark.django_db


@pytest.fixture
def conditions():
    factories.HospitalFactory()
    for name, ml, explanation in [
        ("Epilepsy", "അപസ്മാരം", "Repeated seizures that begin in the brain."),
        ("Epilepsy after brain injury", "ക്ഷതത്തിനു ശേഷമുള്ള അപസ്മാരം", "A scar in the brain."),
        ("Cataract", "തിമിരം", "The lens of the eye is cloudy."),
        ("Heart attack", "ഹൃദയാഘാതം", "A part of the heart gets no blood."),
        ("Kidney stones", "വൃക്കയിലെ കല്ല്", "Hard lumps; not epilepsy at all."),
    ]:
        ConditionFactory(
            slug=name.lower().replace(" ", "-"), name={"en": name, "ml": ml}, explanation={"en": explanation}
        )
    rebuild()


def titles(text, language="en", kind=""):
    return [entry.title for entry in entries_of([pk for _kind, pk in search(text, language, kind).found])]


@pytest.mark.parametrize(
    ("text", "language", "first"),
    [
        ("cataract", "en", "Cataract"),
        ("CATARACTS", "en", "Cataract"),
        ("catar", "en", "Cataract"),
        ("cloudy lens", "en", "Cataract"),
        ("seizure", "en", "Epilepsy"),
        ("തിമിരം", "ml", "തിമിരം"),
        ("വൃക്ക", "ml", "വൃക്കയിലെ കല്ല്"),
        ("cloudy", "ml", "തിമിരം"),  # the English words stand on the Malayalam page too
    ],
)
def test_words_begun_or_bent_are_found(conditions, text, language, first):
    assert titles(text, language)[0] == first


def test_the_very_title_comes_first_then_titles_then_mentions(conditions):
    assert titles("epilepsy") == ["Epilepsy", "Epilepsy after brain injury", "Kidney stones"]


@pytest.mark.parametrize(
    ("text", "first"), [("apasmaram", "Epilepsy"), ("my fits", "Epilepsy"), ("hrudaya vedana attack", None)]
)
def test_synonyms_of_editors_stand_in_for_words(conditions, text, first):
    SynonymGroup.objects.create(words="epilepsy\nfits\nApasmaram\n")

    assert (titles(text) or [None])[0] == first


def test_synonyms_may_be_many_words(conditions):
    SynonymGroup.objects.create(words="heart attack\nmyocardial infarction")

    assert titles("Myocardial infarction") == ["Heart attack"]
    assert titles("myocardial infarction blood") == ["Heart attack"]


@pytest.mark.parametrize(
    ("text", "language", "meant"),
    [
        ("katarakt", "en", "cataract"),
        ("epilesy", "en", "epilepsy"),
        ("hart atack", "en", "heart attack"),
        ("തിമരം", "ml", "തിമിരം"),
    ],
)
def test_a_slip_is_put_right_with_the_sites_own_words(conditions, client, text, language, meant):
    page = BeautifulSoup(client.get(f"/{language}/search/", {"q": text}).text, "html.parser")

    link = page.select_one(".note a")
    assert link.get_text() == meant
    assert search(meant, language).found


def test_nothing_is_meant_by_what_is_near_to_nothing(conditions):
    assert search("qqqqqqq", "en").did_you_mean == ""


def test_only_what_is_published_in_this_language_is_found(
    conditions, editor, clinician, publisher, django_capture_on_commit_callbacks
):
    from content.publishing.services import sign_off

    with django_capture_on_commit_callbacks(execute=True):
        content = factories.draft(editor, title="Zebra therapy")
    assert titles("zebra", kind="treatment") == []

    with django_capture_on_commit_callbacks(execute=True):
        sign_off(content, by=clinician)
        content.versions.get().publish(publisher)
    assert titles("zebra", kind="treatment") == ["Zebra therapy"]
    assert titles("infection", kind="treatment") == ["Zebra therapy"]  # words of its blocks
    assert titles("zebra", "ml") == []

    with django_capture_on_commit_callbacks(execute=True):
        content.versions.get().unpublish(publisher)
    assert titles("zebra", kind="treatment") == []


def test_new_words_of_an_edit_are_found_only_when_published(
    conditions, editor, clinician, publisher, django_capture_on_commit_callbacks
):
    from content.publishing.services import sign_off

    content = factories.published(editor, clinician, publisher, title="Zebra therapy")
    update("treatment", content.treatment_id)
    with django_capture_on_commit_callbacks(execute=True):
        edit = content.versions.get().copy(editor).content
        edit.title = "Giraffe therapy"
        edit.save()
    assert (titles("giraffe", kind="treatment"), titles("zebra", kind="treatment")) == ([], ["Zebra therapy"])

    with django_capture_on_commit_callbacks(execute=True):
        sign_off(edit, by=clinician)
        edit.versions.get().publish(publisher)
    assert (titles("giraffe", kind="treatment"), titles("zebra", kind="treatment")) == (["Giraffe therapy"], [])
    assert not SearchWord.objects.filter(word="zebra").exists()


def test_a_doctor_is_found_by_language_department_place_and_day(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        doctor = DoctorFactory(name={"en": "Asha Nair"}, languages=["ml"])
        doctor.departments.add(DepartmentFactory(name={"en": "Neurology"}))
        place = LocationFactory(name={"en": "Kozhikode"})
        doctor.locations.add(place)
        OpdSessionFactory(doctor=doctor, location=place, weekday=3)

    assert titles("Malayalam neurologist Kozhikode Thursday", kind="doctor") == ["Dr Asha Nair"]
    assert titles("Malayalam neurologist Kozhikode Friday", kind="doctor") == []

    with django_capture_on_commit_callbacks(execute=True):
        Doctor.objects.get(pk=doctor.pk).delete()
    assert titles("asha") == []


def test_a_change_that_is_undone_changes_nothing(conditions, django_capture_on_commit_callbacks):
    from django.db import transaction

    with django_capture_on_commit_callbacks(execute=True):
        with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012 - the fault comes after the change
            ConditionFactory(name={"en": "Quokka fever"})
            raise ZeroDivisionError
        ConditionFactory(name={"en": "Wombat fever"})

    assert titles("fever") == ["Wombat fever"]


def test_rebuilding_gives_the_same_as_keeping_up(conditions):
    before = list(SearchEntry.objects.order_by("kind", "object_id", "language").values_list("title", "everything"))
    words = list(SearchWord.objects.order_by("language", "word").values_list("word", "times"))

    call_command("rebuild_search")

    assert (
        list(SearchEntry.objects.order_by("kind", "object_id", "language").values_list("title", "everything")) == before
    )
    assert list(SearchWord.objects.order_by("language", "word").values_list("word", "times")) == words


NASTY = [
    "", " ", "\0", "a\0b", "'", "\\", "&|!():*<->", "a & | b", "'; drop table x; --", "%", "_",
    "<script>alert(1)</script>",
    "‮abc", "‏العربية‎", "\ud7ff", "🙂", "🙂🙂 epilepsy", "x" * 10_000, "a " * 5_000, "é́́́́", "1", "10-20", "ക്", "\u0d4d",
    "''':*",
    "epilepsy\n\t\r", "ﷺ", "İ", "ß", "ﬁ", "a'b:c", "\u200d\u200c",
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("url", ["search/", "search/suggest/"])
def test_nothing_that_is_typed_is_an_error(conditions, client, url, language):
    for text in NASTY:
        response = client.get(f"/{language}/{url}", {"q": text, "kind": "nix\0", "page": "x"})
        assert response.status_code == 200, text
        assert "<script>alert" not in response.text, text


@how(max_examples=size(40, 150), deadline=None, suppress_health_check=list(HealthCheck))
@given(some.text(max_size=60) | some.text("'\\&|!():*<> \u0d4dക്a1\u200d", max_size=30), some.sampled_from(["en", "ml"]))
def test_any_text_can_be_looked_for(conditions, text, language):
    search(text, language)
    suggestions(text, language)


def test_broken_addresses_are_no_error(conditions, client):
    for query in ("q=%FF%FE", "q=a&q=b", "kind=doctor", "q=a&kind=%00", "q[]=x", "&&&="):
        assert client.get(f"/en/search/?{query}").status_code == 200


@pytest.mark.parametrize("text", ['<b>"fits" & <img src=x onerror=alert(1)></b>', "a</mark><script>epilepsy</script>"])
def test_snippets_are_escaped(text):
    safe = snippet(text, ["fits", "epilepsy", "script", "b"])

    allowed = safe.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in allowed
    assert ">" not in allowed


def test_a_snippet_shows_the_words_around_the_found_one():
    text = " ".join(f"word{number}" for number in range(60)) + " epilepsy, and more"

    assert snippet(text, ["epilep"]) == "… word54 word55 word56 word57 word58 word59 <mark>epilepsy</mark>, and more"


def test_a_single_letter_of_a_synonym_marks_no_other_word():
    assert snippet("a C section is a cut", ["c", "section"]) == "a <mark>C</mark> <mark>section</mark> is a cut"


def test_the_page_shows_groups_with_marked_words(conditions, client):
    DepartmentFactory(slug="neurology", name={"en": "Epilepsy unit"})
    rebuild()

    page = BeautifulSoup(client.get("/en/search/?q=epilepsy").text, "html.parser")

    assert page.select_one("#results").get_text() == "4 results"
    assert [heading.get_text() for heading in page.select("h3")] == ["Conditions", "Departments"]
    assert page.select_one(".rows__title mark").get_text() == "Epilepsy"
    assert page.select_one("link[rel=canonical]") is None


def test_the_results_of_one_kind_have_the_same_heading(conditions, client):
    page = BeautifulSoup(client.get("/en/search/?q=epilepsy&kind=condition").text, "html.parser")

    assert page.select_one(".hero").get_text(" ", strip=True) == "Home Search"
    assert page.h3.get_text() == "Conditions"


def test_a_department_is_shown_with_what_it_offers(client, editor, clinician, publisher):
    department = DepartmentFactory(name={"en": "Cardiology"}, plain_name={"en": "Heart"})
    for title in ("Stents", "Pacemakers"):
        treatment = factories.TreatmentFactory(department=department)
        factories.published(editor, clinician, publisher, treatment=treatment, title=title)
    rebuild()

    page = BeautifulSoup(client.get("/en/search/?q=cardiology&kind=department").text, "html.parser")

    assert page.select_one(".rows .quiet").get_text() == "Heart – Stents, Pacemakers"


def test_words_that_say_nothing_are_left_out_where_there_are_others(conditions):
    assert titles("the heart attack") == titles("heart attack") == ["Heart attack"]
    assert titles("the brain of a scar") == ["Epilepsy after brain injury"]
    assert "Cataract" in titles("the")  # alone, it is all that there is


def test_the_title_comes_first_however_common_its_word(conditions):
    for number in range(600):
        SearchEntry.objects.create(
            kind="page", object_id=number, language="en", title=f"About fever {number}", title_language="en",
            title_words=f"about fever {number}", text="", text_language="en", url="/", sort_key="0",
            head="'about':1A 'fever':2A", everything="'about' 'fever'",
        )  # fmt: skip
    for name in ("Fever", "Fever in children"):
        ConditionFactory(name={"en": name})
        update("condition", Condition.objects.latest("pk").pk)

    found = search("fever", "en")
    assert (found.count, len(found.found)) == (501, 500)
    assert [entry.title for entry in entries_of([pk for _kind, pk in found.found[:2]])] == [
        "Fever",
        "Fever in children",
    ]


def test_suggestions_are_titles(conditions, client):
    assert json.loads(client.get("/en/search/suggest/?q=epi").content)["titles"] == [
        "Epilepsy",
        "Epilepsy after brain injury",
    ]
    assert json.loads(client.get("/en/search/suggest/?q=stone").content)["titles"] == ["Kidney stones"]


def test_missed_searches_are_counted_and_named_only_when_many_made_them(conditions, client):
    for _ in range(2):
        client.get("/en/search/?q=ayurveda")
    assert list(ZeroResultSearch.objects.values_list("words", "times")) == [("", 2)]

    client.get("/en/search/?q=Ayurveda")
    assert list(ZeroResultSearch.objects.values_list("words", "times")) == [("ayurveda", 3)]


@pytest.mark.parametrize("text", ["98470 12345", "asha 9847", "epilepsy", "one two three four five", "", "#"])
def test_what_may_be_personal_or_was_found_is_not_counted(conditions, client, text):
    client.get("/en/search/", {"q": text})
    client.head("/en/search/", {"q": "ayurveda"})

    assert not ZeroResultSearch.objects.exists()


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("text", ["fever", "fevr"])
def test_a_search_asks_at_most_eight_questions(client, django_assert_max_num_queries, rows, text):
    factories.HospitalFactory()
    for number in range(rows):
        ConditionFactory(name={"en": f"Fever {number}"})
    rebuild()
    client.get("/en/search/")

    with django_assert_max_num_queries(8):
        assert client.get(f"/en/search/?q={text}").cookies == {}
