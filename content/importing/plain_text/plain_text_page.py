"""Reads the text of an ordinary treatment web page into a TreatmentPage.

What the page does not say stays empty. Dates on such a page are dropped: they are not a review by a clinician of ours.
"""

import re
from dataclasses import replace

from common.text.markdown_text import escaped
from common.text.sentences import sentences

from ..treatment_page import BrokenPage, Credit, LeftOut, QuestionText, ReferenceLine, TreatmentPage, slug_of
from .boilerplate import is_closing_heading, is_debris, is_furniture_heading, is_overview_heading
from .condition_lists import conditions_of, find_conditions, names_in_one_line, with_lists_in_one_line
from .page_sections import sections_of
from .plain_text_lines import BULLET, HEADING, NUMBERED, PARAGRAPH, Block, blocks, is_colon_heading
from .question_kinds import guess_kind
from .titles import BREADCRUMB, department_of, find_title, tidy
from .urgent_lines import is_urgent_heading, signs_of, take_signs

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


def read_plain_text(text, source, title=""):
    return page_of(blocks(text, _stands_alone), source, title)


def page_of(every_block, source, title=""):
    """The page that these blocks are, from a text or from HTML. `title` is what the person who imports it says."""
    left_out = [LeftOut(block.line, block.text) for block in every_block if is_debris(block.text)]
    found = [block for block in every_block if not is_debris(block.text)]
    if not found:
        raise BrokenPage(source, 1, "nothing but navigation: there is no treatment page in this file")
    last_line = found[-1].line
    credit, found = _credit(found, source)
    breadcrumb, title, below, about_title = find_title(found, source, title)
    below = [block for block in below if not BREADCRUMB.fullmatch(block.text)]
    left_out += _above_the_title(found, below, title)
    page = TreatmentPage(title=title, slug=slug_of(title), breadcrumb=breadcrumb, department=department_of(breadcrumb))
    if not page.slug:
        raise BrokenPage(source, 1, f"the title “{title}” has no Latin letters; write the page as Markdown with a slug")
    page.credit, page.about_title = credit, about_title
    _fill(page, sections_of(with_lists_in_one_line(below), title, left_out))
    page.left_out = sorted(left_out, key=lambda line: line.line)
    if not (page.lead or page.questions or page.conditions):
        raise BrokenPage(source, last_line, "nothing but a title and navigation: no overview, no questions")
    return page


def _above_the_title(found, below, title):
    """Lines of a menu, which no part of the page begins with."""
    kept = {id(block) for block in below}
    gone = [block for block in found if id(block) not in kept and not BREADCRUMB.fullmatch(block.text)]
    return [LeftOut(block.line, block.text) for block in gone if tidy(block.text).casefold() != title.casefold()]


def _stands_alone(text):
    return bool(
        is_debris(text)
        or is_furniture_heading(text)
        or is_overview_heading(text)
        or CREDIT.match(text)
        or BREADCRUMB.fullmatch(text)
        or is_colon_heading(text)
        or names_in_one_line(Block(PARAGRAPH, text, 0))
    )


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


def _fill(page, sections):
    conditions = find_conditions(sections)
    overview, moved = [], []
    for section in sections:
        if section is conditions:
            page.conditions_heading = section.heading.rstrip(" :")
            page.conditions = conditions_of(section)
            # The words that lead into the list ("is used for:") go; sentences of substance move to the overview.
            moved += [block for block in section.blocks if block.kind == PARAGRAPH and not block.text.endswith(":")]
        elif is_urgent_heading(section.heading) and _only_signs(page, section):
            continue
        elif not section.heading or is_overview_heading(section.heading, page.title):
            overview += section.blocks
        elif re.fullmatch(r"(?:references|sources|further reading)\W*", section.heading, re.IGNORECASE):
            page.references = [reference(block.text) for block in section.blocks]
        elif is_closing_heading(section.heading) and not is_urgent_heading(section.heading):
            page.closing_title, page.closing_text = section.heading, _markdown(_without_signs(page, section.blocks))
        else:
            heading = section.heading.rstrip(" :")
            page.questions.append(QuestionText(heading, _markdown(section.blocks), guess_kind(heading)))
        _note_signs(page, section.blocks)
    page.lead, rest = _lead(overview, sections)
    page.overview = _markdown(rest + moved)


def _only_signs(page, section):
    """A list of signs, or sentences that send to help, with nothing but the words that lead into them."""
    listed = [block for block in section.blocks if block.kind in (BULLET, NUMBERED)]
    others = [block for block in section.blocks if block.kind not in (BULLET, NUMBERED)]
    if listed and all(block.text.endswith(":") or signs_of(block.text)[1] for block in others):
        named = [signs for signs, is_call in map(signs_of, (block.text for block in others)) if is_call and signs]
        page.urgent_signs += [*(block.text for block in listed), *(signs for signs in named if not signs.endswith(":"))]
        return True
    signs, rest = take_signs([replace(block) for block in section.blocks])
    if signs and not rest:
        page.urgent_signs += signs
        return True
    return False


def _without_signs(page, found):
    signs, rest = take_signs([replace(block) for block in found])
    page.urgent_signs += [sign for sign in signs if sign not in page.urgent_signs]
    return rest


def _note_signs(page, found):
    """A sentence inside an answer stays where it explains something, and stands among the signs as well."""
    _without_signs(page, found)


def _lead(overview, sections):
    """The first sentence, and what is left. A page without an overview leads with the first sentence of all."""
    if not overview or overview[0].kind != PARAGRAPH:
        paragraphs = [block for section in sections for block in section.blocks if block.kind == PARAGRAPH]
        return (sentences(paragraphs[0].text)[0] if paragraphs else ""), overview
    lead, *more = sentences(overview[0].text)
    rest = [Block(PARAGRAPH, " ".join(more), overview[0].line)] if more else []
    return lead, rest + overview[1:]


def reference(text):
    url = re.search(r"https?://[^\s)]+", text)
    year = re.search(r"\b(?:19|20)\d\d\b", text)
    title = text.replace(url[0], "").strip(" .,:()–-") if url else text
    return ReferenceLine(title or text, url=url[0].rstrip(".,") if url else "", year=int(year[0]) if year else None)


def _markdown(found):
    parts, before, levels = [], None, []
    for block in found:
        is_item = block.kind in (BULLET, NUMBERED)
        same_list = before and is_item and before.kind in (BULLET, NUMBERED)
        deep = len(levels) > 1
        levels = _levels(levels if same_list else [], block) if is_item else []
        marker = {BULLET: "- ", NUMBERED: f"{block.number}. ", HEADING: "### "}.get(block.kind, "")
        tight = same_list and (before.kind == block.kind or deep or len(levels) > 1)
        inset = sum(width for _indent, width in levels[:-1]) * " "
        parts.append((("\n" if tight else "\n\n") if before else "") + inset + marker + escaped(block.text))
        before = block
    return "".join(parts)


def _levels(levels, block):
    """The items that this one stands below, with the width of their marks; an item further in is one level down."""
    above = [level for level in levels if level[0] <= block.indent - 2]
    return [*above, (block.indent, 2 if block.kind == BULLET else len(str(block.number)) + 2)]
