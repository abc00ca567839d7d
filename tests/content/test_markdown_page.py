from dataclasses import fields
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from content.importing import (
    LANGUAGES,
    QUESTION_KINDS,
    BrokenPage,
    ConditionLine,
    Credit,
    Fact,
    QuestionText,
    ReferenceLine,
    TreatmentPage,
    read_page,
    write_markdown,
)
from tests.sizes import size

WHOLE = TreatmentPage(
    title="Ear: washing & care",
    slug="ear-washing",
    language="en",
    breadcrumb=["Home", "Ears"],
    department="ear-nose-and-throat",
    generic_name="irrigation",
    trade_names="“Wash”, Clean™",
    lead="Warm water washes wax out of the ear.",
    credit=Credit("Dr A", "Surgeon", "B Hospital"),
    overview="It takes **minutes**.\n\n- one\n- two",
    conditions_heading="What is it for?",
    conditions=[ConditionLine("Wax", "a hard plug", "ear-wax"), ConditionLine("Itch")],
    questions=[
        QuestionText("Who should not have it?", "People with a hole in the eardrum.", "who_should_not"),
        QuestionText("Does it hurt?", ""),
    ],
    facts=[Fact("It takes", "10–15 minutes")],
    urgent_signs=["fever: 38 °C", "strong pain"],
    urgent_not_applicable="",
    who_should_not_not_applicable="nobody: a reason",
    references=[ReferenceLine("Ears", "NHS", "https://www.nhs.uk/", 2024), ReferenceLine("Wax")],
    closing_title="Ask us",
    closing_text="First.\n\nSecond.",
    last_reviewed=date(2026, 3, 1),
    next_review=date(2028, 3, 1),
    doctors=["anwar-demo-salim"],
)

PAGE = """---
title: Ear washing
slug: ear-washing
department: ear-nose-and-throat
conditions:
  - name: Wax
    slug: ear-wax
last_reviewed: 2026-03-01
---

Warm water washes
wax out of the ear.

## Overview

It takes minutes.

## Who should not have it? {who-should-not}

People with a hole in the eardrum:

- new holes
- old holes

## Does it hurt?

A little.
"""


def front(lines, body=""):
    return f"---\ntitle: Ear washing\nslug: ear-washing\n{lines}\n---\n{body}"


def broken(text):
    with pytest.raises(BrokenPage) as caught:
        read_page(text, "ear.md")
    assert caught.value.source == "ear.md"
    return caught.value.line, caught.value.reason


def test_a_page_is_read():
    page = read_page(PAGE, "ear.md")

    assert page == TreatmentPage(
        title="Ear washing",
        slug="ear-washing",
        department="ear-nose-and-throat",
        conditions=[ConditionLine("Wax", "", "ear-wax")],
        last_reviewed=date(2026, 3, 1),
        lead="Warm water washes wax out of the ear.",
        overview="It takes minutes.",
        questions=[
            QuestionText(
                "Who should not have it?",
                "People with a hole in the eardrum:\n\n- new holes\n- old holes",
                "who_should_not",
            ),
            QuestionText("Does it hurt?", "A little."),
        ],
    )


def test_a_whole_page_is_the_same_after_writing_and_reading():
    about_the_file = {"about_title", "left_out"}
    assert all(
        getattr(WHOLE, f.name) for f in fields(WHOLE) if f.name not in {"urgent_not_applicable", *about_the_file}
    )
    assert read_page(write_markdown(WHOLE), "ear.md") == WHOLE


def test_writing_twice_gives_the_same_file():
    written = write_markdown(WHOLE)

    assert write_markdown(read_page(written, "ear.md")) == written


def test_a_written_page_is_readable_by_people():
    written = write_markdown(WHOLE)

    assert "fever: 38 °C" in written
    assert "  First.\n\n  Second.\n" in written
    assert "## Who should not have it? {who-should-not}\n\nPeople with a hole in the eardrum.\n" in written
    assert "urgent_not_applicable" not in written


@pytest.mark.parametrize("change", [lambda t: "\ufeff" + t, lambda t: t.replace("\n", "\r\n"), lambda t: "\n\n" + t])
def test_windows_files_are_read(change):
    assert read_page(change(PAGE), "ear.md") == read_page(PAGE, "ear.md")


