"""Which texts lift a card: measured on what patients write, and each rule of the grammar by itself."""

import time
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import yaml

from bookings.models.red_flags import lines_of
from bookings.urgency.arabizi import is_arabizi
from bookings.urgency.finding import Finder, Words
from bookings.urgency.first_words import first_words
from bookings.urgency.reading import read

FOLDER = Path(__file__).parent / "urgency_texts"
FILES = ["promised", "second", "third", "fourth", "fifth", "sixth", "tuned", "unseen"]
LANGUAGES = ["en", "ml", "ml_latin", "hi", "hi_latin", "ar"]  # Arabic in Latin letters is a test of its own
AT_LEAST_FOUND, AT_MOST_FALSE = 0.95, 0.10
AT_LEAST_IN_LATIN_LETTERS = 0.85


def finder_of(flags):
    return Finder(Words(f.sign, f.language, *(lines_of(each) for each in (f.phrases, f.near, f.unless))) for f in flags)


@pytest.fixture(scope="module")
def finder():
    return finder_of(first_words())


@cache
def written(name):
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def texts(kind, files=tuple(FILES), languages=(*LANGUAGES, "ar_latin")):
    return [text for name in files for language in languages for text in written(name)[kind].get(language, ())]


def assert_measure(finder, urgent, harmless, at_least_found=AT_LEAST_FOUND):
    missed = [text for text in urgent if not finder.find(text)]
    false = [text for text in harmless if finder.find(text)]

    assert len(missed) <= (1 - at_least_found) * len(urgent), missed
    assert len(false) <= AT_MOST_FALSE * len(harmless), false


@pytest.mark.parametrize("name", FILES)
def test_what_cannot_wait_is_found_and_the_everyday_is_not(finder, name):
    urgent, harmless = texts("urgent", [name]), texts("harmless", [name])

    assert len(urgent) >= 30
    assert len(harmless) >= 30
    assert_measure(finder, urgent, harmless)


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_each_language_and_its_letters(finder, language):
    urgent, harmless = texts("urgent", languages=[language]), texts("harmless", languages=[language])

    assert len(urgent) >= 100
    assert len(harmless) >= 30
    assert_measure(finder, urgent, harmless)


def test_arabic_in_latin_letters_and_digits(finder):
    """Everybody spells it in their own way: less is promised."""
    urgent, harmless = texts("urgent", languages=["ar_latin"]), texts("harmless", languages=["ar_latin"])

    assert len(urgent) >= 50
    assert_measure(finder, urgent, harmless, AT_LEAST_IN_LATIN_LETTERS)


def test_the_promised_file_has_a_hundred_of_each():
    assert (len(texts("urgent", ["promised"])), len(texts("harmless", ["promised"]))) == (100, 100)


def test_no_text_is_counted_twice():
    every = texts("urgent") + texts("harmless")

    assert [text for text, times in Counter(every).items() if times > 1] == []


def test_without_the_grammar_of_no_and_long_ago_the_everyday_would_lift_cards(finder, monkeypatch):
    """The measure can fail: what is denied is found by its words."""
    harmless = texts("harmless", ["promised"])
    monkeypatch.setattr("bookings.urgency.judging.Judge.is_meant", lambda self, *spans: True)

    assert sum(bool(finder.find(text)) for text in harmless) > AT_MOST_FALSE * len(harmless)


@pytest.mark.parametrize(
    "text",
    [
        "chest pain, left arm numb",
        "vomiting blood",
        "baby not moving",
        "ഇപ്പോഴും ബോധം ഇല്ല",
        "not breathing",
        "cannot speak",
        "saans nahi aa rahi",
        "لا يتنفس",
        "no fever but chest pain",
        "bleeding not stopping",
        "seene me dard kam nahi ho raha",
        "സഹിക്കാൻ പറ്റുന്നില്ല വയറുവേദന",
        "Chest\u200b pain",
        "CHEST   PAIN!!",
        "chesttt paiiin",
        "chest vedana",
        "seene mein pain",
        "fever 104.5 baby",
        "കുഞ്ഞിന് പനി ൧൦൪",
        "BP checkup and chest pain",
        "had a stroke last year, now face drooping",
        "doesn't breathe",
        "saans bhi nahi aa rahi",
        "उल्टियां खून की",
        "നെഞ്ചിനകത്ത് വേദന",
        "കൈയുടെ ബലം പോയി",
        "وأنزف وأنا حامل",
        "sadri y3awwerni w 3arqan",
        "need a check up for my father who is old and walks little but since one hour has chest pain",
    ],
)
def test_it_cannot_wait(finder, text):
    assert finder.find(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "...",
        "no chest pain",
        "not bleeding",
        "വേദന ഇല്ല",
        "നെഞ്ചുവേദനയില്ല",
        "nenju vedanayilla",
        "seene me dard nahi",
        "dard nahi",
        "لا يوجد ألم",
        "no chest pain or breathlessness",
        "chest pain last year, now check-up",
        "father had a stroke in 2010, wants follow-up",
        "tooth bleeding when brushing",
        "heart check-up",
        "fear of heart attack? no: routine",
        "information about stroke rehabilitation",
        "swelling of feet",
        "നെഞ്ചുവേദനയോ ശ്വാസംമുട്ടലോ ഇല്ല",
        "daura behoshi ya seene me dard kuch nahi hai",
        "ما عندي ضيق تنفس بس كحة خفيفة",
        "ma 3indi alam bas fa7s",
        "7months baby vaccine",
        "വിഷാദത്തിന് മരുന്ന് കഴിക്കുന്നു",
        "varicose veins in hand and leg",
    ],
)
def test_it_can_wait(finder, text):
    assert finder.find(text) == []


