"""Finds the title of a plain page: in its breadcrumb, above its text, in its first question, in the file's name."""

import re
from pathlib import PurePath

from common.text.folding import tokenize

from ..treatment_page import slug_of
from .boilerplate import is_furniture_heading, is_overview_heading
from .plain_text_lines import HEADING, QUESTION

BREADCRUMB = re.compile(
    r"(?:(?:[Yy]ou are here:?\s*)?(?:[Hh]ome|HOME)\s*[>»›→|/\\]|(?:[Hh]ome|HOME)\s+[-–—]\s).{0,600}"
    r"|(?:[A-Z][^.?!>»›→]{1,60}\s[>»›→]\s)+[A-Z][^.?!]{1,150}"
)
NOT_A_DEPARTMENT = re.compile(
    r"(?:our |all )?(?:treatments?|(?:medical )?services?|special(?:i)?ties|departments?|procedures?|conditions?|"
    r"surger(?:y|ies)|cent(?:re|er)s of excellence|patient care|treatments? (?:and|&) procedures?|blogs?|articles?|"
    r"news|health (?:library|info\w*|articles|topics|tips)|patients?(?: (?:and|&) visitors)?|resources|knowledge|"
    r"education)",
    re.IGNORECASE,
)
ASKED = re.compile(
    r"(?:what|who) (?:is|are) (?:an? |the )?(?P<name>.{2,80}?)"
    r"(?: (?:all )?about|\?.{0,100}| and (?:how|why|when|who)\b.*)\W*",
    re.IGNORECASE,
)
HOUSE = (
    r"(?:hospitals?|clinics?|medical cent(?:re|er)s?|institutes?|healthcare|medicity|foundation|health|multispeciality)"
)
SITE_NAME = re.compile(rf"\s{{1,9}}[|–—-]\s[^|]{{0,150}}\b{HOUSE}\b.{{0,150}}$|\s{{1,9}}\|\s.{{0,150}}$", re.IGNORECASE)
WHAT_ELSE = re.compile(
    r"\s?[:–—-] (?:what|procedure|uses|types|benefits|causes|symptoms|risks|cost|recovery|side effects|diagnosis|"
    r"purpose|everything|all you|an? (?:complete )?guide|complete guide|preparation|how|when|why)\b.{0,150}$",
    re.IGNORECASE,
)
COMMON_WORDS = {
    "a", "an", "and", "are", "at", "by", "for", "from", "how", "in", "is", "of", "on", "or", "the", "to", "treatment",
    "treatments", "procedure", "surgery", "therapy", "what", "when", "why", "with", "your",
}  # fmt: skip

FROM_QUESTION = "the title is taken from the first question"
FROM_NAME = "the page has no title of its own; it is taken from the file’s name"


def find_title(found, source, given=""):
    """The breadcrumb, the title, the blocks below it, and what to say about where the title comes from."""
    breadcrumb, last = _breadcrumb(found)
    below = [block for block in found if not BREADCRUMB.fullmatch(block.text)]
    if given:
        return breadcrumb, given, _without_title(below, given), ""
    if last:
        at = next(i for i, block in enumerate(found) if BREADCRUMB.fullmatch(block.text))
        return breadcrumb, calm(last, found), _without_title(found[at + 1 :], last), ""
    if at_cut := next((i for i, block in enumerate(found) if BREADCRUMB.fullmatch(block.text)), None):
        below = found[at_cut + 1 :]
    position = _title_position(below)
    if position is not None:
        return breadcrumb, calm(tidy(below[position].text), below), below[position + 1 :], ""
    if below and below[0].kind == QUESTION and (asked := ASKED.fullmatch(below[0].text)):
        below[0].kind, below[0].text = HEADING, "Overview"
        return breadcrumb, _capital(asked["name"]), below, FROM_QUESTION
    return breadcrumb, title_of_name(source), below, FROM_NAME


def _breadcrumb(found):
    line = next((block.text for block in found if BREADCRUMB.fullmatch(block.text)), "")
    line = re.sub(r"^you are here:?\s*", "", line, flags=re.IGNORECASE)
    parts = [part.strip() for part in re.split(r"\s*[>»›→\\]\s*|\s+[|/–—-]\s+", line) if part.strip()]
    if len(parts) < 2 or re.search(r"(?:…|\.\.)$", parts[-1]):
        return [], ""
    asked = ASKED.fullmatch(parts[-1])
    return parts, _capital(asked["name"]) if asked else parts[-1]


def _without_title(found, title):
    """Below the title, where it stands once more under a few lines of a menu."""
    for position, block in enumerate(found[:10]):
        if block.text.casefold() == title.casefold():
            return found[position + 1 :]
        if block.kind != HEADING:
            break
    return found


def calm(title, found):
    """A title in capitals, as people write; words that the text writes in capitals stay so."""
    if not title.isupper() or len(title) < 6:
        return title
    short = {
        word for block in found if not block.text.isupper() for word in re.findall(r"\b[A-Z0-9]{2,}\b", block.text)
    }
    return " ".join(word if word in short else word.capitalize() for word in title.split())


def _title_position(found):
    """Menu lines may stand above it: of the headings above the text, the one whose words the page goes on with."""
    top, before_overview = [], False
    for position, block in enumerate(found):
        if is_overview_heading(block.text) and (top or block.text.casefold() != "about"):
            before_overview = True
            break
        if block.kind != HEADING:
            break
        if not is_furniture_heading(block.text) and not is_overview_heading(block.text):
            top.append(position)
    if not top:
        return None
    below = tokenize(" ".join(block.text for block in found[top[-1] + 1 :]))
    order = top[::-1] if before_overview else top
    return max(order, key=lambda position: _share(found[position].text, below))


def _share(heading, below):
    """How often the page says what this heading says."""
    words = [word for word in tokenize(tidy(heading)) if word not in COMMON_WORDS]
    return sum(min(below.count(word), 20) for word in words) / (len(words) or 1)


def tidy(title):
    """Without the name of the site behind it, and the list of what else the page says."""
    title = WHAT_ELSE.sub("", SITE_NAME.sub("", title)).strip(" :–—-|")
    asked = ASKED.fullmatch(title)
    return _capital(asked["name"]) if asked else title


def title_of_name(source):
    words = re.sub(r"[\W_]+", " ", PurePath(source).stem).strip()
    return _capital(words) if slug_of(words) else ""


def _capital(text):
    text = text.strip(" ?.:")
    return text[:1].upper() + text[1:]


def department_of(breadcrumb):
    levels = [level for level in breadcrumb[1:-1] if not NOT_A_DEPARTMENT.fullmatch(level)]
    return slug_of(levels[-1]) if levels else ""
