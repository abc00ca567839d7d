"""The demonstration's files fit together, and keep the rules we set for every page."""

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from common.phone_field import PhoneField
from common.phone_numbers import DEMONSTRATION
from content.claims_checker import claims_in
from content.importing import (
    QUESTION_KINDS,
    BrokenPage,
    read_file,
    read_page,
    to_html,
    to_markdown,
    what_is_missing,
    what_needs_care,
    write_condition,
    write_markdown,
)

FOLDER = Path(__file__).parents[2] / "demonstration"
PAGES = {path.name: read_file(path) for path in sorted((FOLDER / "treatments").glob("*.md"))}
CONDITIONS = {path.name: read_file(path) for path in sorted((FOLDER / "conditions").glob("*.md"))}
ENGLISH = {name: page for name, page in PAGES.items() if page.language == "en"}
DIRECTORY = yaml.safe_load((FOLDER / "directory.yaml").read_text(encoding="utf-8"))
APPOINTMENTS = yaml.safe_load((FOLDER / "appointments.yaml").read_text(encoding="utf-8"))

LANGUAGES = {"en", "ml", "hi", "ar"}
SCRIPTS = {"ml": "[\u0d00-\u0d7f]", "hi": "[\u0900-\u097f]", "ar": "[\u0600-\u06ff]"}
KEYS = {
    "hospital": {"name", "city", "emergency_number", "phone", "whatsapp", "email", "demonstration"},
    "locations": {"slug", "name", "address", "directions", "hours", "phone", "has_emergency", "demonstration"},
    "departments": {"slug", "name", "plain_name"},
    "doctors": {
        "slug", "honorific", "name", "gender", "role", "qualifications", "departments", "locations", "languages",
        "biography", "accepting_new_patients", "registration_council", "registration_number", "listed", "demonstration",
    },
}  # fmt: skip

each_page = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)


def slugs(kind):
    return {row["slug"] for row in DIRECTORY[kind]}


def rows(kind):
    return [DIRECTORY["hospital"]] if kind == "hospital" else DIRECTORY[kind]


# Pages


def test_there_is_enough_to_try_the_site_with():
    assert len(ENGLISH) >= 13
    assert len({page.department for page in ENGLISH.values()}) >= 6
    assert {page.language for page in PAGES.values()} == LANGUAGES


@pytest.mark.parametrize(("name", "page"), PAGES.items(), ids=PAGES)
def test_files_are_named_by_address_and_language(name, page):
    assert name == (f"{page.slug}.md" if page.language == "en" else f"{page.slug}.{page.language}.md")


@each_page
def test_only_the_dates_of_a_review_are_missing(page):
    assert what_is_missing(page) == ["last reviewed date", "next review date"]


@each_page
def test_nothing_needs_care(page):
    assert what_needs_care(page) == []


@each_page
def test_a_page_names_what_the_directory_knows(page):
    assert page.department in slugs("departments")
    assert {line.slug for line in page.conditions} <= {condition.slug for condition in CONDITIONS.values()}
    assert set(page.doctors) <= slugs("doctors")
    assert page.doctors


@each_page
def test_a_page_is_complete(page):
    kinds = [question.kind for question in page.questions]

    assert {"how_it_works", "session", "results", "risks", "who_should_not", "prepare", "aftercare"} <= set(kinds)
    assert len(kinds) == len(set(kinds))
    assert set(kinds) <= set(QUESTION_KINDS)
    assert 3 <= len(page.conditions) <= 5
    assert all(line.note for line in page.conditions)
    assert len(page.facts) == 4
    assert all(len(part) <= 80 for fact in page.facts for part in (fact.label, fact.value))
    assert len(page.urgent_signs) >= 4
    assert page.overview
    assert page.conditions_heading
    assert page.closing_title
    assert page.closing_text


@pytest.mark.parametrize("page", ENGLISH.values(), ids=ENGLISH)
def test_an_english_page_is_neither_thin_nor_long(page):
    words = " ".join([page.lead, page.overview, *(f"{q.question} {q.answer}" for q in page.questions)]).split()

    assert 500 <= len(words) <= 900


