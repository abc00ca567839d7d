"""Arabic in Latin letters and digits, as it is typed in chats: "sadri y3awwerni", "ma3indi alam".

Such a word and the Arabic one are compared by their consonants, since everybody writes the vowels as they like.
"""

import re
from itertools import islice, product

_DIGITS = "2356789"  # each for a letter that looks like it: 7 for ح, 3 for ع
_WORD = re.compile(rf"[a-z{_DIGITS}']+")
_LETTER = re.compile("[a-z]")
_TWO_DIGITS = re.compile(r"\d'?\d")
_UNIT = re.compile(
    r"\d(?:m|mon|mths?|mnths?|months?|d|days?|y|yrs?|years?|h|hrs?|hours?|mins?|minutes?|w|wks?|weeks?|am|pm|f|c|st|nd|rd|th|va|vi|ve|van|vaan|aan"
    r"|x|times|tabs?|tablets?|pills?|strips?|kg|mg|gm?|ml|l|cm|mm|ft|saal|sal|mahin\w*|din|ghant\w*|baje|masa\w*|varsh\w*"
    r"|divas\w*|manik\w*|am|aam|vayas\w*|old|bottles?|clots?|pints?|pads?|kids?|fits|fingers?)"
)
_UNIT_BEFORE = re.compile(
    r"(?:spo|o|co|type|day|week|month|stage|grade|covid|level|vitamin|b|d|t|f|h|hb|l|age|bp|gr|no|room)\d"
)
# Words by which a text without digits is known for Arabic; none of them is also English, Hindi or Malayalam.
_ARABIC_WORDS = {
    *("shereb", "sherbet", "sharib", "lessa", "kteer", "katheer", "badde", "baddi", "nazif", "tefli", "ibnak", "janin"),
    *("abgha", "abghi", "abooy", "abooi", "abuy", "aboy", "ommi", "ummi", "waladi", "weldi", "wladi", "ibni", "binti"),
    *(
        "benti",
        "zawji",
        "zawjti",
        "zawjati",
        "jozi",
        "sadri",
        "galbi",
        "qalbi",
        "nafas",
        "janeen",
        "aljaneen",
        "eljaneen",
    ),
    *(
        "yestafregh",
        "yastafregh",
        "amoot",
        "amout",
        "antaher",
        "damm",
        "nazeef",
        "alsadr",
        "elsadr",
        "yetnafas",
        "yatanafas",
        "atnafas",
    ),
}
_SMALL_WORDS = {
    *(
        "ana",
        "abi",
        "ma",
        "mo",
        "mob",
        "mish",
        "w",
        "wa",
        "fi",
        "fee",
        "la",
        "el",
        "al",
        "ala",
        "alam",
        "damm",
        "walad",
        "bint",
    ),
    *(
        "omi",
        "abu",
        "ya",
        "khalas",
        "zain",
        "zein",
        "marra",
        "hal",
        "mn",
        "ams",
        "fil",
        "agdar",
        "wejha",
        "wejhi",
        "yekuh",
        "yikuh",
        "tenzef",
        "yenzef",
    ),
}
_SMALL_WORDS_ENOUGH = 2

