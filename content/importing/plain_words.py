"""The plain words of a small Markdown text."""

import re
from html import unescape

from django.utils.html import strip_tags

from common.text.markdown_text import to_html


def plain_text(markdown):
    """The words of a small Markdown text: a blank line between paragraphs, line breaks kept."""
    paragraphs = ("\n".join(_words(line) for line in part.split("<br />")) for part in to_html(markdown).split("</p>"))
    return "\n\n".join(filter(None, paragraphs))


def _words(html):
    return re.sub(r"[ \t\n]+", " ", unescape(strip_tags(html))).strip(" ")