@each_page
def test_references_can_be_looked_up(page):
    assert len(page.references) >= 2
    for line in page.references:
        assert line.publisher
        assert re.fullmatch(r"https://(?:www\.nhs\.uk|www\.nice\.org\.uk|medlineplus\.gov|www\.who\.int)/\S+", line.url)


@each_page
def test_a_page_survives_export_and_import(page):
    assert read_page(write_markdown(page), "again.md") == page
    for markdown in [page.overview, *(question.answer for question in page.questions)]:
        assert to_html(to_markdown(to_html(markdown))) == to_html(markdown)


def test_translations_say_as_much_as_the_english_page():
    for page in PAGES.values():
        english = PAGES[f"{page.slug}.md"]
        assert [question.kind for question in page.questions] == [question.kind for question in english.questions]
        assert [line.slug for line in page.conditions] == [line.slug for line in english.conditions]
        assert len(page.urgent_signs) == len(english.urgent_signs)
        assert page.doctors == english.doctors
        assert page.references == english.references
        numbers = [re.findall(r"\d+", fact.value) for fact in page.facts]
        assert numbers == [re.findall(r"\d+", fact.value) for fact in english.facts]
        for own, source in zip(page.questions, english.questions, strict=True):
            assert own.answer.count("\n- ") == source.answer.count("\n- ") or page.language in ("hi", "ar")


def test_translations_are_written_in_their_script():
    for page in PAGES.values():
        if page.language == "en":
            continue
        text = " ".join([page.title, page.lead, page.overview, *(f"{q.question} {q.answer}" for q in page.questions)])
        foreign = set(re.findall(r"[A-Za-z]+", re.sub(r"\{.*?\}", "", text)))
        assert foreign <= {"FDA"}
        assert len(re.findall(SCRIPTS[page.language], text)) > 1000


def test_trade_name_and_generic_name_are_separate_facts():
    page = PAGES["botox-therapy-for-neurological-conditions.md"]

    assert "botulinum toxin" in page.generic_name
    assert "Botox" in page.trade_names
    assert "Botox" not in page.generic_name


# Directory


@pytest.mark.parametrize("kind", KEYS)
def test_every_row_has_what_its_kind_needs(kind):
    for row in rows(kind):
        assert set(row) >= KEYS[kind]


@pytest.mark.parametrize("kind", ["locations", "departments", "doctors"])
def test_addresses_are_given_once(kind):
    counts = Counter(row["slug"] for row in DIRECTORY[kind])

    assert [slug for slug, count in counts.items() if count > 1] == []
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) for slug in counts)


@pytest.mark.parametrize("kind", KEYS)
def test_names_exist_in_every_language_and_script(kind):
    for row in rows(kind):
        for key in {"name", "plain_name", "role", "city", "address", "directions", "hours"} & set(row):
            assert set(row[key]) == LANGUAGES
            for language, script in SCRIPTS.items():
                assert re.search(script, row[key][language])
                assert not re.search("[A-Za-z]", row[key][language])


def test_there_are_enough_rows():
    assert len(DIRECTORY["locations"]) == 2
    assert len(DIRECTORY["departments"]) >= 8
    assert len([doctor for doctor in DIRECTORY["doctors"] if doctor["demonstration"]]) >= 16


def test_doctors_work_where_the_directory_says():
    for doctor in DIRECTORY["doctors"]:
        assert doctor["departments"]
        assert set(doctor["departments"]) <= slugs("departments")
        assert doctor["locations"]
        assert set(doctor["locations"]) <= slugs("locations")


def test_every_department_has_a_listed_doctor_and_every_condition_a_treatment():
    staffed = {slug for doctor in DIRECTORY["doctors"] if doctor["listed"] for slug in doctor["departments"]}

    assert staffed == slugs("departments")
    named = {line.slug for page in PAGES.values() for line in page.conditions}
    assert named == {condition.slug for condition in CONDITIONS.values()}


