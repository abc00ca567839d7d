"""The text of a web page, as it is copied or dumped, cut into headings, paragraphs and list items.

A dump has no marks for headings and may be wrapped at any width, so this reads the way a person does:
by blank lines, punctuation, capitals and indentation.
"""

import html
import re
from dataclasses import dataclass

from common.text.sentences import sentences

HEADING, QUESTION, PARAGRAPH, BULLET, NUMBERED = "heading", "question", "paragraph", "bullet", "numbered"

PICTURES = re.compile("[\U0001f000-\U0001faff\u260e\u260f\u2706\ufe0f\u200b\u2060]")
BULLET_MARK = re.compile(r"^(?:[•●○◦▪▫■□‣⁃∙·✓✔➤➢►▶→]\s*|[-*–—]\s+|o\s+(?=[A-Z])|[•●○◦▪▫■□‣⁃∙·✓✔➤➢►▶→*–-]$)")
ARROWS = (">", "»", "›")
NUMBER_MARK = re.compile(r"^\(?(\d{1,2})[.)]\s+(?=\S)")
LETTER_MARK = re.compile(r"^(?:\(([a-zA-Z]|[ivx]{1,4})\)|([a-z]|[ivx]{1,4})\))\s+(?=\S)")
DEEPER = {"o": 2, "◦": 2, "▪": 4, "▫": 4, "■": 4}  # Word marks the levels of its lists so, without moving them in
COLON_HEADING = re.compile(r"[A-Z][^.;:!?]{1,80}:")
LEADS_IN = re.compile(
    r"\b(?:include[sd]?|including|are|is|was|may|might|can|could|will|has|have|had|treats?|used|uses|needs?|"
    r"follow(?:s|ing)|such as|by|to|if|when|you|your|we|our|it|they|these|this|those|there|some|example|instance|note|"
    r"e\.g)\b",
    re.IGNORECASE,
)
STEP = re.compile(r"(?:step|week|day|stage|phase|month|grade)\s?\d{1,2}\s?[:.–-]\s?\S", re.IGNORECASE)
ASKED_MARK = re.compile(r"^(?:Q(?:uestion)?\s*\d*\s*[.:)]|A(?:ns|nswer)?\s*:)\s+")
SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*$")
OPEN_WORDS = re.compile(
    r"(?:[,(/–—-]|\b(?:a|an|and|as|at|by|for|from|in|is|of|on|or|that|the|to|with))$", re.IGNORECASE
)
ASKING = re.compile(r"(?:how|what|when|why|who|which|where|is|are|can|do|does|will|should)\b", re.IGNORECASE)
SMALL_WORDS = {"a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with", "your"}


@dataclass
class Block:
    kind: str
    text: str
    line: int  # where it starts, counted from 1
    number: int = 0  # of a numbered item
    indent: int = 0


@dataclass
class _Line:
    text: str
    number: int
    indent: int
    after_blank: bool


def blocks(text, stands_alone):
    """Every block of the page in order. `stands_alone(line)` says that a line is never part of a paragraph."""
    lines = _lines(text)
    widest = max((line.indent + len(line.text) for line in lines), default=0)
    found = []
    for before, line in zip([None, *lines], lines, strict=False):
        block = _block(line)
        if before and (alone := _bare_mark(before)) and block.kind == PARAGRAPH:
            found[-1] = Block(alone, line.text, before.number, indent=before.indent)
        elif (
            before
            and not line.after_blank
            and _belongs(found[-1], block, line, _wrapped(before, line, widest), stands_alone)
        ):
            found[-1].text += f" {line.text}"
        else:
            found.append(block)
    return _list_without_marks(_with_headings([block for block in found if block.text], stands_alone), stands_alone)


def looks_like_heading(text):
    longest = 20 if ASKING.match(text) else 12
    return (
        0 < len(text.split()) <= longest
        and len(text) <= 120
        and not re.search(r"[.,;:!…]$", text)
        and not text[0].islower()
        and len(sentences(text)) == 1
        and not re.search(r"https?://|@|\d{5}", text)
    )


def is_colon_heading(text):
    """ "Risks:" is a heading, "It is used for:" leads into a list."""
    if len(text) > 90 or not COLON_HEADING.fullmatch(text) or len(text.split()) > 8:
        return False
    return bool(ASKING.match(text)) or not LEADS_IN.search(text)


def is_question(text):
    return (
        bool(re.search(r"\?[\"'”’)]*$", text))
        and len(text) <= 250
        and len(sentences(text)) == 1
        and not text[0].islower()
    )


def _lines(text):
    found, after_blank = [], True
    for number, raw in enumerate(html.unescape(text).split("\n"), start=1):
        line = PICTURES.sub("", raw.replace("\t", "    ").replace("\xa0", " "))
        words = " ".join(line.split())
        if words and found and (words in ARROWS or found[-1].text.endswith(ARROWS)):
            found[-1].text += f" {words}"  # a breadcrumb with its levels below each other
        elif not words:
            after_blank = True
        else:
            found.append(_Line(words, number, len(line) - len(line.lstrip()), after_blank))
            after_blank = False
    return found


