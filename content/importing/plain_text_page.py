"""Reads the text of an ordinary treatment web page into a TreatmentPage.

What the page does not say stays empty. Dates on such a page are dropped: they are not a review by a clinician of ours.
"""

import re
from dataclasses import dataclass, field

from common.text.markdown_text import escaped
from common.text.sentences import sentences

from .boilerplate import is_closing_heading, is_debris, is_furniture_heading, is_overview_heading
from .condition_lists import conditions_of, find_conditions
from .plain_text_lines import (
    BULLET,
    HEADING,
    NUMBERED,
    PARAGRAPH,
    QUESTION,
    Block,
    blocks,
    has_capitals_of_a_title,
)
from .question_kinds import guess_kind
from .treatment_page import BrokenPage, Credit, QuestionText, ReferenceLine, TreatmentPage, slug_of

BREADCRUMB = re.compile(r"(?:[Hh]ome|HOME)\s*[>»›→|/].{0,300}|(?:[A-Z][^.?!>»›→]{1,60}\s[>»›→]\s)+[A-Z][^.?!]{1,150}")
CREDIT = re.compile(
    r"^(?:(?:content|article|page) )?(?:(?:published|written|prepared|created|developed|compiled) )?(?:with )?(?:the )?"
    r"(?:expert |medical |clinical |valuable )?inputs? (?:from|of|by)\b\s*:?\s*",
    re.IGNORECASE,
)
HOSPITAL_WORDS = re.compile(
    r"\b(?:hospitals?|clinics?|cent(?:re|er)s?|institutes?|college|foundation|medicity)\b", re.IGNORECASE
)
QUALIFICATION = re.compile(
    r"(?:[A-Z][A-Za-z]{0,4}\.?\s?)?(?:MBBS|MD|MS|DM|MCh|DNB|FRCS|FRCP|MRCP|DrNB|DGO|DCH|PhD|BDS|MDS)\b.*"
)
NOT_A_DEPARTMENT = re.compile(
    r"(?:our |all )?(?:treatments?|(?:medical )?services?|special(?:i)?ties|departments?|procedures?|conditions?|"
    r"surger(?:y|ies)|cent(?:re|er)s of excellence|patient care|treatments? (?:and|&) procedures?)",
    re.IGNORECASE,
)
URGENT = re.compile(r"\b(?:urgent|urgently|emergency|immediate(?:ly)?)\b", re.IGNORECASE)


@dataclass
class Section:
    heading: str
    kind: str  # HEADING or QUESTION
    line: int
    blocks: list = field(default_factory=list)


def read_plain_text(text, source):
    found = [block for block in blocks(text, _stands_alone) if not is_debris(block.text)]
    if not found:
        raise BrokenPage(source, 1, "nothing but navigation: there is no treatment page in this file")
    breadcrumb, title, found = _title(found, source)
    found = [block for block in found if not BREADCRUMB.fullmatch(block.text)]
    page = TreatmentPage(title=title, slug=slug_of(title), breadcrumb=breadcrumb, department=_department(breadcrumb))
    if not page.slug:
        raise BrokenPage(source, 1, f"the title “{title}” has no Latin letters; write the page as Markdown with a slug")
    page.credit, found = _credit(found, source)
    _fill(page, _sections(found, title))
    if not (page.lead or page.questions or page.conditions):
        line = found[-1].line if found else 1
        raise BrokenPage(source, line, "nothing but a title and navigation: no overview, no questions")
    return page


def _stands_alone(text):
    return bool(
        is_debris(text)
        or is_furniture_heading(text)
        or is_overview_heading(text)
        or CREDIT.match(text)
        or BREADCRUMB.fullmatch(text)
    )


def _title(found, source):
    """The breadcrumb, the title and the blocks after it. Without a breadcrumb a heading above the text is the title."""
    at = next((i for i, block in enumerate(found) if BREADCRUMB.fullmatch(block.text)), None)
    if at is not None:
        parts = [part.strip() for part in re.split(r"\s*[>»›→]\s*|\s+[|/]\s+", found[at].text) if part.strip()]
        found = found[at + 1 :]
        if len(parts) > 1 and not re.search(r"(?:…|\.\.)$", parts[-1]):
            return parts, parts[-1], found
    position = _title_position(found)
    if position is None:
        line = found[0].line if found else 1
        raise BrokenPage(source, line, "no title: expected “Home > Title”, or a short line above the text")
    return [], found[position].text, found[position + 1 :]


def _title_position(found):
    """Menu lines may stand above the title, so before "Overview" the last heading counts, otherwise the first."""
    top = []
    for position, block in enumerate(found):
        if is_overview_heading(block.text) and (top or block.text.casefold() != "about"):
            return top[-1] if top else None
        if block.kind != HEADING or CREDIT.match(block.text):
            break
        if not is_furniture_heading(block.text) and not is_overview_heading(block.text):
            top.append(position)
    return top[0] if top else None


def _department(breadcrumb):
    levels = [level for level in breadcrumb[1:-1] if not NOT_A_DEPARTMENT.fullmatch(level)]
    return slug_of(levels[-1]) if levels else ""


