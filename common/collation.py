"""Letters, words and their order in every script of the site.

PostgreSQL may have been built without ICU (the embedded one is), so the order of names is kept in sort keys
made here (the Unicode Collation Algorithm), and words for searching are found here: PostgreSQL's own
parser depends on the locale the server happens to run in.
"""

import unicodedata
from functools import cache

from django.utils.translation import get_language

ELEMENTS_IN_A_KEY = 100  # four characters each; an index entry must stay below 2,700 bytes
NOT_A_LETTER = "#"

# Old Malayalam texts write a chillu as consonant, virama, joiner; newer ones as one letter.
CHILLUS = {"ണ്\u200d": "ൺ", "ന്\u200d": "ൻ", "ര്\u200d": "ർ", "ല്\u200d": "ൽ", "ള്\u200d": "ൾ", "ക്\u200d": "ൿ"}
# Forms of one Arabic letter, which dictionaries and people looking for a word take for the same.
ARABIC_FORMS = str.maketrans("أإآٱةى", "اااا" + "هي")
JOINERS = dict.fromkeys(map(ord, "\u200c\u200d\u0640"))  # and the Arabic stretching line
APOSTROPHES = dict.fromkeys(map(ord, "'’ʼ"))
NUKTA = "\u093c"


@cache
def collator():
    from pyuca import Collator  # its table takes 13 MB, which only those who save a name need

    return Collator()


def sort_key(text, language):
    """A string that sorts as the text does in a dictionary; numbers and signs come first."""
    elements = collator().sort_key(one_spelling(text, language))
    return "".join(f"{element:04x}" for element in elements[:ELEMENTS_IN_A_KEY])


def first_letter(text, language=None):
    """The letter under which a dictionary of this language has the text."""
    for letter in one_spelling(text, language or get_language()):
        if unicodedata.category(letter)[0] == "L":
            return unicodedata.normalize("NFD", letter)[0].upper()
        if unicodedata.category(letter)[0] == "N":
            break
    return NOT_A_LETTER


def one_spelling(text, language):
    for written, letter in CHILLUS.items():
        text = text.replace(written, letter)
    return text.translate(ARABIC_FORMS) if language == "ar" else text


def tokenize(text):
    """The words of a text as they are compared: one case, one spelling, no accents."""
    return spelled_alike(text).split()


def spelled_alike(text):
    """The text with everything but letters, their signs and numbers turned into blanks."""
    for written, letter in CHILLUS.items():
        text = text.replace(written, letter)
    text = unicodedata.normalize("NFKD", text.translate(APOSTROPHES)).casefold().translate(JOINERS)
    text = "".join(sign for sign in text if sign != NUKTA and not is_accent(sign))
    text = unicodedata.normalize("NFC", text).translate(ARABIC_FORMS)
    return "".join(sign if unicodedata.category(sign)[0] in "LNM" else " " for sign in text)


def is_accent(sign):
    """Accents of Latin letters and vowel points of Arabic: both are often left out when typing."""
    return "\u0300" <= sign <= "\u036f" or "\u064b" <= sign <= "\u0655" or sign == "\u0670"
