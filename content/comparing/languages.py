"""Whether words are in the language they say they are: a page that was started as a copy must not go out as one."""

import re
import unicodedata
from collections import Counter

from django.db import models

from common.text.translated_text import MAIN_LANGUAGE

from ..translations import source_version
from .passages import field_of, passages_of
from .words import tokens

LATIN, MALAYALAM, DEVANAGARI, ARABIC = "LATIN", "MALAYALAM", "DEVANAGARI", "ARABIC"
SCRIPTS = {"en": LATIN, "ml": MALAYALAM, "hi": DEVANAGARI, "ar": ARABIC}

# The same in every language: names of medicines and places, and what others have published.
NAMES = {"generic_name", "trade_names"}
NOT_TRANSLATED = NAMES | {"credited_hospital"}
ROWS_NOT_TRANSLATED = {"references"}
UNITS = {"mg", "ml", "mcg", "kg", "cm", "mm", "am", "pm", "mmol", "mmhg", "iu", "dr"}
ADDRESS = re.compile(r"(?:https?://|www\.|mailto:|tel:)\S+|\[→ \S+\]|(?<!\S)\S{1,200}@\S{1,200}")
LONGEST_ABBREVIATION = 6
SHORTEST_LINE = 3  # words


def untranslated(content):
    """[(passage, part)] of this version that is not in its language: mostly in another script, or as its source is."""
    names = names_in(content)
    source = source_version(content) if content.language != MAIN_LANGUAGE else None
    lines = lines_of(source.content, names) if source else set()
    return [
        (passage, part)
        for passage, part in texts_of(passages_of(content))
        if is_foreign(plain(part), content.language, names) or lines & _lines(part, names)
    ]


def texts_of(passages):
    """Those parts of passages that a translator writes."""
    for passage in passages:
        if passage.place not in ROWS_NOT_TRANSLATED | NOT_TRANSLATED:
            for part in passage.parts:
                if is_text(passage, part):
                    yield passage, part


def is_text(passage, part):
    field = field_of(passage.model, part.name)
    is_written = isinstance(field, models.CharField | models.TextField) and not isinstance(field, models.URLField)
    return is_written and not field.choices


def is_foreign(text, language, names=frozenset()):
    """Mostly in the script of another language, once what is the same in every language is left out."""
    scripts = Counter(script for word in words_left(text, names) for script in map(_script, word) if script)
    return scripts.total() - scripts[SCRIPTS[language]] > scripts[SCRIPTS[language]]


def words_left(text, names=frozenset()):
    """The words of a text without names of medicines, numbers, units, addresses and abbreviations."""
    for word in tokens(ADDRESS.sub(" ", text)):
        word = word.strip()
        is_known = all(part in names | UNITS for part in word.casefold().split("/"))
        if not is_known and not _is_code(word):
            yield word


def names_in(content):
    """The words of the names of medicines that this page is about."""
    named = " ".join(getattr(content, name, "") for name in NAMES)
    return {word.strip().casefold() for word in tokens(named)}


def plain(part):
    return "".join(tokens(part.text, is_rich=part.is_rich))


def lines_of(content, names):
    return {line for _passage, part in texts_of(passages_of(content)) for line in _lines(part, names)}


def _lines(part, names):
    """Each line that has words of its own: a paragraph that was left as it was is seen among translated ones."""
    lines = (" ".join(line.split()) for line in plain(part).splitlines())
    return {
        line for line in lines if _is_running_text([word for word in words_left(line, names) if _has_letters(word)])
    }


def _is_running_text(words):
    """More than names, which are written with capitals."""
    words = list(words)
    return len(words) >= SHORTEST_LINE and any(word[0].islower() for word in words)


def _is_code(word):
    """A number, a dose, an abbreviation."""
    is_short = len(word) <= LONGEST_ABBREVIATION and word.isupper()
    return any(sign.isdigit() for sign in word) or is_short


def _has_letters(word):
    return any(map(str.isalpha, word))


def _script(sign):
    """LATIN, MALAYALAM …; None for what is no letter."""
    if not unicodedata.category(sign).startswith(("L", "M")):
        return None
    return unicodedata.name(sign, "").split(" ")[0]