def _credit(found, source):
    """The first credit line of the page; the same line repeated further down is dropped."""
    lines = [block for block in found if CREDIT.match(block.text)]
    rest = [block for block in found if block not in lines]
    if not lines:
        return None, rest
    words = CREDIT.sub("", lines[0].text).strip(" .")
    parts = [part.strip(" .") for part in re.split(r",|\s+[-–—]\s*|[-–—]\s+", words) if part.strip(" .")]
    if not parts:
        raise BrokenPage(source, lines[0].line, "the credit line names nobody")
    name = [parts.pop(0)]
    while parts and QUALIFICATION.fullmatch(parts[0]):
        name.append(parts.pop(0))
    at = next((i for i, part in enumerate(parts) if HOSPITAL_WORDS.search(part)), 1)
    return Credit(", ".join(name), ", ".join(parts[:at]), ", ".join(parts[at:])), rest


def _sections(found, title):
    """The page by its headings; the first section is what stands before any heading."""
    sections = [Section("", HEADING, 1)]
    for block in found:
        if block.kind in (HEADING, QUESTION):
            sections.append(Section(block.text, block.kind, block.line))
        else:
            sections[-1].blocks.append(block)
    return _joined(_without_furniture(sections, title))


def _without_furniture(sections, title):
    kept, inside = [], ""
    last_filled = {section.heading: position for position, section in enumerate(sections) if section.blocks}
    for position, section in enumerate(sections):
        filled_later = last_filled.get(section.heading, -1) > position
        if is_furniture_heading(section.heading):
            inside = "furniture"
        elif not section.blocks and (filled_later or section.heading == title or is_closing_heading(section.heading)):
            continue  # a table of contents, the title once more, a button
        elif not inside or _ends_furniture(section, inside):
            inside = "after the closing call" if is_closing_heading(section.heading) else ""
            kept.append(section)
    overview = next((i for i, section in enumerate(kept) if is_overview_heading(section.heading)), 0)
    return [section for i, section in enumerate(kept) if i >= overview or section.blocks]


def _ends_furniture(section, inside):
    if section.kind == QUESTION or is_closing_heading(section.heading):
        return bool(section.blocks)
    return inside != "furniture" and bool(section.blocks and guess_kind(section.heading))


def _joined(sections):
    """Give a heading without text the short line below it ("Yes"), and a question the smaller headings below it."""
    kept, with_smaller = [Section("", HEADING, 1)], None
    for section in sections:
        above = kept[-1]
        waits = above.heading and (not above.blocks or above is with_smaller)
        if not waits or section.kind == QUESTION or _is_special(section.heading):
            kept.append(section)
        elif section.blocks and above.kind == QUESTION:
            with_smaller = above
            above.blocks += [Block(HEADING, section.heading, section.line), *section.blocks]
        elif not section.blocks and (above.kind == QUESTION or not has_capitals_of_a_title(section.heading)):
            above.blocks.append(Block(PARAGRAPH, section.heading, section.line))
        else:
            kept.append(section)
    return kept[1:]


def _is_special(heading):
    return not heading or is_overview_heading(heading) or is_closing_heading(heading)


def _fill(page, sections):
    conditions = find_conditions(sections)
    overview, moved = [], []
    for section in sections:
        if section is conditions:
            page.conditions_heading = section.heading
            page.conditions = conditions_of(section)
            # The words that lead into the list ("is used for:") go; sentences of substance move to the overview.
            moved += [block for block in section.blocks if block.kind == PARAGRAPH and not block.text.endswith(":")]
        elif not section.heading or is_overview_heading(section.heading, page.title):
            overview += section.blocks
        elif is_closing_heading(section.heading):
            page.closing_title, page.closing_text = section.heading, _markdown(section.blocks)
        elif re.fullmatch(r"(?:references|sources|further reading)\W*", section.heading, re.IGNORECASE):
            page.references = [_reference(block.text) for block in section.blocks]
        elif _is_urgent(section):
            page.urgent_signs = [block.text for block in section.blocks if block.kind == BULLET]
        else:
            page.questions.append(QuestionText(section.heading, _markdown(section.blocks), guess_kind(section.heading)))
    page.lead, rest = _lead(overview, sections)
    page.overview = _markdown(rest + moved)


def _lead(overview, sections):
    """The first sentence, and what is left. A page without an overview leads with the first sentence of all."""
    if not overview or overview[0].kind != PARAGRAPH:
        paragraphs = [block for section in sections for block in section.blocks if block.kind == PARAGRAPH]
        return (sentences(paragraphs[0].text)[0] if paragraphs else ""), overview
    lead, *more = sentences(overview[0].text)
    rest = [Block(PARAGRAPH, " ".join(more), overview[0].line)] if more else []
    return lead, rest + overview[1:]


def _is_urgent(section):
    """A list of signs, with nothing but the words that lead into it."""
    signs = [block for block in section.blocks if block.kind == BULLET]
    others = [block for block in section.blocks if block.kind != BULLET]
    return bool(signs and URGENT.search(section.heading)) and all(block.text.endswith(":") for block in others)


def _reference(text):
    url = re.search(r"https?://[^\s)]+", text)
    year = re.search(r"\b(?:19|20)\d\d\b", text)
    title = text.replace(url[0], "").strip(" .,:()–-") if url else text
    return ReferenceLine(title or text, url=url[0].rstrip(".,") if url else "", year=int(year[0]) if year else None)


def _markdown(found):
    parts, before = [], None
    for block in found:
        marker = {BULLET: "- ", NUMBERED: f"{block.number}. ", HEADING: "### "}.get(block.kind, "")
        gap = "\n" if before and block.kind == before.kind and block.kind in (BULLET, NUMBERED) else "\n\n"
        parts.append((gap if before else "") + marker + escaped(block.text))
        before = block
    return "".join(parts)
