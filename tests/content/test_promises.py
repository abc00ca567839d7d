"""Promises are marked whatever their kind; honest sentences of our own pages are left alone."""

import re
from pathlib import Path

import pytest

from common.text.sentences import sentences
from content.claims_checker import what_needs_care
from content.importing import TreatmentPage, read_file
from tests.content.promise_sentences import ARABIC, ENGLISH, HINDI, LATER, MALAYALAM

OUR_PAGES = sorted((Path(__file__).parents[2] / "demonstration" / "treatments").glob("*.md"))
MOST_FALSE_ALARMS = 0.05


def is_marked(sentence):
    return bool(what_needs_care(TreatmentPage(title="Care", slug="care", overview=sentence)))


@pytest.mark.parametrize("kind", ENGLISH)
def test_every_kind_of_promise_is_marked(kind):
    assert [sentence for sentence in ENGLISH[kind] if not is_marked(sentence)] == []


@pytest.mark.parametrize("language", [MALAYALAM, HINDI, ARABIC], ids=["ml", "hi", "ar"])
def test_promises_are_marked_in_the_other_languages(language):
    assert [kind for kind, sentence in language.items() if not is_marked(sentence)] == []


def test_promises_that_were_written_later_are_marked():
    assert [sentence for sentence in LATER if not is_marked(sentence)] == []


def test_there_are_enough_kinds():
    assert len(ENGLISH) >= 42


def sentences_of(page):
    texts = [page.lead, page.overview, page.closing_title, page.closing_text, *page.urgent_signs]
    texts += [text for question in page.questions for text in (question.question, question.answer)]
    lines = (re.sub(r"^(?:[-*#]+|\d+\.)\s+", "", line) for text in texts for line in text.split("\n"))
    return [
        sentence
        for line in lines
        if line.strip()
        for sentence in re.split(r"(?<=[।؟])\s+", line)
        for sentence in sentences(sentence)
    ]


def test_few_of_our_own_sentences_are_marked():
    ours = [sentence for path in OUR_PAGES for sentence in sentences_of(read_file(path))]
    assert len(ours) > 900

    marked = [sentence for sentence in ours if is_marked(sentence)]

    assert len(marked) <= MOST_FALSE_ALARMS * len(ours), marked


HONEST = [
    "Smoking is a leading cause of bladder cancer.",
    "Pain leading to the arm needs help at once.",
    "Ask your surgeon about the success rate of the operation.",
    "Hearing loss may be permanent.",
    "If there are no complications, you go home the next day.",
    "The first session lasts an hour.",
    "Your first visit in Kozhikode is with a nurse.",
    "Better sleep helps healing.",
    "The most common side effect is a sore arm.",
    "Advanced cancer may need other medicines.",
    "Do not wait for the pain to pass.",
    "You may feel no pain while the area is numb.",
    "Fat-free milk is allowed.",
    "Tablet No. 1 is taken in the morning.",
    "Most people recover within six weeks.",
    "A second opinion is always possible.",
    "Tell us about all medicines that you take.",
    "Blood pressure is measured on the top of the arm.",
    "The top number is the systolic pressure.",
    "It cannot be reversed.",
    "The result comes in three days.",
    "About 90 of 100 people can walk without a stick after three months.",
    "The operation is not free of risks.",
    "Nobody can promise that the pain will go.",
]


@pytest.mark.parametrize("sentence", HONEST)
def test_honest_sentences_are_left_alone(sentence):
    assert not is_marked(sentence)
