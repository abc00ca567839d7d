"""Times to wait in classes: what half of the people waited, and nine of ten, over any number of days.

Classes add up, medians do not; so a day keeps how many waited how long in classes of BOUNDS. Inside a class people are
taken to be spread evenly. The true value lies in the same class: it is off by less than the class is wide, which is
5 minutes in the first half hour, a quarter of the value up to a day, half of it up to a week. Hence "about 2 h".
"""

from collections.abc import Sequence
from itertools import accumulate, pairwise

from django.utils.translation import gettext as _

from ..models.desk.day_figures import BOUNDS, CLASSES

EDGES = [0, *BOUNDS, 2 * BOUNDS[-1]]
HOUR, DAY = 60, 24 * 60


def quantile(counts: Sequence[int], share: float) -> float | None:
    """The minutes that this share of the people did not wait longer than; None where nobody waited."""
    total = sum(counts)
    if not total:
        return None
    place = share * total
    for before, upto, (low, high) in zip([0, *accumulate(counts)], accumulate(counts), pairwise(EDGES), strict=False):
        if upto >= place and upto > before:
            return low + (high - low) * (place - before) / (upto - before)
    return float(EDGES[-1])


def class_of(minutes: float) -> int:
    """As width_bucket of PostgreSQL: the class begins with its lower bound."""
    return sum(bound <= minutes for bound in BOUNDS)


def added(many: Sequence[Sequence[int]]) -> list[int]:
    return [sum(counts) for counts in zip(*many, strict=True)] if many else [0] * CLASSES


def in_words(minutes: float | None) -> str:
    """As exact as it is known: "about 25 min", "about 2 h", "about 3 days"."""
    if minutes is None:
        return "–"
    if minutes > BOUNDS[-1]:
        return _("more than 30 days")
    if round(minutes) < HOUR:
        return _("about %(number)s min") % {"number": max(round(minutes), 1)}
    if minutes < 36 * HOUR:
        return _("about %(number)s h") % {"number": _short(minutes / HOUR)}
    return _("about %(number)s days") % {"number": _short(minutes / DAY)}


def _short(number: float) -> str:
    """With a half where that says something."""
    rounded = round(number * 2) / 2 if number < 6 else round(number)
    return f"{rounded:g}"
