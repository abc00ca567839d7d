"""The small Markdown of answers: paragraphs, lists, bold, links and small headings, to HTML and back."""

import re
from html.parser import HTMLParser

from markdown_it import MarkdownIt

ALLOWED_LINK = re.compile(r"(?:https?://|mailto:|tel:|/(?!/)|#)", re.IGNORECASE)

_renderer = MarkdownIt("commonmark", {"html": False}).disable(
    ["image", "code", "fence", "backticks", "blockquote", "hr", "lheading", "html_block", "html_inline", "reference"]
)
_renderer.enable("table")
_renderer.validateLink = lambda url: bool(ALLOWED_LINK.match(url.strip()))


def to_html(markdown, first_heading=3):
    """HTML without any markup of the writer's own. Most pages have an h1 and an h2 above it."""
    tokens = _renderer.parse(markdown)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{first_heading + (token.tag > 'h3')}"
    return _renderer.renderer.render(tokens, _renderer.options, {})


def escaped(text):
    """Plain words as Markdown that shows exactly these words."""
    return _start_escaped(_escaped_inside(text))


def to_markdown(html):
    """Markdown of simple HTML. Elements it does not know lose their tags and keep their words."""
    reader = _Reader()
    reader.feed(re.sub(r"<!(?!--)", "&lt;!", html))  # the parser of the standard library fails on some declarations
    reader.close()
    return "\n\n".join(_blocks(reader.root)).strip()


class _Element:
    def __init__(self, tag, attributes=()):
        self.tag, self.attributes, self.children = tag, dict(attributes), []


class _Reader(HTMLParser):
    EMPTY = frozenset(
        {"br", "hr", "img", "input", "meta", "link", "wbr", "source", "col", "area", "embed", "base", "track"}
    )
    CLOSED_BY_THE_NEXT = {"li": {"li"}, "p": {"p", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "div"}}

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = _Element("")
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        if tag in self.CLOSED_BY_THE_NEXT.get(self.open[-1].tag, ()):
            self.open.pop()
        elif tag == "a":
            self.handle_endtag("a")  # links do not nest
        element = _Element(tag, attrs)
        self.open[-1].children.append(element)
        if tag not in self.EMPTY and len(self.open) < 100:
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.open[-1].children.append(_Element(tag, attrs))

    def handle_endtag(self, tag):
        if tag in [element.tag for element in self.open[1:]]:
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data):
        if self.open[-1].tag not in ("script", "style"):
            self.open[-1].children.append(data)


HEADINGS = {"h1": "### ", "h2": "### ", "h3": "### ", "h4": "#### ", "h5": "#### ", "h6": "#### "}
PLAIN_BLOCKS = ["p", "li", "div", "section", "article", "blockquote", "dl", "dt", "dd"]
LIST_START = re.compile(r"\A(?:[-*]|\d+[.)]) ")
TABLE_BLOCKS = ["table", "thead", "tbody", "tr", "th", "td"]
BLOCKS = {"ul", "ol", *HEADINGS, *PLAIN_BLOCKS, *TABLE_BLOCKS}
MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*"}


def _blocks(element):
    """The Markdown blocks of an element; loose words between block elements are a paragraph."""
    found, words = [], []
    for child in [*element.children, _Element("p")]:
        if isinstance(child, str) or child.tag not in BLOCKS:
            words.append(child)
            continue
        if paragraph := _paragraph(words):
            found.append(paragraph)
        found += _block(child, found)
        words = []
    return found


def _block(element, before):
    if element.tag in ("ul", "ol"):
        written = _list(element, before)
        return [written] if written else []
    if element.tag == "table" and (written := _table(element)):
        return [written]
    if element.tag in HEADINGS:
        words = _paragraph(element.children).replace("\\\n", " ")
        return [HEADINGS[element.tag] + words] if words else []
    return _blocks(element) if element.children else []


