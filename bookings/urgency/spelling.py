"""Which words of a patient a word of the lists stands for: endings, prefixes, compounds, a slip of one letter.

Each word is looked up in tables, so that the time grows with the text and not with the lists.
"""

from collections import defaultdict

from .arabizi import consonants_of_arabic
from .reading import SHORTEST_OF_TWO, Word, by_ear, plain_words

ENGLISH_ENDINGS = ("s", "es", "ed", "d", "ing", "ly")
ARABIC_BEFORE = ("وال", "بال", "لل", "ال", "فال", "و", "ب", "ل", "ف", "ك", "بي", "بت", "ست", "سي")
ARABIC_OF_VERBS = "يتانب"  # he, she, I, we; and what one is doing
ARABIC_AFTER = ("ها", "هم", "نا", "ات", "ين", "ني", "ته", "تها", "تني", "كم", "وا", "ون", "ه", "ي", "ك", "ت", "ا", "و")
# What Malayalam and Hindi change at the end of a word.
MALAYALAM_SIGNS = {chr(sign) for sign in range(0x0D3E, 0x0D4E)} | {"\u0d02", "\u0d57", "\u0d7b", "\u0d7d", "\u0d7c"}
HINDI_SIGNS = {chr(sign) for sign in range(0x093E, 0x094E)} | {"\u0902", "\u0903"}
HINDI_PLURALS = ("िय", "ओ", "ए")
# What may stand after a short word of Malayalam, too short to be known by its beginning: "kai", "kaal", "kannu".
MALAYALAM_CASES = frozenset(
    f"{link}{case}"
    for link in ("", "ി", "ു", "യ", "യി", "യു", "വ", "ക", "കള", "കളി", "കളു")
    for case in (
        *("", "്", "ും", "ം", "ിൽ", "ൽ", "ിന്", "ിനു", "ിന്റെ", "ന്റെ", "ിനെ", "െ", "ുടെ", "ടെ", "്ക്", "്കു", "ക്"),
        *("ിലേക്", "ലേക്", "ിലൂടെ"),
    )
)  # fmt: skip
VOWELS = "aeiou"
SHORTEST_STEM, SHORTEST_INSIDE, LONGEST_STEM = 3, 4, 20
SHORTEST_SLIP = 6
# "Vedanayilla": a Malayalam word that says within itself that there is none.
DENIED_IN_LATIN = ("yila", "vila", "mila", "ila", "yumila", "umila", "yilya", "milya", "onumila", "yonumila")
DENIED_ENDINGS = {
    *(before + ending for before in ("", "യ", "മ", "വ", "യു", "വു", "ു", "യൊനു") for ending in ("ില", "ഇല", "മില", "ിലാ")),
    *(vowel + ending for vowel in ("", "a", "u") for ending in DENIED_IN_LATIN),
}