_LATIN = [
    ("3'", "g"), ("7'", "x"), ("9'", "d"), ("6'", "d"), ("kh", "x"), ("gh", "g"), ("sh", "c"), ("ch", "c"),
    ("dh", "d"), ("ph", "f"), ("5", "x"), ("7", "h"), ("6", "t"), ("9", "s"), ("8", "g"), ("2", ""), ("3", ""),
    ("q", "g"), ("p", "b"), ("v", "f"), ("'", ""),
]  # fmt: skip
# The article, alone and behind "in" and "to", and "still": by their consonants they would be لا, بلا and ليس.
_NOT_A_NO = {"el", "al", "il", "bel", "bil", "bal", "lel", "lil", "lal", "lessa", "lissa", "lesa", "lisa"}
# Heard in other ways elsewhere: "fa2ed" is فاقد in Cairo and Beirut, a "g" is ج in Cairo; a 3 may tell words apart.
_OTHERWISE = [("2", "q"), ("3", "E"), ("g", "j")]
_ARABIC = {
    **dict.fromkeys("ابتثجحخدذرزسشصضطظعغفقكلمنهويىئؤء", ""),
    **{
        "ب": "b",
        "ت": "t",
        "ث": "t",
        "ج": "j",
        "ح": "h",
        "خ": "x",
        "د": "d",
        "ذ": "d",
        "ر": "r",
        "ز": "z",
        "س": "s",
        "ش": "c",
    },
    **{
        "ص": "s",
        "ض": "d",
        "ط": "t",
        "ظ": "d",
        "غ": "g",
        "ف": "f",
        "ق": "g",
        "ك": "k",
        "ل": "l",
        "م": "m",
        "ن": "n",
        "ه": "h",
    },
}
_LONG = {"و": ("w", ""), "ي": ("y", ""), "ع": ("", "E")}
_TWICE = re.compile(r"(.)\1+")
_VOWELS = re.compile("[aeiouIU]")
VOWELS = "aeiou"
SMALL = 3
_MOST_VARIANTS = 16


def is_arabizi(typed: str) -> bool:
    """Whether the digits in this word stand for letters: not in "7months", but in "7amel"."""
    word = typed.casefold()
    return (
        any(digit in word for digit in _DIGITS)
        and bool(_WORD.fullmatch(word) and _LETTER.search(word))
        and not (_TWO_DIGITS.search(word) or _UNIT.fullmatch(word) or _UNIT_BEFORE.fullmatch(word))
    )


def is_arabic_text(typed: list[str]) -> bool:
    words = [word.casefold() for word in typed]
    if any(word in _ARABIC_WORDS or is_arabizi(word) for word in words):
        return True
    return len(_SMALL_WORDS.intersection(words)) >= _SMALL_WORDS_ENOUGH


def consonants_of(typed: str) -> frozenset[str]:
    """Of a word in Latin letters, with and without the small words that are written together with it."""
    word = _TWICE.sub(r"\1", typed.casefold().replace("ee", "I").replace("oo", "U"))
    if word in _NOT_A_NO:
        return frozenset()
    found = set()
    heard = {word} | {word.replace(written, letter) for written, letter in _OTHERWISE if written + "h" not in word}
    for one in {each.replace("th", letter) for each in heard for letter in "td"}:
        for written, letter in _LATIN:
            one = one.replace(written, letter)
        found |= {_VOWELS.sub("", one), _VOWELS.sub("", one.replace("I", "y").replace("U", "w"))}
        found |= {form + "y" for form in tuple(found) if one.endswith("i")}
    if re.match("[aei]?l", word):
        found |= {form[1:] for form in tuple(found) if len(form) > 2}
    if word[:1].lower() in VOWELS or typed[0] in "23":
        found |= {"a" + form for form in tuple(found)}
    found |= {form[:-1] for form in tuple(found) if form[-1:] in ("h", "k", "n") and len(form) > 3}
    return frozenset(form for form in found if len(form) > 1 or len(typed) <= SMALL)


def consonants_of_arabic(plain: str) -> frozenset[str]:
    """Of a word in Arabic letters: و and ي may be vowels or not."""
    choices: list[tuple[str, ...]] = [_LONG.get(letter, (_ARABIC.get(letter, ""),)) for letter in plain]
    if plain[:1] in ("ا", "ع"):
        choices[0] = ("a", "")
    if plain[-1:] == "ه" and len(plain) >= SMALL:
        choices[-1] = ("", "h", "t")  # "nawbet sara3": it is heard before another word
    picked = islice(product(*choices), _MOST_VARIANTS)
    shortest = min(3, len(plain) - 1)
    return frozenset(form for form in ("".join(each) for each in picked) if len(form) >= shortest)
