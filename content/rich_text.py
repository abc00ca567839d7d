"""What rich text may contain: everything else is taken out when it is written.

djangocms-text's own list keeps `style`, `class`, `role`, `data-*` and `aria-*` on every element,
which is enough to paint a false sign-in form over the page.
"""

import re

import nh3
from django.core.validators import MaxLengthValidator
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from .pasted_html import apart, normalized

TAGS = {
    "p", "br", "h3", "h4", "ul", "ol", "li", "strong", "b", "em", "i", "sub", "sup", "a", "span", "bdi", "blockquote",
    "table", "caption", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href", "hreflang"},
    "ol": {"start"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
LINKS = {"http", "https", "mailto", "tel"}

TAG = re.compile(r"(<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>)")
# A number begins where none is going on: else a long one is tried from each of its digits.
RANGE = re.compile(r"(?<![\d.,])\d[\d.,]*\s?[–-]\s?\d[\d.,]*")
LONGEST = 60_000  # characters of one text, with its marks: twenty printed pages


def narrow_the_cms_allow_list():
    """Every rich text field and block of the site is cleaned with this object, each time it is written."""
    from djangocms_text import fields, html, models
    from djangocms_text.html import cms_parser

    cms_parser.ALLOWED_TAGS = set(TAGS)
    cms_parser.ALLOWED_ATTRIBUTES = {tag: set(names) for tag, names in ATTRIBUTES.items()}
    cms_parser.ALLOWED_URL_SCHEMES = set(LINKS)
    cms_parser.generic_attribute_prefixes = set()
    cleaned_by_the_cms = html.clean_html
    for module in (html, fields, models):  # each has the function under its own name
        module.clean_html = lambda data, *args, **options: apart(
            cleaned_by_the_cms(normalized(apart(data)), *args, **options)
        )
    fields.HTMLFormField.default_validators = [MaxLengthValidator(LONGEST)]


HEADING = re.compile(r"(</?h)([34])(?=[\s>])")


def clean(html):
    """The part of `html` that patients may see."""
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=LINKS, link_rel=None)


def for_the_page(html, first_heading=3):
    """Rich text for a template: cleaned once more, as the database may have been filled by other ways.

    Editors have headings of the third and fourth level; right below the title of a page they are one level up.
    Number ranges are held left to right, because in Arabic "10–20" would read "20–10". The one place
    of this app that marks editors' HTML as safe.
    """
    parts = TAG.split(clean(html))
    parts[::2] = [RANGE.sub(lambda found: f'<bdi dir="ltr">{found[0]}</bdi>', text) for text in parts[::2]]
    parts[1::2] = [_in_a_box(tag) for tag in parts[1::2]]
    html = HEADING.sub(lambda found: f"{found[1]}{int(found[2]) + first_heading - 3}", "".join(parts))
    return mark_safe(html)  # noqa: S308


def _in_a_box(tag):
    """A wide table is scrolled by itself, with the keyboard too, and never the page."""
    if tag.startswith("<table"):
        return f'<div role="region" tabindex="0" aria-label="{escape(_("Table"))}">{tag}'
    return f"{tag}</div>" if tag == "</table>" else tag
