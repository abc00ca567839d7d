"""The blocks of a plain page under their headings, without what belongs to the site around it."""

import re
from dataclasses import dataclass, field

from ..treatment_page import LeftOut
from .boilerplate import is_card_line, is_closing_heading, is_doctor, is_furniture_heading, is_overview_heading
from .plain_text_lines import HEADING, PARAGRAPH, QUESTION, Block, has_capitals_of_a_title
from .question_kinds import guess_kind
from .urgent_lines import is_urgent_heading

STORIES = re.compile(r"voice|testimonial|stor(?:y|ies)|review|comment|patients (?:say|have)", re.IGNORECASE)


@dataclass
class Section:
    heading: str
    kind: str  # HEADING or QUESTION
    line: int
    blocks: list = field(default_factory=list)


def sections_of(found, title, left_out):
    """The page by its headings; the first section is what stands before any heading."""
    sections = [Section("", HEADING, 1)]
    for block in _without_cards(found, left_out):
        if block.kind in (HEADING, QUESTION):
            sections.append(Section(block.text, block.kind, block.line))
        else:
            sections[-1].blocks.append(block)
    return _joined(_without_furniture(sections, title, left_out))


def _without_cards(found, left_out):
    """The card of a doctor: a name, degrees, a post, years of experience, a button."""
    kept, inside = [], False
    for block in found:
        inside = is_doctor(block.text) or (inside and is_card_line(block.text))
        if inside:
            left_out.append(LeftOut(block.line, block.text, "a doctor’s card"))
        else:
            kept.append(block)
    return kept


def _without_furniture(sections, title, left_out):
    kept, inside = [], ""
    last_filled = {section.heading: position for position, section in enumerate(sections) if section.blocks}
    for position, section in enumerate(sections):
        filled_later = last_filled.get(section.heading, -1) > position
        if is_furniture_heading(section.heading):
            inside = "stories" if STORIES.search(section.heading) else "furniture"
            _leave_out(section, left_out)
        elif not section.blocks and (filled_later or section.heading == title or _is_button(section.heading)):
            _leave_out(section, left_out)  # a table of contents, the title once more, a button
        elif not inside or _ends_furniture(section, inside):
            inside = "after the closing call" if _is_call(section.heading) else ""
            kept.append(section)
        else:
            _leave_out(section, left_out)
    overview = next((i for i, section in enumerate(kept) if is_overview_heading(section.heading)), 0)
    for section in [section for i, section in enumerate(kept) if i < overview and not section.blocks]:
        _leave_out(section, left_out)
    return [section for i, section in enumerate(kept) if i >= overview or section.blocks]


def _leave_out(section, left_out):
    if section.heading:
        left_out.append(LeftOut(section.line, section.heading))
    left_out += [LeftOut(block.line, block.text) for block in section.blocks]


def _is_call(heading):
    return is_closing_heading(heading) and not is_urgent_heading(heading)


def _is_button(heading):
    return is_closing_heading(heading) and not heading.endswith("?")


def _ends_furniture(section, inside):
    heading = section.heading
    if section.kind == QUESTION or _is_call(heading) or is_urgent_heading(heading) or is_overview_heading(heading):
        return bool(section.blocks)
    if inside == "stories" or not (section.blocks and guess_kind(section.heading)):
        return False
    words = sum(len(block.text.split()) for block in section.blocks)
    return inside == "after the closing call" or words >= 12


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
    return not heading or is_overview_heading(heading) or is_closing_heading(heading) or is_urgent_heading(heading)