class Spellings:
    """The words of the lists by everything that a patient may write for them. Each has a number."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[str, str], int] = {}
        self.plain: dict[str, set[int]] = defaultdict(set)
        self.sounds: dict[str, set[int]] = defaultdict(set)
        self.beginnings: dict[str, set[int]] = defaultdict(set)
        self.sound_beginnings: dict[str, set[int]] = defaultdict(set)
        self.short_beginnings: dict[str, set[int]] = defaultdict(set)
        self.inside: dict[str, set[int]] = defaultdict(set)
        self.consonants: dict[str, set[int]] = defaultdict(set)
        self.sound_slips: dict[str, set[tuple[str, int]]] = defaultdict(set)
        self.slips: dict[str, set[tuple[str, int]]] = defaultdict(set)

    def number_of(self, written: str, language: str) -> int:
        """Of one place in a phrase: `cant|cannot` stands for either, `breath*` for any ending."""
        if (written, language) not in self.numbers:
            number = self.numbers[written, language] = len(self.numbers)
            for one in written.split("|"):
                self._learn(one, language, number)
        return self.numbers[written, language]

    def _learn(self, written: str, language: str, number: int) -> None:
        is_open = written.endswith("*")
        for plain in plain_words(written.rstrip("*"))[:1]:
            script = _script(plain)
            if by_ear(plain) and language in ("ml", "hi"):
                for sound in {by_ear(plain), by_ear(plain.replace("zh", "l"))}:
                    self._learn_by_ear(sound, language, is_open, number)
            elif script == "malayalam":
                self._learn_malayalam(plain, number)
            elif is_open:
                self.beginnings[plain].add(number)
            else:
                self._learn_plain(plain, script, number)

    def _learn_plain(self, plain: str, script: str, number: int) -> None:
        if script == "devanagari":
            plain = _hindi_stem(plain)
        if script == "arabic":
            plain = plain[2:] if plain.startswith("ال") and len(plain) > 4 else plain
            for consonants in consonants_of_arabic(plain):
                self.consonants[consonants].add(number)
        self.plain[plain].add(number)
        if script == "latin" and len(plain) >= SHORTEST_SLIP:
            for variant in _one_less(plain):
                self.slips[variant].add((plain, number))

    def _learn_malayalam(self, plain: str, number: int) -> None:
        stem = _without_ending(plain, MALAYALAM_SIGNS, SHORTEST_STEM)
        self.plain[plain].add(number)
        if len(stem) >= SHORTEST_STEM:
            self.beginnings[stem].add(number)
        for short in {stem, _without_ending(plain, MALAYALAM_SIGNS, 2)}:
            if len(short) < SHORTEST_STEM:
                self.short_beginnings[short].add(number)
        if len(stem) >= SHORTEST_INSIDE:
            self.inside[stem].add(number)

    def _learn_by_ear(self, sound: str, language: str, is_open: bool, number: int) -> None:
        stem = sound.rstrip(VOWELS) if len(sound) > (3 if is_open else 4) else sound
        if is_open or (language == "ml" and len(stem) >= 5):
            self.sound_beginnings[stem if len(stem) >= SHORTEST_STEM else sound].add(number)
        self.sounds[stem].add(number)
        if len(stem) >= SHORTEST_SLIP:
            for variant in _one_less(stem):
                self.sound_slips[variant].add((stem, number))
        if language == "ml" and len(stem) >= 5:
            self.inside[stem].add(number)

    def found_in(self, word: Word) -> dict[int, str]:
        """The numbers of the words that it may be, each with what stands after it in the same word."""
        found: dict[int, str] = {}
        for form in _forms(word.plain):
            found.update(dict.fromkeys(self.plain.get(form, ()), ""))
        if word.sound:
            stem = word.sound.rstrip(VOWELS) if len(word.sound) > 4 else word.sound
            found.update(dict.fromkeys(self.sounds.get(stem, ()), ""))
            self._beginnings(word.sound, self.sound_beginnings, found)
        for consonants in word.consonants:
            found.update(dict.fromkeys(self.consonants.get(consonants, ()), ""))
        self._beginnings(word.plain, self.beginnings, found)
        self._short_beginnings(word.plain, found)
        self._inside(word.sound or word.plain, found)
        if not found and len(word.plain) >= SHORTEST_SLIP - 1:
            found.update(dict.fromkeys(_slips_of(word.plain, self.slips), ""))
            found.update(dict.fromkeys(_slips_of(word.sound.rstrip(VOWELS), self.sound_slips), ""))
        return found

    def _beginnings(self, text: str, table: dict[str, set[int]], found: dict[int, str]) -> None:
        for end in range(2, min(len(text), LONGEST_STEM) + 1):
            for number in table.get(text[:end], ()):
                found.setdefault(number, text[end:])

    def _short_beginnings(self, text: str, found: dict[int, str]) -> None:
        for end in (1, 2):
            if text[end:] in MALAYALAM_CASES:
                for number in self.short_beginnings.get(text[:end], ()):
                    found.setdefault(number, text[end:])

    def _inside(self, text: str, found: dict[int, str]) -> None:
        if text.isascii() and len(text) < SHORTEST_OF_TWO:
            return
        text = text[:60]
        for start in range(1, len(text) - SHORTEST_INSIDE + 1):
            for end in range(start + SHORTEST_INSIDE, min(len(text), start + LONGEST_STEM) + 1):
                for number in self.inside.get(text[start:end], ()):
                    found.setdefault(number, text[end:])


def _slips_of(plain: str, slips: dict[str, set[tuple[str, int]]]) -> set[int]:
    if len(plain) < SHORTEST_SLIP - 1:
        return set()
    near = {found for variant in (plain, *_one_less(plain)) for found in slips.get(variant, ())}
    return {number for right, number in near if right[0] == plain[0] and _one_apart(right, plain)}


def _script(plain: str) -> str:
    first = plain[0]
    if "\u0d00" <= first <= "\u0d7f":
        return "malayalam"
    if "\u0900" <= first <= "\u097f":
        return "devanagari"
    return "arabic" if "\u0600" <= first <= "\u06ff" else "latin"


def _without_ending(plain: str, signs: set[str], shortest: int) -> str:
    stem = plain
    while len(stem) > shortest and stem[-1] in signs:
        stem = stem[:-1]
    return stem


def _hindi_stem(plain: str) -> str:
    """ "Ulti" and "ultiyan", "goli" and "goliyon" are one."""
    stem = _without_ending(plain, HINDI_SIGNS, 2)
    for plural in HINDI_PLURALS:
        if stem.endswith(plural) and len(stem) > len(plural) + 1:
            return _without_ending(stem.removesuffix(plural), HINDI_SIGNS, 2)
    return stem


def _forms(plain: str) -> set[str]:
    script = _script(plain)
    if script == "devanagari":
        return {_hindi_stem(plain)}
    if script == "arabic":
        return _arabic_forms(plain)
    if script == "latin":
        cut = (plain.removesuffix(ending) for ending in ENGLISH_ENDINGS)
        return {plain} | {form for form in cut if len(form) >= SHORTEST_STEM}
    return {plain}


def _arabic_forms(plain: str) -> set[str]:
    forms = {plain} | {plain.removeprefix(before) for before in ARABIC_BEFORE}
    forms |= {form.removesuffix(after) for form in set(forms) for after in ARABIC_AFTER}
    forms |= {form[1:] for form in set(forms) if form[:1] in set(ARABIC_OF_VERBS) and len(form) > SHORTEST_STEM}
    return {form for form in forms if len(form) >= 3 or form == plain or plain in ("ال" + form, "و" + form, "ف" + form)}


def _one_less(word: str) -> set[str]:
    return {word[:place] + word[place + 1 :] for place in range(1, min(len(word), LONGEST_STEM))} | {word}


def _one_apart(one: str, other: str) -> bool:
    """One letter more, less or another, or two that changed places."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
