"""Reads a saved web page: the part of it that is about the treatment, found by how the page is built."""

import re

from lxml import etree
from lxml import html as lxml_html

from .plain_text.plain_text_lines import (
    BULLET,
    HEADING,
    NUMBERED,
    PARAGRAPH,
    QUESTION,
    Block,
    is_colon_heading,
    is_question,
)
from .plain_text.plain_text_page import page_of
from .plain_text.titles import tidy
from .treatment_page import BrokenPage, LeftOut

LARGEST_HTML = 5_000_000  # bytes: pages are saved with their programs and styles
IS_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype\s+html|html|head|body|main|article|div|meta)\b", re.IGNORECASE
)
NEVER_READ = {
    "script", "style", "template", "noscript", "iframe", "svg", "nav", "footer", "form", "select", "input", "textarea",
    "dialog", "video", "audio", "canvas", "object", "embed", "aside", "img", "picture", "link", "meta", "head",
}  # fmt: skip
PROGRAMS = {"script", "style", "template", "noscript", "svg", "link", "meta", "head", "img"}
OF_THE_SITE = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|menubar|footer|foot|top-?bar|sidebar|side-?bar|widgets?|cookies?|gdpr|consent|share|sharing|"
    r"social|subscribe|newsletter|comments?|respond|related|author|byline|doctors?|testimonials?|reviews?|popup|modal|advert\w*|ads?|"
    r"tags?|meta|dates?|pagination|pager|toc|breadcrumbs?|skip|sticky|floating|whatsapp|chat|language\w*|search|login|hidden|carousel|"
    r"offcanvas|enquiry)(?:$|[\s_-])",
    re.IGNORECASE,
)
NAMED_AS_HEADING = re.compile(
    r"(?:^|[\s_-])(?:title|heading|question|accordion-(?:header|button|title))(?:$|[\s_-])", re.IGNORECASE
)
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt"}
BLOCKS = {
    "p", "div", "section", "article", "main", "header", "dl", "dd", "table", "thead", "tbody", "tfoot", "blockquote",
    "center", "address", "details", "body", "html", "pre", "hr", "figure", "figcaption", "fieldset",
}  # fmt: skip


def is_html(data: bytes) -> bool:
    return bool(IS_HTML.match(data.removeprefix(b"\xef\xbb\xbf")[:5_000]))


def read_html(data: bytes, source: str, title: str = ""):
    root = _root(data, source)
    trail = _trail(root)
    title = title or _title(root, trail)
    left_out = _take_out(root)
    reader = _Reader()
    reader.read(_main(root))
    reader.end_block()
    found = ([Block(PARAGRAPH, trail, 1)] if trail else []) + reader.blocks
    page = page_of(found, source, title)
    page.left_out = sorted([*left_out, *page.left_out], key=lambda line: line.line)
    return page


def _root(data, source):
    try:
        data.decode("utf-8")
        encoding = "utf-8"
    except UnicodeDecodeError:
        encoding = None  # what the page says of itself
    try:
        return lxml_html.document_fromstring(data, parser=lxml_html.HTMLParser(encoding=encoding))
    except (etree.LxmlError, ValueError) as error:
        raise BrokenPage(source, 1, "this page cannot be read as HTML; save its text in a file of its own") from error


def _words(element):
    return " ".join(element.text_content().split())


def _trail(root):
    """The breadcrumb, its levels parted by arrows."""
    for element in root.xpath(
        "//*[contains(@class, 'breadcrumb') or contains(@id, 'breadcrumb') or @aria-label='Breadcrumb']"
    ):
        levels = [_words(each) for each in element.xpath(".//a | .//li[not(.//a)] | .//span[not(.//a)]")]
        levels = [level for level in levels if level.strip(" >»›/|→")]
        if len(levels) > 1 and levels[0].casefold() == "home":
            return " > ".join(dict.fromkeys(levels))
    return ""


def _title(root, trail):
    """The large heading, if there is one; else the breadcrumb says it, or the name of the tab."""
    heading = next((words for each in root.iter("h1") if (words := _words(each))), "")
    if heading or trail:
        return tidy(heading) if heading else ""
    named = root.xpath("//*[contains(@class, 'page-title') or contains(@class, 'entry-title')]")
    tab = " ".join((root.findtext(".//title") or "").split())
    return tidy(_words(named[0]) if named else tab)


