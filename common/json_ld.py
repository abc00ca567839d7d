"""JSON-LD, which search engines read: made only of what stands on the page.

Each thing has one `@id` on the whole site, in whatever language its page is read.
"""

import json

from django.utils.safestring import mark_safe
from django.utils.translation import override

from .text.translated_text import MAIN_LANGUAGE

# A "</script>" inside a text must not end the script element.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
CONTEXT = "https://schema.org"


def as_script_content(data):
    """JSON that can stand inside a script element: no "<", ">" or "&" in it."""
    return mark_safe(json.dumps(without_empty(data), ensure_ascii=False).translate(ESCAPES))  # noqa: S308


def without_empty(values):
    if isinstance(values, dict):
        cleaned = {key: without_empty(value) for key, value in values.items()}
        return {key: value for key, value in cleaned.items() if value not in (None, "", [], {})}
    return [without_empty(value) for value in values] if isinstance(values, list) else values


def thing_id(request, thing, name):
    """The same in every language: the page in the main language, and which thing on it."""
    with override(MAIN_LANGUAGE):
        return f"{request.build_absolute_uri(thing.get_absolute_url())}#{name}"


def breadcrumb(request, *steps):
    """Steps are (name, path), from below the home page down to this one."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": place,
                "name": str(name),
                "item": {"@id": request.build_absolute_uri(path)},
            }
            for place, (name, path) in enumerate(steps, start=1)
        ],
    }