def test_an_english_page_may_leave_its_address_to_the_title():
    assert read_page("---\ntitle: Crohn’s disease & you\n---\n", "x.md").slug == "crohns-disease-you"


def test_one_day_for_both_dates_is_written_twice():
    day = date(2026, 3, 1)

    assert "last_reviewed: 2026-03-01\nnext_review: 2026-03-01\n" in write_markdown(
        TreatmentPage("Ear", "ear", last_reviewed=day, next_review=day)
    )


# Overview and kinds


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_overview_is_found_in_every_language(language):
    page = TreatmentPage("ചെവി", "ear", language, overview="Words.", questions=[QuestionText("Q?", "A.")])

    assert read_page(write_markdown(page), "ear.md") == page


def test_the_overview_may_have_any_heading():
    page = read_page(front("language: hi", "\n## कान की सफ़ाई {overview}\n\nशब्द।\n"), "ear.md")

    assert (page.overview, page.questions) == ("शब्द।", [])


def test_a_question_called_overview_stays_a_question():
    page = TreatmentPage("Ear", "ear", questions=[QuestionText("Overview", "Words."), QuestionText("Is {x}", "A.")])

    assert read_page(write_markdown(page), "ear.md") == page


@pytest.mark.parametrize("kind", QUESTION_KINDS)
def test_every_kind_is_read(kind):
    page = read_page(front("", f"\n## Q? {{{kind.replace('_', '-')}}}\n\nA.\n"), "ear.md")

    assert page.questions == [QuestionText("Q?", "A.", kind)]


def test_a_heading_inside_an_answer_never_starts_a_section():
    page = TreatmentPage("Ear", "ear", questions=[QuestionText("Q?", "One.\n\n## Two\n\nThree.")])

    assert read_page(write_markdown(page), "ear.md").questions == [QuestionText("Q?", "One.\n\n### Two\n\nThree.")]


# What cannot be understood, with its line


@pytest.mark.parametrize(
    ("lines", "line", "reason"),
    [
        ("colour: red", 4, "unknown key colour"),
        ("department: ent\nlead: no", 5, "unknown key lead"),
        ("1: one", 4, "unknown key 1"),
        ("department: 7", 4, "department must be text"),
        ("department: [a]", 4, "department must be text"),
        ("language: fr", 4, "unknown language fr"),
        ("language: no", 4, "language must be text"),
        ("last_reviewed: soon", 4, "must be a date"),
        ("last_reviewed: 2026-03-01 10:00:00", 4, "must be a date"),
        ("last_reviewed: 2026-13-01", 4, "month must be in 1..12"),
        ("urgent_signs: pain", 4, "urgent_signs must be a list"),
        ("urgent_signs:\n  - pain\n  - 5", 4, "urgent_signs must be text"),
        ("doctors:\n  - {slug: x}", 4, "doctors must be text"),
        ("credit: Dr A", 4, "credit must have the keys name, role, hospital"),
        ("credit: {role: x}", 4, "name is missing in credit"),
        ("credit: {name: x, phone: y}", 4, "unknown key phone in credit"),
        ("conditions:\n  - Wax", 4, "conditions must have the keys"),
        ("conditions:\n  - note: x", 4, "name is missing in conditions"),
        ("facts:\n  - {label: x}", 4, "value is missing in facts"),
        ("facts:\n  - {label: x, value: 5}", 4, "value in facts must be text"),
        ("references:\n  - {title: x, year: new}", 4, "year in references must be a number"),
        ("references:\n  - {title: x, year: true}", 4, "year in references must be a number"),
        ("department: a\ndepartment: b", 5, "department is given twice"),
        ("slug: Ear Washing", 4, "slug is given twice"),
        ("department: 'open", 4, "not YAML"),
        ("a: [", 4, "not YAML"),
        ("x: !!python/object:os.system {}", 4, "not YAML"),
    ],
)
def test_front_matter_that_cannot_be_understood(lines, line, reason):
    found_line, found = broken(front(lines))

    assert reason in found
    assert found_line == line


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("---\ntitle: x\n", 1, "no closing ---"),
        ("---\n- title\n---\n", 2, "key: value"),
        ("---\n---\n", 2, "key: value"),
        ("---\nslug: x\n---\n", 2, "title is missing"),
        ("---\ntitle: ''\n---\n", 2, "title is missing"),
        ("---\ntitle: X\nslug: Not Good\n---\n", 3, "slug must be"),
        ("---\ntitle: കണ്ണ്\nlanguage: ml\n---\n", 2, "slug must be"),
        ("\n\n---\ntitle: X\nfoo: y\n---\n", 5, "unknown key foo"),
        ("---\ntitle: " + "[" * 5000 + "\n---\n", 2, "not YAML"),
        (front("", "\nLead.\n\nMore.\n"), 7, "only one paragraph"),
        (front("", "\n## Q? {magic}\n"), 7, "unknown kind {magic}"),
        (front("", "\n## {risks}\n"), 7, "the heading is empty"),
        (front("", "\n# Title\n"), 7, "the title belongs in the front matter"),
        (front("", "\n## Q?\n\nA.\n\n## Overview\n\nB.\n"), 11, "the overview stands once"),
        (front("", "\n## Overview\n\nA.\n\n## X {overview}\n\nB.\n"), 11, "the overview stands once"),
    ],
)
def test_pages_that_cannot_be_understood(text, line, reason):
    found_line, found = broken(text)

    assert reason in found
    assert found_line == line


