"""The words of a Markdown page, with what our pages do not have rendered in another way, or refused with its line.

The number of lines stays the same, so that a later complaint names the right one.
"""

import re

from ..treatment_page import BrokenPage, LeftOut

COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
RULE = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})")
UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*")
NOTE = re.compile(r" {0,3}\[\^([^\]\s]{1,80})\]:[ \t]*(.*)")
ADDRESS = re.compile(r" {0,3}\[([^\]\[^][^\]\[]{0,200})\]:[ \t]*<?([^\s>]{1,1000})>?(?:[ \t].*)?")
PICTURE = re.compile(r"(?<!\\)!\[([^\]\[]{0,300})\](?:\([^()\n]{0,1000}\)|\[[^\]\[]{0,200}\])")
FULL_LINK = re.compile(r"(?<![\\!])\[([^\]\[]{1,300})\]\[([^\]\[]{0,200})\]")
SHORT_LINK = re.compile(r"(?<![\\!\]])\[([^\]\[^][^\]\[]{0,200})\](?![\[(:])")
NOTE_MARK = re.compile(r"(?<!\\)\[\^([^\]\s]{1,80})\]")
LINE_BREAK = re.compile(r"(?<!\\)[ \t]?<br[ \t]*/?>[ \t]?", re.IGNORECASE)
RAW = re.compile(
    r"(?<!\\)</?(a|abbr|article|audio|b|big|blockquote|button|center|code|dd|details|div|dl|dt|em|embed|figure|font|form|h[1-6]|hr|"
    r"i|iframe|img|input|ins|kbd|li|mark|object|ol|p|picture|pre|s|script|section|small|span|strike|strong|style|sub|summary|sup|svg|"
    r"table|tbody|td|th|thead|tr|u|ul|video)(?=[\s/>])[^<>]{0,1000}>",
    re.IGNORECASE,
)
TABLE_LINE = re.compile(r" {0,3}\|")


def tidied(lines: list[str], first: int, source: str) -> tuple[list[str], list[LeftOut]]:
    """These lines, of which the first is number `first` of the file, and what was left out of them."""
    left_out: list[LeftOut] = []
    lines = _without_comments(lines, first, left_out)
    lines, notes, addresses = _definitions(lines)
    lines = _headings_and_rules(lines, first, left_out)
    kept = []
    for number, line in enumerate(lines, start=first):
        if raw := RAW.search(line):
            raise BrokenPage(source, number, f"HTML like {raw[0][:40]} is not kept; write it in Markdown")
        line = PICTURE.sub(lambda found, n=number: _picture(found, n, left_out), line)
        line = FULL_LINK.sub(lambda found: _link(found[1], found[2] or found[1], found[0], addresses), line)
        line = SHORT_LINK.sub(lambda found: _link(found[1], found[1], found[0], addresses), line)
        line = NOTE_MARK.sub(lambda found, n=number: _note(found, n, notes, left_out), line)
        kept.append(LINE_BREAK.sub(", " if TABLE_LINE.match(line) else "\\\\\n", line))
    return kept, sorted(left_out, key=lambda each: each.line)


def _without_comments(lines, first, left_out):
    text = "\n".join(lines)

    def take_out(found):
        number = first + text.count("\n", 0, found.start())
        left_out.append(LeftOut(number, found[0], "a comment"))
        return "\n" * found[0].count("\n")

    return COMMENT.sub(take_out, text).split("\n")


def _definitions(lines):
    notes, addresses, kept, inside = {}, {}, [], ""
    for line in lines:
        if note := NOTE.fullmatch(line):
            inside, line = note[1], ""
            notes[inside] = note[2].strip()
        elif inside and line.startswith(("  ", "\t")) and line.strip():
            notes[inside], line = f"{notes[inside]} {line.strip()}", ""
        elif address := ADDRESS.fullmatch(line):
            addresses.setdefault(address[1].casefold(), address[2])
            inside, line = "", ""
        else:
            inside = inside if not line.strip() else ""
        kept.append(line)
    return kept, notes, addresses


def _headings_and_rules(lines, first, left_out):
    """A line of = or - below a line of words makes it a heading; alone it only parts what stands above and below."""
    kept: list[str] = []
    for number, line in enumerate(lines, start=first):
        above = kept[-1] if kept else ""
        under = UNDERLINE.fullmatch(line)
        if (
            under
            and above.strip()
            and not re.match(r"\s*(?:[#>|*+-]|\d+[.)])", above)
            and (len(kept) < 2 or not kept[-2].strip())
        ):
            kept[-1] = ("# " if under[1][0] == "=" else "## ") + above.strip()
            line = ""
        elif RULE.fullmatch(line):
            left_out.append(LeftOut(number, line.strip(), "a line across the page"))
            line = ""
        kept.append(line)
    return kept


def _picture(found, number, left_out):
    left_out.append(LeftOut(number, found[0], "a picture; put it in with its own block"))
    return ""


def _link(words, name, whole, addresses):
    address = addresses.get(" ".join(name.split()).casefold())
    return f"[{words}]({address})" if address else whole


def _note(found, number, notes, left_out):
    if words := notes.get(found[1]):
        return f" ({words.rstrip('.')})"
    left_out.append(LeftOut(number, found[0], "a note that is not in the file"))
    return ""
