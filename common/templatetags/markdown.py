"""The privacy notice as a page shows it."""

from django import template
from django.utils.safestring import mark_safe

from ..text.markdown_text import to_html

register = template.Library()


@register.filter
def notice_html(text):
    return mark_safe(to_html(text, first_heading=2))  # noqa: S308 - the renderer lets no markup of the text itself through