def test_an_unknown_key_names_the_known_ones():
    _, reason = broken(front("colour: red"))

    assert "title, slug, language, breadcrumb, department" in reason


# Round trip of anything


def is_tidy(text):
    return text == text.strip() and "\n" not in text and "\r" not in text and " ".join(text.split()) == text


letters = st.characters(
    codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffd\x85\u2028\u2029"
)
words = st.text(letters, max_size=40).filter(is_tidy).filter(lambda text: "â€" not in text and "<!--" not in text)
some_words = words.filter(bool)
# They are Markdown themselves, of which an import makes something else here and there.
paragraphs = some_words.filter(lambda text: not text.startswith(("# ", "## ")) and not set("[<") & set(text))
answers = st.lists(paragraphs, max_size=3).map("\n\n".join)
pages = st.builds(
    TreatmentPage,
    title=some_words,
    slug=st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True),
    language=st.sampled_from(LANGUAGES),
    breadcrumb=st.lists(words, max_size=2),
    department=words,
    generic_name=words,
    trade_names=words,
    lead=words,
    credit=st.none() | st.builds(Credit, some_words, words, words),
    overview=answers,
    conditions_heading=words,
    conditions=st.lists(st.builds(ConditionLine, some_words, words, words), max_size=2),
    questions=st.lists(
        st.builds(QuestionText, some_words, answers, st.sampled_from(["", *QUESTION_KINDS])), max_size=3
    ),
    facts=st.lists(st.builds(Fact, some_words, some_words), max_size=2),
    urgent_signs=st.lists(words, max_size=2),
    urgent_not_applicable=words,
    who_should_not_not_applicable=words,
    references=st.lists(
        st.builds(ReferenceLine, some_words, words, words, st.none() | st.integers(1900, 2100)), max_size=2
    ),
    closing_title=words,
    closing_text=answers,
    last_reviewed=st.none() | st.dates(),
    next_review=st.none() | st.dates(),
    doctors=st.lists(words, max_size=2),
)


AS_MARKUP = "0[^0] \\[^1] ![a](b) <b>c</b> <br> 3 < 4 [d] \\\\"


@settings(max_examples=size(60, 300), deadline=None)
@given(pages)
@example(
    TreatmentPage("yes", "1", lead="# no", questions=[QuestionText("overview", "\\---", ""), QuestionText("{}", "")])
)
@example(
    TreatmentPage("2026-01-01", "x", department="null", generic_name="0x1F", lead="\\# x", closing_text="a: b\n\n- c")
)
@example(TreatmentPage("1", "x", lead=AS_MARKUP, questions=[QuestionText(AS_MARKUP, "", ""), QuestionText("[^0]", "")]))
def test_any_page_is_the_same_after_writing_and_reading(page):
    assert read_page(write_markdown(page), "any.md") == page
