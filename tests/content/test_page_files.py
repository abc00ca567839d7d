import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from content.importing import (
    BrokenPage,
    ConditionLine,
    Credit,
    Fact,
    QuestionText,
    ReferenceLine,
    TreatmentPage,
    read_file,
    read_page,
    slug_of,
    what_is_missing,
    what_needs_care,
    write_markdown,
)

PLAIN = "Home > Heart Scan\n\nOverview\n\nA scan of the heart.\n\nDoes it hurt?\n\nNot much.\n"


def page(**values):
    return TreatmentPage(**{"title": "Heart scan", "slug": "heart-scan", "lead": "A scan of the heart."} | values)


# Which reader


def test_a_page_that_starts_with_three_hyphens_is_markdown():
    assert read_page("---\ntitle: A > B\n---\n", "x.md").title == "A > B"


def test_any_other_page_is_plain_text():
    assert read_page(PLAIN, "x.md").title == "Heart Scan"


def test_a_plain_page_can_be_written_as_markdown_and_read_again():
    plain = read_page(PLAIN, "x.txt")

    assert read_page(write_markdown(plain), "x.md") == plain


# Files


def test_a_file_is_read_and_named_by_its_name(tmp_path):
    path = tmp_path / "broken.txt"
    path.write_text("", encoding="utf-8")

    with pytest.raises(BrokenPage, match=r"^broken\.txt, line 1: the file is empty$"):
        read_file(path)


def test_bytes_and_text_give_the_same_page(tmp_path):
    path = tmp_path / "page.txt"
    path.write_bytes(b"\xef\xbb\xbf" + PLAIN.encode())

    assert read_file(path) == read_file(str(path)) == read_page(PLAIN.encode(), "page.txt") == read_page(PLAIN, "x")


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "latin-1"])
def test_other_encodings_are_refused_with_the_line(encoding):
    with pytest.raises(BrokenPage, match="UTF-8") as caught:
        read_page(f"{PLAIN}\nCafé\n".encode(encoding), "page.txt")

    assert caught.value.line == (1 if encoding == "utf-16" else 11)


def test_half_a_character_is_refused():
    with pytest.raises(BrokenPage, match="UTF-8"):
        read_page("Home > Heart Scan\n\nA \ud83d scan.", "page.txt")


def test_a_huge_file_is_refused_without_reading_all_of_it(tmp_path):
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(10_000_000_000)  # takes no room on the disk

    with pytest.raises(BrokenPage, match="larger than 1 MB"):
        read_file(path)


def test_a_missing_file_is_the_callers_business(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_file(tmp_path / "none.txt")


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Botox Therapy: What & Why?", "botox-therapy-what-why"),
        ("Crohn’s disease", "crohns-disease"),
        ("Ménière", "meniere"),
        ("  3D – scan ", "3d-scan"),
        ("ഹൃദയം", ""),
    ],
)
def test_addresses_made_from_titles(title, slug):
    assert slug_of(title) == slug


# What is missing


def test_everything_is_missing_from_a_bare_page():
    assert what_is_missing(page(lead="")) == [
        "department",
        "last reviewed date",
        "next review date",
        "references",
        "who should not have it",
        "urgent help",
        "the opening sentence",
    ]


def test_nothing_is_missing_from_a_full_page():
    full = page(
        department="cardiology",
        last_reviewed=date(2026, 1, 1),
        next_review=date(2027, 1, 1),
        references=[ReferenceLine("Heart scan")],
        questions=[QuestionText("Who should not?", "Nobody we know of.", "who_should_not")],
        urgent_signs=["chest pain"],
    )

    assert what_is_missing(full) == []
    assert what_is_missing(replace(full, urgent_signs=[])) == ["urgent help"]
    assert what_is_missing(replace(full, urgent_signs=[], urgent_not_applicable="A test without risk.")) == []
    assert what_is_missing(replace(full, questions=[])) == ["who should not have it"]
    assert what_is_missing(replace(full, questions=[], who_should_not_not_applicable="It only listens.")) == []
    assert what_is_missing(replace(full, department="")) == ["department"]


def test_a_question_without_an_answer_is_missing_its_answer():
    missing = what_is_missing(page(questions=[QuestionText("Does it hurt?", "")]))

    assert "an answer to “Does it hurt?”" in missing


# What needs care

