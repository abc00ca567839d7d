"""A treatment page as plain values: what the readers of page files produce and the importer stores."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

LANGUAGES = ("en", "ml", "hi", "ar")

QUESTION_KINDS = (
    "how_it_works",
    "session",
    "results",
    "benefits",
    "risks",
    "long_term",
    "who_should_not",
    "prepare",
    "aftercare",
    "alternatives",
    "cost",
)


class BrokenPage(ValueError):
    """A page file we cannot read, with the place and the reason for the person who wrote it."""

    def __init__(self, source, line, reason):
        self.source, self.line, self.reason = source, line, reason
        super().__init__(f"{source}, line {line}: {reason}")


@dataclass
class Credit:
    """Whose knowledge is in the page. A credit is not a review."""

    name: str
    role: str = ""
    hospital: str = ""
    slug: str = ""  # of the doctor, where the directory knows one


@dataclass
class ConditionLine:
    name: str
    note: str = ""
    slug: str = ""


@dataclass
class QuestionText:
    question: str
    answer: str  # Markdown
    kind: str = ""


@dataclass
class ReferenceLine:
    title: str
    publisher: str = ""
    url: str = ""
    year: int | None = None


@dataclass
class Fact:
    label: str
    value: str


@dataclass
class LeftOut:
    """A line of the file that is not in the page: of the site around it, or not understood."""

    line: int
    text: str
    why: str = ""


@dataclass
class TreatmentPage:
    title: str
    slug: str
    language: str = "en"
    breadcrumb: list[str] = field(default_factory=list)  # as written, from "Home" to the page's own title
    department: str = ""  # a slug
    generic_name: str = ""
    trade_names: str = ""
    lead: str = ""  # one plain sentence or two, not Markdown
    credit: Credit | None = None
    overview: str = ""  # Markdown
    conditions_heading: str = ""
    conditions: list[ConditionLine] = field(default_factory=list)
    questions: list[QuestionText] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    urgent_signs: list[str] = field(default_factory=list)
    urgent_not_applicable: str = ""
    who_should_not_not_applicable: str = ""
    references: list[ReferenceLine] = field(default_factory=list)
    closing_title: str = ""
    closing_text: str = ""  # Markdown
    last_reviewed: date | None = None
    next_review: date | None = None
    doctors: list[str] = field(default_factory=list)  # slugs
    # About the file, for the person who imports it; no part of the page.
    about_title: str = field(default="", compare=False)
    left_out: list[LeftOut] = field(default_factory=list, compare=False)


def slug_of(title):
    """ASCII words joined by hyphens; empty for a title in another script."""
    ascii_title = unicodedata.normalize("NFKD", title.replace("’", "'")).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", ascii_title.lower().replace("'", "")))