def _block(line):
    if mark := BULLET_MARK.match(line.text) or (line.indent and re.match(r"o\s+(?=\S)", line.text)):
        deeper = DEEPER.get(line.text[0], 0)
        return Block(BULLET, line.text[mark.end() :], line.number, indent=line.indent + deeper)
    if mark := LETTER_MARK.match(line.text):
        return Block(NUMBERED, line.text[mark.end() :], line.number, _letter_number(mark[1] or mark[2]), line.indent)
    if mark := NUMBER_MARK.match(line.text):
        return Block(NUMBERED, line.text[mark.end() :], line.number, int(mark[1]), line.indent)
    return Block(PARAGRAPH, ASKED_MARK.sub("", line.text), line.number)


def _letter_number(letters):
    """a) b) c) and i) ii) iii) as numbers; a lone i) may be either, and begins a list."""
    roman = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
    return roman.get(letters.lower()) or max(ord(letters[0].lower()) - ord("a") + 1, 1)


def _bare_mark(line):
    """A bullet on a line of its own: its text is the next line."""
    mark = BULLET_MARK.match(line.text)
    return BULLET if mark and mark.end() == len(line.text) else ""


def _wrapped(before, line, widest):
    """In text wrapped at some width, the first word of a line did not fit on the line above."""
    return widest <= 120 and before.indent + len(before.text) + 1 + len(line.text.split()[0]) > widest


def _belongs(above, block, line, wrapped, stands_alone):
    """Whether this line goes on with the block above it, with no blank line between."""
    if block.kind != PARAGRAPH:
        # A wrapped line may begin with a dash that is no bullet.
        in_a_sentence = above.kind == PARAGRAPH and not re.search(r"[.!?:]$", above.text)
        return wrapped and in_a_sentence and block.kind == BULLET and block.text[:1].islower() and line.text[0] in "-–—"
    if (
        stands_alone(line.text) or len(above.text) > 5000
    ):  # no paragraph of ours is longer; odd files stay quick to read
        return False
    if stands_alone(above.text):
        return bool(OPEN_WORDS.search(above.text)) or (wrapped and len(above.text) > 30 and not is_question(line.text))
    return _continues(above, line, wrapped)


def _continues(above, line, wrapped):
    in_a_list = above.kind != PARAGRAPH
    ended = bool(SENTENCE_END.search(above.text))
    starts_a_question = bool(ASKING.match(line.text)) and line.text[0].isupper()
    if above.text.count("(") > above.text.count(")") or line.text[0].islower():
        return True
    if (starts_a_question and in_a_list) or (is_question(line.text) and (ended or (starts_a_question and not wrapped))):
        return False
    if OPEN_WORDS.search(above.text) or (in_a_list and line.indent > above.indent):
        return True
    if not in_a_list and is_question(above.text):
        return False
    if ended or in_a_list or above.text.endswith(":"):
        return wrapped and not has_capitals_of_a_title(line.text)
    return wrapped or not looks_like_heading(above.text)


def has_capitals_of_a_title(text):
    words = [word for word in text.split() if word.lower() not in SMALL_WORDS]
    return looks_like_heading(text) and len(words) > 1 and not any(word[0].islower() for word in words)


def _with_headings(found, stands_alone):
    """Name the paragraphs that are questions or headings. Numbered questions in a row are a list, one is a heading."""
    for block in found:
        if block.kind == PARAGRAPH and is_question(block.text):
            block.kind = QUESTION
        elif block.kind == PARAGRAPH and (looks_like_heading(block.text) or stands_alone(block.text)):
            block.kind = HEADING
    for block in found:
        if block.kind in (PARAGRAPH, HEADING) and STEP.match(block.text):
            block.kind = BULLET
    for before, block, after in zip([None, *found], found, [*found[1:], None], strict=False):
        in_a_list = (before and before.kind == NUMBERED) or not after or after.kind == NUMBERED
        if block.kind == NUMBERED and is_question(block.text) and not in_a_list:
            block.kind = QUESTION
    return found


def _list_without_marks(found, stands_alone):
    """Some dumps lose the bullets: short lines after a paragraph that ends with a colon are then the list."""
    inside = False
    for position, block in enumerate(found):
        if block.kind != HEADING or stands_alone(block.text):
            inside = block.kind in (PARAGRAPH, HEADING) and block.text.endswith(":")
            continue
        after = found[position + 1].kind if position + 1 < len(found) else ""
        if inside and after in (PARAGRAPH, BULLET, NUMBERED):
            inside = False
        elif inside:
            block.kind = BULLET
    return found