CLAIMS = [
    ("This is an FDA-approved scan.", "say which country approved it"),
    ("The device has FDA clearance.", "say which country approved it"),
    ("It is approved by the CDSCO for headache.", "say which country approved it"),
    ("It is approved in India by CDSCO.", "say what it is approved for"),
    ("An approved method.", "say which country approved it"),
    ("It will cure migraine.", "cure"),
    ("Everyone was cured.", "cure"),
    ("It works 100% of the time.", "certain"),
    ("It works in 100 per cent of people.", "certain"),
    ("A painless scan.", "how it feels"),
    ("It is pain-free.", "how it feels"),
    ("No pain, guaranteed.", "guaranteed"),
    ("We guarantee results.", "guaranteed"),
    ("It has no side effects.", "every treatment has risks"),
    ("It is safe.", "for whom"),
    ("A safe and simple scan.", "for whom"),
    ("Many have it safely for years.", "for whom"),
    ("Not only safe, but quick.", "for whom"),
    ("Is it safe for children?", "for whom"),
    ("The best care in Kerala.", "compared with what"),
    ("Our Best Doctors", "compared with what"),
    ("ഇത് പൂർണമായും സുരക്ഷിതമാണ്.", "a claim to check"),
    ("यह पूरी तरह सुरक्षित है।", "a claim to check"),
    ("نتيجة مضمونة.", "a claim to check"),
    ("ഇതിന് FDA അംഗീകാരമുണ്ട്.", "say which country approved it"),
]

CAREFUL = [
    "It is approved in the United States by its Food and Drug Administration (FDA) for chronic migraine.",
    "The CDSCO has approved it in India to treat headache.",
    "Drive when your insurer has approved it.",
    "അമേരിക്കയിൽ FDA ഇതിന് അംഗീകാരം നൽകിയിട്ടുണ്ട്.",
    "It does not cure migraine.",
    "There is no cure yet.",
    "It is not always painless.",
    "It is not painful.",
    "Nothing can be guaranteed, and we cannot guarantee it.",
    "Ask whether it is safe for you.",
    "Wait until it is safe to drive.",
    "It is not safe in pregnancy.",
    "It is safe for most adults.",
    "Keep it in a secure place, unsafe for children.",
    "Choose what is best for you.",
    "Exercise works best.",
    "The best time to call is the morning.",
    "Procure, secure, accurate.",
]


@pytest.mark.parametrize(("sentence", "why"), CLAIMS)
def test_claims_that_need_care(sentence, why):
    found = what_needs_care(page(overview=f"First. {sentence}"))

    assert len(found) >= 1
    assert why in " ".join(found)


@pytest.mark.parametrize("sentence", CAREFUL)
def test_careful_words_need_no_care(sentence):
    assert what_needs_care(page(overview=sentence)) == []


def test_a_claim_is_shown_with_the_words_around_it():
    found = what_needs_care(
        page(overview="One two three four five six a painless scan for you and for all of us here.")
    )

    assert found == ["“… three four five six a painless scan for you and for …”: say how it feels to most people"]


@pytest.mark.parametrize(
    "place",
    [
        {"title": "Painless scan"},
        {"lead": "A painless scan."},
        {"overview": "- a painless scan"},
        {"conditions_heading": "What is the painless scan for?"},
        {"conditions": [ConditionLine("Heart failure", "painless")]},
        {"questions": [QuestionText("Is it painless?", "A little.")]},
        {"questions": [QuestionText("Does it hurt?", "It is painless.")]},
        {"facts": [Fact("Feels", "painless")]},
        {"urgent_signs": ["a painless lump"]},
        {"closing_title": "A painless start"},
        {"closing_text": "Come.\n\nIt is painless."},
    ],
)
def test_claims_are_found_wherever_they_stand(place):
    assert len(what_needs_care(page(**place))) == 1


def test_titles_of_references_are_other_peoples_words():
    assert what_needs_care(page(references=[ReferenceLine("FDA approves the best cure")])) == []


# Samples of real pages, where somebody has them


SAMPLES = os.environ.get("IMPORT_SAMPLES")
SAMPLE_FILES = sorted(path for path in Path(SAMPLES).iterdir() if path.is_file()) if SAMPLES else []


@pytest.mark.skipif(not SAMPLES, reason="IMPORT_SAMPLES names no folder")
def test_the_folder_of_samples_holds_samples():
    assert SAMPLE_FILES


@pytest.mark.parametrize("path", SAMPLE_FILES, ids=lambda path: path.name)
def test_a_sample_is_read_well(path):
    sample = read_file(path)

    assert sample.title
    assert sample.slug
    assert sample.lead
    assert sample.questions
    assert all(question.answer for question in sample.questions)
    assert all(line.name and len(line.name) < 100 for line in sample.conditions)
    assert read_page(write_markdown(sample), "again.md") == sample
    words = f"{write_markdown(sample)}\n".casefold()
    for debris in ["mobile header", "view all", "our doctors", "real voices", "read more", "📞", "published with"]:
        assert debris not in words
    if sample.credit:
        assert isinstance(sample.credit, Credit)
        assert sample.credit.name
