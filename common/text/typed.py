"""What people type or paste, cleaned before anything is read in it.

`clean_text` is for words, which are kept as they were meant; `clean_code` is for numbers, references and addresses of
mail, of which only plain letters, digits and signs count.
"""

import re
import unicodedata

LOST_LETTER = "\ufffd"  # what is left of bytes that are no letters
# What shows nothing where it stands: signs of format and of direction (category Cf), letters that are blank, and the
# empty cell of Braille. The number signs of Arabic and Kaithi are of category Cf too, and are seen.
BLANKS = "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\uffa0"
FORMATS = "\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
INVISIBLE = re.compile(f"[{BLANKS}{FORMATS}\U0001bca0-\U0001bca3\U0001d173-\U0001d17a]")
# After a letter of Arabic or of an Indic script, and between the parts of an emoji, a joiner changes what is read.
STRAY_JOINER = re.compile("(?<![\u0600-\u08ff\u0900-\u0dff\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]")
UNSEEN_IN_CODES = re.compile("[\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def clean_text(text: str) -> str:
    """Words as they are shown: nothing invisible, one sign for each line break, one way to write each letter."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = STRAY_JOINER.sub("", INVISIBLE.sub("", text))
    return unicodedata.normalize("NFC", text).strip()


def clean_code(text: str) -> str:
    """A number, a reference or an address of mail, with the digits of every script as 0 to 9."""
    text = UNSEEN_IN_CODES.sub("", unicodedata.normalize("NFKC", clean_text(text)))
    return "".join(_ascii_digit(sign) for sign in text).strip()


def without_label(code: str) -> str:
    """ "Reference: 3A4C-79DE" as "3A4C-79DE"."""
    label, colon, rest = code.partition(":")
    is_label = bool(colon) and has_letter(label) and not any(sign.isdigit() for sign in label)
    return rest.strip() if is_label else code


def has_letter(text: str) -> bool:
    return _has(text, "L")


def has_letter_or_number(text: str) -> bool:
    return _has(text, "LN")


def _has(text: str, kinds: str) -> bool:
    """A lost letter was one: whoever typed it is told that it was lost, not that nothing was typed."""
    return any(unicodedata.category(sign)[0] in kinds or sign == LOST_LETTER for sign in clean_text(text))


def _ascii_digit(sign: str) -> str:
    digit = unicodedata.decimal(sign, None)
    return sign if digit is None else str(digit)
