"""Words, numbers and phone numbers that stay readable in every script and direction."""

import re

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from ..dates import in_words
from ..languages import direction
from ..phone_numbers import display_number, international_number
from ..text.translated_text import TranslatedText

register = template.Library()
register.filter(display_number)
register.filter(international_number)
register.filter("moment", in_words)

RANGE_OR_PHONE = re.compile(r"(?<![\d.,])\d[\d.,]*\s?[–-]\s?\d[\d.,]*|\+?\d[\d ]{6,}\d")


@register.filter
def words(text):
    """A translated text, marked with its language where it is not the page's own."""
    if not isinstance(text, TranslatedText):
        return text
    spoken, language = text.in_language()
    if language == get_language():
        return spoken
    return format_html('<span lang="{}" dir="{}">{}</span>', language, direction(language), spoken)


@register.simple_tag
def comma():
    """What stands between two names; Arabic has a comma of its own."""
    return "، " if get_language() == "ar" else ", "


@register.filter
def in_a_row(names):
    """Names with commas between them."""
    return comma().join(str(name) for name in names)


@register.filter
def ranges(text):
    """Number ranges and phone numbers held left to right: in an Arabic sentence "10–20" would read "20–10"."""
    return mark_safe(  # noqa: S308 - everything but the bdi element is escaped first
        RANGE_OR_PHONE.sub(lambda found: f'<bdi dir="ltr">{found[0]}</bdi>', conditional_escape(text))
    )


@register.simple_tag
def phone(number):
    """A phone number to tap, shown as people here write it."""
    if not number:
        return ""
    return format_html('<a href="tel:{}"><bdi dir="ltr">{}</bdi></a>', number, display_number(number))
