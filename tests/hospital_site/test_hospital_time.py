"""Times as people read them, in every language."""

from datetime import UTC, datetime, time

import pytest
from django.utils import translation

from hospital_site.hospital_time import in_words, time_in_words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Thursday 26 November 2026, 10:30 am IST"),
        ("ml", "വ്യാഴാഴ്ച 26 നവംബർ 2026, രാവിലെ 10:30 (ഇന്ത്യൻ സമയം)"),
        ("hi", "गुरुवार 26 नवंबर 2026, सुबह 10:30 बजे (भारतीय समय)"),
        ("ar", "الخميس 26 نوفمبر 2026، الساعة 10:30 صباحًا بتوقيت الهند"),
    ],
)
def test_in_words_names_day_time_and_zone_in_the_readers_language(language, words):
    with translation.override(language):
        assert in_words(datetime(2026, 11, 26, 5, 0, tzinfo=UTC)) == words


@pytest.mark.parametrize(
    ("hour", "english", "malayalam"),
    [
        (0, "12:05 am", "പുലർച്ചെ 12:05"),
        (4, "4:05 am", "രാവിലെ 4:05"),
        (11, "11:05 am", "രാവിലെ 11:05"),
        (12, "12:05 pm", "ഉച്ചയ്ക്ക് 12:05"),
        (16, "4:05 pm", "വൈകിട്ട് 4:05"),
        (20, "8:05 pm", "രാത്രി 8:05"),
        (23, "11:05 pm", "രാത്രി 11:05"),
    ],
)
def test_time_in_words_says_the_part_of_the_day_as_the_language_does(hour, english, malayalam):
    assert time_in_words(time(hour, 5)) == english
    with translation.override("ml"):
        assert time_in_words(time(hour, 5)) == malayalam


def test_a_zone_without_a_name_of_ours_keeps_its_letters(settings):
    settings.TIME_ZONE = "Asia/Dubai"

    assert in_words(datetime(2026, 11, 26, 5, 0, tzinfo=UTC)) == "Thursday 26 November 2026, 9:00 am +04"
