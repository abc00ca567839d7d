"""A Markdown file without front matter, as people write them: “# Title”, some words, “## Heading”."""

import re

from common.text.sentences import sentences

from ..plain_text.boilerplate import is_closing_heading, is_overview_heading
from ..plain_text.plain_text_lines import BULLET, NUMBERED, PARAGRAPH, Block
from ..plain_text.plain_text_page import reference
from ..plain_text.question_kinds import guess_kind
from ..plain_text.titles import tidy, title_of_name
from ..plain_text.urgent_lines import is_urgent_heading, take_signs
from ..treatment_page import BrokenPage, QuestionText, TreatmentPage, slug_of
from .markdown_body import tidied

ITEM = re.compile(r"(?:([-*+])|(\d{1,9})[.)]) {1,9}(.*)")
LONGEST_LEAD = 500


def is_titled(text: str, source_name: str) -> bool:
    """A heading of Markdown stands first, or the file is named as Markdown and has some."""
    text = re.sub(r"\A\s*(?:<!--.*?-->\s*)*", "", text, flags=re.DOTALL)
    lines = text.split("\n", 2)
    underlined = len(lines) > 1 and bool(lines[0].strip()) and bool(re.fullmatch(r"={3,}\s*", lines[1]))
    named = source_name.lower().endswith((".md", ".markdown")) and bool(re.search(r"^## \S", text, re.MULTILINE))
    return text.startswith("# ") or underlined or named


def read_titled(text: str, source: str, title: str = "") -> TreatmentPage:
    lines, left_out = tidied(text.split("\n"), 1, source)
    title, about, sections = _sections(lines, source, title)
    page = TreatmentPage(title=title, slug=slug_of(title), about_title=about, left_out=left_out)
    if not page.slug:
        raise BrokenPage(source, 1, f"the title “{title}” has no Latin letters; put a slug into front matter")
    words = []
    for heading, answer in sections:
        _put(page, heading, answer, words)
    _lead(page, "\n\n".join(words))
    if not (page.lead or page.questions):
        raise BrokenPage(source, 1, "nothing but a title: no words, no questions")
    return page


def _sections(lines, source, title):
    own, sections = "", [("", [])]
    for number, line in enumerate(lines, start=1):
        if (
            line.startswith("# ")
            and not own
            and not any(each.strip() for each in sections[-1][1])
            and len(sections) == 1
        ):
            own = line[2:].strip(" #")
        elif line.startswith("# "):
            raise BrokenPage(source, number, "a second title; headings below the title start with ##")
        elif line.startswith("## "):
            sections.append((line[3:].strip(" #"), []))
        else:
            sections[-1][1].append(line.rstrip())
    about = "" if title or own else "the file has no # title; it is taken from the file’s name"
    found = [(heading, re.sub(r"\n{3,}", "\n\n", "\n".join(words)).strip("\n")) for heading, words in sections]
    return title or tidy(own) or title_of_name(source), about, found


def _put(page, heading, answer, words):
    blocks = _blocks(answer)
    if not heading or is_overview_heading(heading, page.title):
        words += [answer] if answer else []
    elif re.fullmatch(r"(?:references|sources|further reading)\W*", heading, re.IGNORECASE):
        page.references = [reference(block.text) for block in blocks]
    elif is_urgent_heading(heading) and blocks and all(block.kind != PARAGRAPH for block in blocks):
        page.urgent_signs += [block.text for block in blocks]
    elif is_closing_heading(heading) and not is_urgent_heading(heading):
        signs, rest = take_signs(blocks)
        page.urgent_signs += signs
        page.closing_title, page.closing_text = heading, "\n\n".join(block.text for block in rest)
    else:
        page.questions.append(QuestionText(heading, answer, guess_kind(heading)))
        page.urgent_signs += take_signs(blocks)[0]


def _blocks(markdown):
    """Enough of its form to tell signs of urgency: paragraphs and items."""
    found = []
    for part in re.split(r"\n\s*\n", markdown):
        items = [(ITEM.fullmatch(line.strip()), line.strip()) for line in part.split("\n") if line.strip()]
        if items and all(item for item, _line in items):
            found += [Block(BULLET if item[1] else NUMBERED, item[3], 0) for item, _line in items]
        elif items:
            found.append(Block(PARAGRAPH, " ".join(line for _item, line in items), 0))
    return found


def _lead(page, words):
    """The first sentence above the first heading, and the rest as the overview."""
    first, _gap, rest = words.partition("\n\n")
    if not first or ITEM.match(first) or first.startswith(("|", ">", "#")):
        page.overview = words
        return
    lead, *more = sentences(" ".join(first.replace("\\\n", " ").split()))
    page.lead = lead if len(lead) <= LONGEST_LEAD else ""
    page.overview = "\n\n".join(filter(None, [" ".join(more) if page.lead else first, rest]))
