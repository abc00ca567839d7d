"""Rich text as people paste it, turned into the few elements that the site keeps. Nothing is ever glued together.

Text that was struck out is taken out: a dose that somebody has struck must not live again. What an editor should know
is gathered by `dropped_here`.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import nh3
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from lxml import html as lxml_html
from lxml.html import HtmlElement

HEADINGS = {"h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4"}
STRUCK = {"s", "strike", "del"}
NEVER_SHOWN = {"script", "style", "template", "noscript", "head", "title", "xml", "textarea", "select", "option"}
PICTURES = {"img", "picture", "svg", "video", "audio", "iframe", "object", "embed", "canvas"}
# Those of the site, and those that a page has for other reasons: their text becomes a paragraph.
KEPT_BLOCKS = {"p", "h3", "h4", "ul", "ol", "li", "blockquote", "table", "caption", "thead", "tbody", "tr", "th", "td"}
OTHER_BLOCKS = {
    "div", "section", "article", "header", "footer", "main", "aside", "nav", "address", "figure", "figcaption", "dl",
    "dt", "dd", "pre", "center", "form", "fieldset", "details", "summary", "body", "html", "hgroup", "legend", "tfoot",
}  # fmt: skip
BLOCKS = KEPT_BLOCKS | OTHER_BLOCKS
INLINE = {
    "a", "abbr", "b", "bdi", "big", "br", "cite", "code", "em", "font", "i", "ins", "mark", "small", "span", "strong",
    "sub", "sup", "tt", "u",
}  # fmt: skip
READ = BLOCKS | set(HEADINGS) | STRUCK | PICTURES | INLINE
READ_ATTRIBUTES = {
    "*": {"style", "class", "lang", "dir"}, "a": {"href", "hreflang"}, "ol": {"start"},
    "th": {"scope", "colspan", "rowspan"}, "td": {"colspan", "rowspan"},
}  # fmt: skip
SCHEMES = {"http", "https", "mailto", "tel"}
ONE_LINE = {"h3", "h4", "p", "caption"}
# What was never begun ends nothing for a browser, and the words before and behind it would be one.
BLOCK_END = re.compile(rf"(</(?:{'|'.join(sorted(BLOCKS | set(HEADINGS)))})\s{{0,9}}>)(?=[^\s<])", re.IGNORECASE)
BULLET = re.compile(r"\A\s*[·•▪◦●○§][\s\u00a0]+")
NUMBER = re.compile(r"\A\s*\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)]")
LEVEL = re.compile(r"level(\d)")
STRUCK_STYLE = re.compile(r"line-through")
SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]{0,20}:")
DOMAIN = re.compile(r"(?:[\w-]{1,63}\.){1,8}[a-zA-Z]{2,24}(?:[/?#:]|$)")
MAILBOX = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,200}\Z")

STRUCK_OUT = _("What was struck out was taken out: %(what)s")
PICTURE = _("Pictures and films were taken out. Put a picture in with its own block.")
LINK = _("A link that leads nowhere was taken out: %(what)s")

_dropped: ContextVar[list | None] = ContextVar("dropped", default=None)


@contextmanager
def dropped_here() -> Iterator[list[str | Promise]]:
    """While rich text is cleaned in here, what was taken out of it, in words, each once."""
    said: list[str | Promise] = []
    before = _dropped.set(said)
    try:
        yield said
    finally:
        _dropped.reset(before)


def apart(html: str) -> str:
    """A space behind the end of each block, where words follow it at once."""
    return BLOCK_END.sub(r"\1 ", html)


def normalized(html: str) -> str:
    """The same words, in the elements that the site keeps. Still to be cleaned: see rich_text.clean."""
    if "<" not in html:
        return html
    root = lxml_html.fragment_fromstring(_well_formed(html), create_parent="div")
    _take_out(root)
    for link in root.iter("a"):
        _complete(link)
    for element in list(root.iter()):
        if element.tag in HEADINGS:
            element.tag = HEADINGS[element.tag]
    _make_paragraphs(root)
    _put_word_lists_together(root)
    return (root.text or "") + "".join(lxml_html.tostring(each, encoding="unicode") for each in root)


def _well_formed(html):
    """As a browser reads it, without what nobody sees: no document, no half element, no program."""
    return nh3.clean(
        html, tags=READ, clean_content_tags=NEVER_SHOWN, attributes=READ_ATTRIBUTES, url_schemes=SCHEMES, link_rel=None
    )


def _say(words, **what):
    said = _dropped.get()
    line = words % {name: text.strip()[:80] for name, text in what.items()} if what else words
    if said is not None and line not in said:
        said.append(line)


def _take_out(root):
    for element in list(root.iter()):
        if element is root or element.getparent() is None:
            continue
        if not isinstance(element.tag, str) or element.tag in NEVER_SHOWN:
            element.drop_tree()
        elif element.tag in STRUCK or STRUCK_STYLE.search(element.get("style", "")):
            if text := element.text_content().strip():
                _say(STRUCK_OUT, what=text)
            element.drop_tree()
        elif element.tag in PICTURES:
            _say(PICTURE)
            element.drop_tree()


def _complete(link):
    """A link without a scheme was meant for the web."""
    href = (link.get("href") or "").strip()
    if not href or href.startswith(("/", "#", "?")) or SCHEME.match(href):
        return
    if MAILBOX.match(href):
        link.set("href", f"mailto:{href}")
    elif DOMAIN.match(href):
        link.set("href", f"https://{href}")
    else:
        _say(LINK, what=href)
        del link.attrib["href"]


def _put_word_lists_together(root):
    """Word pastes a list as paragraphs that begin with a dot or a number."""
    for paragraph in list(root.iter("p")):
        if kind := _kind_of_item(paragraph):
            _list_before(paragraph, kind).append(_as_item(paragraph))


def _kind_of_item(paragraph):
    text = paragraph.text_content()
    is_words = "mso-list" in paragraph.get("style", "") or "MsoListParagraph" in paragraph.get("class", "")
    if BULLET.match(text):
        return "ul"
    return ("ol" if NUMBER.match(text) else "ul") if is_words else ""


def _list_before(paragraph, kind):
    """The list that stands right before it, at its level; else a new one."""
    before = paragraph.getprevious()
    is_list = before is not None and before.get("data-pasted") and not (before.tail or "").strip()
    level = _level(paragraph)
    if is_list and level > int(before.get("data-pasted")) and len(before):
        inner = before[-1][-1] if len(before[-1]) and before[-1][-1].tag in ("ul", "ol") else None
        return inner if inner is not None else _new_list(before[-1].append, kind, level)
    if is_list and (before.tag == kind or level > 1):
        return before
    return _new_list(paragraph.addprevious, kind, level)


def _new_list(put, kind, level):
    new = lxml_html.Element(kind, {"data-pasted": str(level)})
    put(new)
    return new


def _level(paragraph):
    found = LEVEL.search(paragraph.get("style", ""))
    return int(found[1]) if found else 1


def _as_item(paragraph):
    for mark in [each for each in paragraph.iter("span") if "mso-list" in each.get("style", "")]:
        mark.drop_tree()
    _strip_mark(paragraph)
    paragraph.tag, tail = "li", paragraph.tail
    paragraph.tail = None
    if tail and tail.strip():
        paragraph.addnext(_paragraph(tail))
    return paragraph


def _strip_mark(element):
    """Where the dot is plain text, with or without an element around it."""
    if element.text and element.text.strip():
        element.text = BULLET.sub("", element.text, count=1)
    elif len(element):
        _strip_mark(element[0])


def _make_paragraphs(element: HtmlElement) -> None:
    """Blocks that the site does not keep become paragraphs, or fall away around the blocks that they hold."""
    if element.tag in ONE_LINE:
        for inner in [each for each in element.iterdescendants() if each.tag in BLOCKS]:
            inner.text, inner.tail = f" {inner.text or ''}", f" {inner.tail or ''}"
            inner.drop_tag()
        return
    for child in list(element):
        _make_paragraphs(child)
    for child in [each for each in element if each.tag not in BLOCKS and any(inner.tag in BLOCKS for inner in each)]:
        child.drop_tag()  # bold around whole paragraphs, as some programs copy it
    for child in [each for each in element if each.tag in OTHER_BLOCKS]:
        if any(inner.tag in BLOCKS for inner in child):
            _wrap_loose_text(child)
            child.drop_tag()
        else:
            child.tag = "p"
            child.attrib.pop("data-pasted", None)


def _wrap_loose_text(block):
    """What stands between the blocks inside becomes paragraphs of its own."""
    parts = [block.text, *(part for child in block for part in (child, child.tail))]
    block[:], block.text, run = [], None, None
    for part in filter(lambda each: each is not None, parts):
        if isinstance(part, str):
            if run is not None or part.strip():
                part = part if run is not None else part.lstrip()
                run = _run(block, run)
                _append_text(run, part)
            continue
        part.tail = None
        run = None if part.tag in BLOCKS else _run(block, run)
        (block if run is None else run).append(part)


def _run(block, run):
    if run is None:
        run = _paragraph(None)
        block.append(run)
    return run


def _append_text(element, text):
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _paragraph(text):
    new = lxml_html.Element("p")
    new.text = text
    return new