def test_nobody_takes_a_demonstration_doctor_for_a_real_one():
    invented = [doctor for doctor in DIRECTORY["doctors"] if doctor["demonstration"]]

    for number, doctor in enumerate(invented, start=1):
        assert "Demo-" in doctor["name"]["en"]
        assert doctor["slug"] == doctor["name"]["en"].lower().replace(" ", "-")
        assert doctor["registration_number"] == f"DEMO-{number:04}"
        assert doctor["registration_council"] == "Demonstration Medical Council"
        assert "invented" in doctor["biography"]["en"]
        assert doctor["biography"]["ml"]
        assert doctor["gender"] in ("female", "male")
        assert {"en", "ml"} <= set(doctor["languages"]) <= {"en", "ml", "hi", "ar", "ta", "kn", "te", "ur"}


def test_the_one_real_doctor_is_credited_and_not_listed():
    (real,) = [doctor for doctor in DIRECTORY["doctors"] if not doctor["demonstration"]]

    assert real["slug"] == "ummer-k"
    assert not real["listed"]
    assert not real["accepting_new_patients"]
    assert (real["qualifications"], real["registration_number"], real["biography"]) == ("", "", {})
    for page in PAGES.values():
        if page.credit:
            assert page.credit.name.removeprefix("Dr ") == real["name"][page.language]
            assert page.credit.role == real["role"][page.language]


def test_telephone_numbers_are_nobodys():
    places = [DIRECTORY["hospital"], *DIRECTORY["locations"], *DIRECTORY["departments"], *APPOINTMENTS]
    numbers = [place[name] for place in places for name in ("phone", "emergency_phone") if name in place]

    assert len(numbers) >= 8
    assert [PhoneField().clean(number) for number in numbers] == numbers
    assert all(DEMONSTRATION.fullmatch(number) for number in numbers)
    assert DIRECTORY["hospital"]["emergency_number"] == "108"


# Conditions


@pytest.mark.parametrize(("name", "page"), CONDITIONS.items(), ids=CONDITIONS)
def test_the_page_of_a_condition_is_whole(name, page):
    assert name == (f"{page.slug}.md" if page.language == "en" else f"{page.slug}.{page.language}.md")
    assert bool(page.urgent_signs) != bool(page.urgent_not_applicable)
    assert what_needs_care_in(page) == []
    assert read_page(write_condition(page), name) == page
    if page.explanation or page.language == "en":
        assert 40 <= len(page.explanation) <= 300
        assert page.explanation.endswith(".")
    if page.language != "en":
        assert re.search(SCRIPTS[page.language], page.title)
        assert not re.search("[A-Za-z]", " ".join([page.title, page.explanation, *page.urgent_signs]))


def what_needs_care_in(page):
    return claims_in([page.title, page.explanation, page.urgent_not_applicable, *page.urgent_signs])


def test_each_condition_has_a_page_in_every_language():
    languages = {}
    for page in CONDITIONS.values():
        languages.setdefault(page.slug, set()).add(page.language)

    assert {slug for slug, codes in languages.items() if codes != LANGUAGES} == set()


def test_three_conditions_are_told_in_malayalam_with_signs_of_their_own_and_as_many_as_in_english():
    told = [page for page in CONDITIONS.values() if page.language == "ml" and page.explanation]

    assert {page.slug for page in told} == {"acid-reflux", "stomach-ulcer", "upper-digestive-bleeding"}
    for page in told:
        english = CONDITIONS[f"{page.slug}.md"]
        assert len(page.urgent_signs) == len(english.urgent_signs) >= 4
        assert page.references == english.references != []


def test_a_line_of_a_condition_that_is_left_out_is_told_with_its_number():
    page = read_page("---\nkind: condition\ntitle: Gout\n---\n\nA joint hurts.\n\n<!-- ask -->\n", "gout.md")

    assert (page.title, page.slug, page.explanation) == ("Gout", "gout", "A joint hurts.")
    assert [line.line for line in page.left_out] == [8]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("---\nkind: condition\ntitle: Gout\ndoctors: [x]\n---\n", "line 4: unknown key doctors"),
        ("---\nkind: condition\ntitle: Gout\n---\n\n## Heading\n", "line 6: the explanation of a condition has no"),
        ("---\nkind: condition\nlanguage: ml\ntitle: സന്ധിവാതം\n---\n", "slug must be"),
    ],
)
def test_what_a_file_of_a_condition_cannot_hold_is_refused_with_the_line(text, problem):
    with pytest.raises(BrokenPage, match=problem):
        read_page(text, "gout.md")
