"""Words on pictures, in every script of the site: each stretch in a font that has its letters, in the right direction.

The fonts come with a package, so that the pictures are the same on every machine.
"""

import unicodedata
from functools import lru_cache
from itertools import groupby
from pathlib import Path

import manimgx_fonts
from django.conf import settings
from PIL import ImageFont

FONTS = Path(manimgx_fonts.__file__).parent
FILES = {
    "MALAYALAM": "NotoSansMalayalam[wght].ttf",
    "DEVANAGARI": "NotoSansDevanagari[wght].ttf",
    "ARABIC": "NotoSansArabic[wght].ttf",
    "LATIN": "NotoSans[wght].ttf",  # and all that is in none of the others
}
SIGNS = "signs"  # blanks and punctuation, which follow the direction of the words around them
BRACKETS = set("()[]{}«»<>")


@lru_cache(maxsize=64)
def font(script, size, weight):
    found = ImageFont.truetype(FONTS / FILES.get(script, FILES["LATIN"]), size, layout_engine=ImageFont.Layout.RAQM)
    found.set_variation_by_axes([weight])
    return found


class Words:
    """A text in one language, at one size and weight."""

    def __init__(self, text, language, size, weight=400):
        self.text, self.language, self.size, self.weight = " ".join(text.split()), language, size, weight
        self.is_rtl = language in settings.LANGUAGES_BIDI

    @property
    def line_height(self):
        """Scripts with signs above and below their letters need more room, as on the pages."""
        return round(self.size * {"ml": 1.5, "hi": 1.45, "ar": 1.45}.get(self.language, 1.24))

    def lines(self, width):
        lines = [""]
        for word in self.text.split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and self.width_of(longer) > width:
                lines.append(word)
            else:
                lines[-1] = longer
        return [self.cut(line, width) for line in lines]

    def cut(self, line, width):
        """A word that no line has room for."""
        while len(line) > 1 and self.width_of(line) > width:
            line = line.rstrip("…")[:-1] + "…"
        return line

    def width_of(self, line):
        return sum(self.font_of(script).getlength(run, **self.how(script)) for script, run in runs(line))

    def draw(self, pen, place, line, colour):
        """The line with its baseline at this place: its left end, or its right end where it is read from there."""
        x, y = place
        x = x - self.width_of(line) if self.is_rtl else x
        for script, run in reversed(runs(line)) if self.is_rtl else runs(line):
            how, used = self.how(script), self.font_of(script)
            pen.text((x, y), run, font=used, fill=colour, anchor="ls", **how)
            x += used.getlength(run, **how)

    def font_of(self, script):
        return font(script, self.size, self.weight)

    def how(self, script):
        rtl = script == "ARABIC" or (script == SIGNS and self.is_rtl)
        return {"direction": "rtl" if rtl else "ltr", "language": self.language}


@lru_cache(maxsize=256)
def runs(line):
    """((script, stretch of the line)); blanks between words of one script belong to it, and so do signs in Latin."""
    pieces = [[script, "".join(signs)] for script, signs in groupby(line, Scripts())]
    joined = []
    for place, (script, text) in enumerate(pieces):
        before = joined[-1][0] if joined else None
        after = pieces[place + 1][0] if place + 1 < len(pieces) else None
        if script == SIGNS and before == after and before and (text.isspace() or is_within(before, text)):
            script = before
        if script == before:
            joined[-1][1] += text
        else:
            joined.append([script, text])
    return tuple((script, text) for script, text in joined)


def is_within(script, signs):
    """Brackets around foreign words belong to the sentence, and look the way that it goes."""
    return script == "LATIN" and not BRACKETS & set(signs)


class Scripts:
    """Of one sign after the other; joiners and vowel signs stay with the letter before them."""

    def __init__(self):
        self.last = SIGNS

    def __call__(self, sign):
        category = unicodedata.category(sign)
        if category[0] == "M" or category == "Cf":
            return self.last
        name = unicodedata.name(sign, "")
        script = next((script for script in FILES if name.startswith(script)), "LATIN")
        self.last = script if category[0] in "LN" else SIGNS
        return self.last
