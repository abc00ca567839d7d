"""Which way a language is written, and where else a page may be read."""

from django.conf import settings
from django.utils.translation import get_language, get_language_info


def direction(code):
    """ "rtl" or "ltr", for the attribute `dir`."""
    return "rtl" if get_language_info(code)["bidi"] else "ltr"


def language_links(paths):
    """An entry for each language of the site. `paths`: language code to address."""
    current = get_language()
    return [
        {
            "code": code,
            "name": name,
            "dir": direction(code),
            "url": paths[code],
            "is_current": code == current,
        }
        for code, name in settings.LANGUAGES
    ]


def paths_in_every_language(path):
    """The same address under each language's prefix. Slugs are the same in every language."""
    return {code: path_in_language(path, code) or f"/{code}/" for code, _name in settings.LANGUAGES}


def path_in_language(path, language):
    """None for an address without a language, such as /desk/."""
    _empty, prefix, *rest = path.split("/", 2)
    return "/".join(["", language, *rest]) if prefix in dict(settings.LANGUAGES) else None
