"""Drawings inside the page, where one picture is not worth a request for all of them."""

import re
from functools import cache

from django import template
from django.conf import settings
from django.utils.safestring import mark_safe

register = template.Library()

SYMBOL = re.compile(r'<symbol id="([\w-]+)"[^>]*>(.*?)</symbol>', re.DOTALL)


@cache
def drawings():
    file = settings.BASE_DIR / "static" / "images" / "drawings.svg"
    return dict(SYMBOL.findall(file.read_text(encoding="utf-8")))


@register.simple_tag
def drawn(name):
    """What stands between <svg> and </svg>. The file is ours, and holds nothing but shapes."""
    return mark_safe(drawings()[name])  # noqa: S308