def _take_out(root):
    """What belongs to the site by its kind or its name goes, and is told with its line."""
    left_out, whole = [], len(_words(root))
    for element in list(root.iter()):
        if element.getparent() is None or element is root:
            continue
        if not isinstance(element.tag, str) or _is_of_the_site(element, whole):
            words = _words(element) if isinstance(element.tag, str) and element.tag not in PROGRAMS else ""
            if words:
                left_out.append(LeftOut(element.sourceline or 1, words, "a part of the site around the page"))
            element.drop_tree()
    return left_out


def _is_of_the_site(element, whole):
    if element.tag not in PROGRAMS and len(_words(element)) > 0.5 * whole:
        return False  # some builders name everything “widget”, or put the whole page into a form
    if element.tag in NEVER_READ or element.get("role") in ("navigation", "banner", "contentinfo", "search", "dialog"):
        return True
    if element.tag in ("body", "main", "article", *HEADINGS) or element.get("hidden") is not None:
        return element.get("hidden") is not None
    return bool(OF_THE_SITE.search(f"{element.get('class', '')} {element.get('id', '')}"))


def _main(root):
    """The part with the text: marked as such, or the smallest one that holds nearly all of it."""
    marked = root.xpath("//main | //*[@role='main']") or root.xpath("//article")
    if marked and len(_words(largest := max(marked, key=lambda each: len(_words(each))))) > 200:
        return largest
    body = root.find("body")
    part = body if body is not None else root
    while inner := [child for child in part if len(_words(child)) > 0.7 * len(_words(part))]:
        if inner[0].tag not in BLOCKS:
            break
        part = inner[0]
    return part


class _Reader:
    """Goes through the elements and keeps the blocks, each with its line in the file."""

    def __init__(self):
        self.blocks, self.words, self.item, self.line = [], [], None, 1

    def read(self, element):
        self.line = element.sourceline or self.line
        if element.tag in HEADINGS or _is_bold_line(element) or _is_button(element):
            self._heading(element)
        elif element.tag in ("ul", "ol"):
            self._list(element)
        elif element.tag == "tr":
            self._row(element)
        elif element.tag in BLOCKS:
            self.end_block()
            self._inside(element)
            self.end_block()
        else:
            self._inside(element)

    def _inside(self, element):
        self.words.append(element.text or "")
        for child in element:
            if child.tag == "br":
                self._line_break(child)
            else:
                self.read(child)
            self.words.append(child.tail or "")

    def _line_break(self, element):
        before = element.getprevious()
        if before is not None and before.tag == "br" and not (before.tail or "").strip():
            self.end_block()
        self.words.append(" ")

    def _heading(self, element):
        self.end_block()
        if words := _words(element):
            self.blocks.append(Block(QUESTION if is_question(words) else HEADING, words.rstrip(" :"), self.line))

    def _list(self, element):
        self.end_block()
        outer, indent = self.item, self.item[2] + 4 if self.item else 0
        for number, item in enumerate(element.iterchildren("li"), start=1):
            self.item = (NUMBERED if element.tag == "ol" else BULLET, number, indent)
            self.line = item.sourceline or self.line
            self._inside(item)
            self.end_block()
        self.item = outer

    def _row(self, element):
        self.end_block()
        cells = [words for cell in element.iterchildren("td", "th") if (words := _words(cell))]
        if cells:
            self.blocks.append(Block(BULLET, ": ".join([cells[0], "; ".join(cells[1:])]).rstrip(": "), self.line))

    def end_block(self):
        words, self.words = " ".join("".join(self.words).split()), []
        if not words:
            return
        kind, number, indent = self.item or (PARAGRAPH, 0, 0)
        if kind == PARAGRAPH and is_question(words):
            kind = QUESTION
        elif kind == PARAGRAPH and is_colon_heading(words):
            kind, words = HEADING, words.rstrip(" :")
        self.blocks.append(Block(kind, words, self.line, number, indent))


def _is_bold_line(element):
    """A line that is all bold, or that the page's own names call a title."""
    words = _words(element) if element.tag in ("p", "div") else ""
    if not words or len(words) > 150 or re.search(r"[.!;,]$", words) or any(child.tag in BLOCKS for child in element):
        return False
    bold = "".join(
        each.text_content() for each in element.iterchildren("strong", "b", "u", "em", "span") if each.tag != "span"
    )
    return " ".join(bold.split()) == words or bool(NAMED_AS_HEADING.search(element.get("class", "")))


def _is_button(element):
    return element.tag == "button" and is_question(_words(element))
