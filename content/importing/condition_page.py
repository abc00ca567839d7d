"""A page about a condition as plain values, and as Markdown: facts in front matter, the explanation below."""

from dataclasses import dataclass, field, fields
from datetime import date

from .treatment_page import LeftOut, ReferenceLine

KIND = "condition"  # stands in the front matter, where that of a treatment has no kind


@dataclass
class ConditionPage:
    title: str
    slug: str
    language: str = "en"
    explanation: str = ""  # Markdown of plain words
    urgent_signs: list[str] = field(default_factory=list)
    urgent_not_applicable: str = ""
    references: list[ReferenceLine] = field(default_factory=list)
    last_reviewed: date | None = None
    next_review: date | None = None
    left_out: list[LeftOut] = field(default_factory=list)  # of its file, by line


CONDITION_KEYS = ["kind", *(f.name for f in fields(ConditionPage) if f.name not in ("explanation", "left_out"))]
