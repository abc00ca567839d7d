"""The order of names in every script of the site.

PostgreSQL may have been built without ICU (the embedded one is), so the order is kept in sort keys made here (the
Unicode Collation Algorithm).
"""

import unicodedata
from functools import cache

from .folding import same_letters

ELEMENTS_IN_A_KEY = 100  # four characters each; an index entry must stay below 2,700 bytes
NOT_A_LETTER = "#"


@cache
def collator():
    from pyuca import Collator  # its table takes 13 MB, which only those who save a name need

    return Collator()


def sort_key(text):
    """A string that sorts as the text does in a dictionary; numbers and signs come first."""
    elements = collator().sort_key(same_letters(text))
    return "".join(f"{element:04x}" for element in elements[:ELEMENTS_IN_A_KEY])


def first_letter(text):
    """The letter under which a dictionary has the text."""
    for letter in same_letters(text):
        if unicodedata.category(letter)[0] == "L":
            return unicodedata.normalize("NFD", letter)[0].upper()
        if unicodedata.category(letter)[0] == "N":
            break
    return NOT_A_LETTER