def test_the_sign_and_the_patients_own_words_are_told(finder):
    [found] = finder.find("Since yesterday nenju vedana, please call")

    assert (found.sign, found.typed) == ("Chest pain", "nenju vedana")


def test_words_of_two_languages_complete_one_sign():
    rows = [Words("Chest pain", "en", ("chest",), ("pain",)), Words("Chest pain", "ml", ("nenju",), ("vedana",))]

    assert Finder(rows).find("chest vedana")
    assert not Finder(rows[:1]).find("chest vedana")


@pytest.mark.parametrize(
    ("language", "listed", "typed"),
    [
        ("hi", "उल्टी", "उल्टियां"),
        ("hi", "गोली", "गोलियों से"),
        ("hi", "ladkhada", "larkhada"),
        ("ml", "കൈ", "കൈയുടെ"),
        ("ml", "കണ്ണ്", "കണ്ണിന്റെ"),
        ("ml", "kuzhanju", "kulanju"),
        ("ar", "نزف", "وينزف"),
        ("ar", "صعق", "صعقته"),
        ("ar", "حامل", "7amel"),
        ("ar", "وعي", "elwa3i"),
        ("ar", "فاقد", "fa2ed"),
        ("ar", "افعى", "af3a"),
        ("ar", "نوبة", "nawbet 2awiye"),
    ],
)
def test_a_word_is_known_in_its_forms(language, listed, typed):
    assert Finder([Words("Sign", language, (listed,))]).find(typed)


@pytest.mark.parametrize(
    ("language", "listed", "typed"),
    [
        ("ml", "കൈ", "കൈരളി"),
        ("hi", "गोली", "गोरा"),
        ("ar", "حامل", "hml"),
        ("ar", "ليس", "lessa 3indi"),
        ("ar", "بلا", "bel 3ein"),
        ("en", "leg", "legend"),
    ],
)
def test_another_word_is_not(language, listed, typed):
    assert not Finder([Words("Sign", language, (listed,))]).find(typed)


def test_what_somebody_comes_for_speaks_for_a_few_words_only():
    finder = Finder([Words("Chest pain", "en", ("chest pain",), unless=("gym",))])

    assert not finder.find("check up please for my father chest pain")
    assert finder.find("check up please for my father who is old lives alone in his village chest pain")
    assert not finder.find("chest pain after the gym")
    assert finder.find("gym member and he asks about a card for his sister who has had chest pain")


@pytest.mark.parametrize("typed", ["7months", "2yr", "104f", "spo2", "3rd", "5min", "2018il"])
def test_a_number_with_its_unit_is_no_arabic(typed):
    assert not is_arabizi(typed)


@pytest.mark.parametrize("typed", ["7amel", "3indi", "y3awwerni", "ta7", "wa3i"])
def test_digits_stand_for_letters_of_arabic(typed):
    assert is_arabizi(typed)


def best_of(finder, text, times=7):
    taken = []
    for _time in range(times):
        began = time.thread_time()
        finder.find(text)
        taken.append(time.thread_time() - began)
    return min(taken)


LONG = [
    "നെഞ്ചുവേദന no chest pain but saans nahi aa rahi, left arm numb since morning. ",
    "pain chest ",
    "no or ",
    "chest, ",
    "x",
    "ശ്വ",
    "لا ",
    "bleed ",
    "7amel w ma y3awwer ",
]


@pytest.mark.parametrize("piece", LONG)
def test_300_characters_take_about_a_millisecond(finder, piece):
    """Five times that on a busy machine."""
    assert best_of(finder, (piece * 300)[:300]) < 0.005


@pytest.mark.parametrize("piece", LONG)
def test_twice_the_length_takes_about_twice_as_long(finder, piece):
    once, twice = best_of(finder, (piece * 300)[:300]), best_of(finder, (piece * 600)[:600])

    assert twice < 3 * once + 0.0005


def test_more_than_a_form_takes_is_not_read():
    assert len(read("a " * 100_000)) == 500
