"""Bars, drawn by the server as SVG. The words stand beside them in HTML, so that they keep their size on a phone.

A chart repeats what a table says; nothing is only here. From right to left where the language is.
"""

from dataclasses import dataclass

from django.utils.translation import get_language_bidi

STEP, BAR, HIGH = 10, 7, 100


@dataclass(frozen=True)
class Part:
    look: str  # the ending of a class in static/css/desk/reports.css
    y: float
    height: float


@dataclass(frozen=True)
class Bar:
    title: str
    x: float
    parts: list[Part]


@dataclass(frozen=True)
class Chart:
    """`legend` says what each look of a part means; `top` what the highest bar comes to."""

    key: str
    title: str
    about: str
    top: str
    legend: list[tuple[str, str]]
    bars: list[Bar]
    first: str
    last: str

    @property
    def width(self):
        return STEP * len(self.bars)


def chart(key, title, about, columns, legend, in_words=str):
    """`columns` are pairs of a title and the values of its parts, from the ground up."""
    highest = max((sum(values) for _title, values in columns), default=0)
    looks = [look for look, _words in legend]
    bars = [
        Bar(title, _place(number, len(columns)), list(_stack(looks, values, highest)))
        for number, (title, values) in enumerate(columns)
    ]
    first, last = (columns[0][0], columns[-1][0]) if columns else ("", "")
    return Chart(key, title, about, in_words(highest), legend, bars, first, last)


def _place(number, many):
    from_the_left = many - 1 - number if get_language_bidi() else number
    return from_the_left * STEP + (STEP - BAR) / 2


def _stack(looks, values, highest):
    ground = HIGH
    for look, value in zip(looks, values, strict=True):
        height = round(HIGH * value / highest, 2) if highest else 0
        ground = round(ground - height, 2)
        if height:
            yield Part(look, ground, height)
