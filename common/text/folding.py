"""Which letters and which words are the same, in every script of the site, however they were typed.

PostgreSQL's own parser depends on the locale that the server happens to run in, so words are found here.
"""

import unicodedata

# Old Malayalam texts write a chillu as consonant, virama, joiner; newer ones as one letter.
CHILLUS = {"ണ്\u200d": "ൺ", "ന്\u200d": "ൻ", "ര്\u200d": "ർ", "ല്\u200d": "ൽ", "ള്\u200d": "ൾ", "ക്\u200d": "ൿ"}
# Forms of one Arabic letter, which dictionaries and people looking for a word take for the same.
ARABIC_FORMS = str.maketrans("أإآٱةى", "اااا" + "هي")
JOINERS = dict.fromkeys(map(ord, "\u200c\u200d\u0640"))  # and the Arabic stretching line
APOSTROPHES = dict.fromkeys(map(ord, "'’ʼ"))
NUKTA = "\u093c"


def same_letters(text):
    """The text with one way to write each letter. Order and search both ask this."""
    for written, letter in CHILLUS.items():
        text = text.replace(written, letter)
    return text.translate(ARABIC_FORMS)


def tokenize(text):
    """The words of a text as they are compared: one case, one spelling, no accents."""
    return folded(text).split()


def folded(text):
    """The text with everything but letters, their signs and numbers turned into blanks."""
    text = unicodedata.normalize("NFKD", text.translate(APOSTROPHES)).casefold()
    text = same_letters(text).translate(JOINERS)
    text = "".join(sign for sign in text if sign != NUKTA and not is_accent(sign))
    text = unicodedata.normalize("NFC", text)
    return "".join(sign if unicodedata.category(sign)[0] in "LNM" else " " for sign in text)


def is_accent(sign):
    """Accents of Latin letters and vowel points of Arabic: both are often left out when typing."""
    return "\u0300" <= sign <= "\u036f" or "\u064b" <= sign <= "\u0655" or sign == "\u0670"
