"""Icons and single drawings inside the page: none of them is worth a request."""

import re
from functools import cache

from django import template
from django.conf import settings
from django.utils.safestring import mark_safe

register = template.Library()

SYMBOL = re.compile(r'<symbol id="([\w-]+)"[^>]*>(.*?)</symbol>', re.DOTALL)


@cache
def shapes(file):
    """What stands between <svg> and </svg>, by name. The files are ours, and hold nothing but shapes."""
    path = settings.BASE_DIR / "static" / "images" / file
    found = SYMBOL.findall(path.read_text(encoding="utf-8"))
    return {name: mark_safe(inner) for name, inner in found}  # noqa: S308 -- files of ours, from no visitor


@register.simple_tag
def drawn(name):
    return shapes("drawings.svg")[name]


@register.simple_tag
def icon(name):
    return shapes("icons.svg")[name]