def _table(element):
    """A table of one row of headings and of rows as long as it; "" for any other, which becomes paragraphs."""
    rows = [[cell for cell in row.children if _tag(cell) in ("th", "td")] for row in _rows(element)]
    is_plain = rows and rows[0] and {len(row) for row in rows} == {len(rows[0])}
    if (
        not is_plain
        or any(cell.tag != "th" for cell in rows[0])
        or any(_holds_blocks(cell) for row in rows for cell in row)
    ):
        return ""
    lines = ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def _tag(child):
    return "" if isinstance(child, str) else child.tag


def _rows(element):
    for child in element.children:
        if _tag(child) == "tr":
            yield child
        elif _tag(child) in ("thead", "tbody"):
            yield from _rows(child)


def _holds_blocks(cell):
    return any(_tag(child) in BLOCKS for child in cell.children) or bool({"rowspan", "colspan"} & set(cell.attributes))


def _cell(cell):
    return _paragraph(cell.children).replace("\\\n", ", ").replace("|", "\\|")


def _list(element, before):
    """Two lists in a row need different marks, or Markdown makes one list of them."""
    bullet = "*" if before and before[-1].startswith("- ") else "-"
    point = ")" if before and re.match(r"\d+\. ", before[-1]) else "."
    start = element.attributes.get("start") or "1"
    number = int(start) if start.isdecimal() and len(start) < 9 else 1
    items = []
    for item in element.children:
        if isinstance(item, str) or item.tag != "li" or not (parts := _blocks(item)):
            continue
        marker = f"{number}{point} " if element.tag == "ol" else f"{bullet} "
        tight = "".join(("\n" if LIST_START.match(part) else "\n\n") + part for part in parts).strip("\n")
        items.append(marker + tight.replace("\n", "\n" + " " * len(marker)))
        number += 1
    return re.sub(r"\n +\n", "\n\n", "\n".join(items))


def _paragraph(children):
    markdown = _inline(children)
    if markdown.count("*") != markdown.count("\\*") and _marks(to_html(markdown)) != _marks_of(children):
        return _inline(children, marks=False)  # "a**(b)**c" would show its stars; the words matter more
    return markdown


def _inline(children, marks=True):
    words = re.sub(" +", " ", _inline_words(children, marks))
    lines = [_start_escaped(line.strip()) for line in words.split("\0")]
    return "\\\n".join(line for line in lines if line)


def _inline_words(children, marks):
    found = ""
    for child in children:
        if isinstance(child, str):
            found += _escaped_inside(re.sub(r"[ \t\n\r\f]+", " ", child))
        elif child.tag == "br":
            found += "\0"
        elif child.tag in ("script", "style"):
            continue
        else:
            found += _marked(child, _inline_words(child.children, marks), marks)
    return found


def _marked(element, words, marks):
    inside = words.strip(" \xa0\0")
    if not inside:
        return words
    before, after = words[: words.index(inside)], words[words.index(inside) + len(inside) :]
    if element.tag in MARKS and marks:
        inside = MARKS[element.tag] + inside + MARKS[element.tag]
    elif element.tag == "a" and ALLOWED_LINK.match(url := (element.attributes.get("href") or "").strip()):
        inside = f"[{inside}]({_address(url)})"
    return before + inside + after


def _address(url):
    return re.sub(r"[\s<>()\\]", lambda found: f"%{ord(found[0]):02X}", url)


def _escaped_inside(text):
    return re.sub(r"([\\`*_\[\]<]|&(?=#?\w+;))", r"\\\1", text.replace("\0", ""))


def _start_escaped(line):
    return re.sub(r"^(?:([#>+=~|:-])|(\d+)([.)]))", lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", line)


def _marks(html):
    return html.count("<strong>"), html.count("<em>")


def _marks_of(children):
    strong = em = 0
    for child in children:
        if not isinstance(child, str):
            inner = _marks_of(child.children)
            has_words = bool(_inline_words(child.children, False).strip(" \xa0\0"))
            strong += inner[0] + (child.tag in ("strong", "b") and has_words)
            em += inner[1] + (child.tag in ("em", "i") and has_words)
    return strong, em
