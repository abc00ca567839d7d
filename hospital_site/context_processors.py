"""What every template may use."""

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_info

from .last_known import read_hospital


def hospital(request):
    """`hospital` (None on an empty site), `search_url`, and `language_links`: where else this page may be read."""
    return {
        "hospital": SimpleLazyObject(read_hospital),
        "search_url": reverse("content:search"),
        "language_links": SimpleLazyObject(lambda: language_links(request)),
    }


def language_links(request):
    current = get_language()
    return [
        {
            "code": code,
            "name": name,
            "dir": "rtl" if get_language_info(code)["bidi"] else "ltr",
            "url": path_in_language(request.path, code),
            "is_current": code == current,
        }
        for code, name in settings.LANGUAGES
    ]


def path_in_language(path, language):
    """The same address under another language's prefix. Slugs are the same in every language."""
    _empty, prefix, *rest = path.split("/", 2)
    if prefix in dict(settings.LANGUAGES):
        return "/".join(["", language, *rest])
    return f"/{language}/"
