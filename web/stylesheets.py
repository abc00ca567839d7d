"""A stylesheet for the browser, many small ones for us.

Static files have virtual files. `css/site.css`, for every page, is the tokens, the base, the components
and the rules for paper, joined in this order. Each name in ADDED is a folder of what one kind of page
adds to it, joined into a file of that name. For `collectstatic` and for the development server they
are files like any other.
"""

import os
from functools import partial
from pathlib import Path

import lightningcss
from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

ADDED = ("desk", "find", "forms", "home", "leaflet", "treatment")


def site_css(folder):
    start = [folder / "tokens.css", folder / "base.css"]
    end = [folder / "utilities.css", folder / "print.css"]
    return smaller([*start, *sorted((folder / "components").glob("*.css")), *end])


def added_css(name, folder):
    return smaller(sorted((folder / name).glob("*.css")))


JOINED = {"css/site.css": site_css} | {f"css/{name}.css": partial(added_css, name) for name in ADDED}


def smaller(parts):
    """The rules of these files without comments and white space; names stay, so that an inspector reads well."""
    return lightningcss.process_stylesheet("".join(part.read_text(encoding="utf-8") for part in parts), minify=True)


class JoinedStylesheetFinder(BaseFinder):
    """Offers the joined files, written anew whenever a part of them has changed."""

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):
        if path not in JOINED:
            return []
        found = self._written(path)
        return [found] if find_all else found

    def list(self, ignore_patterns):
        storage = FileSystemStorage(location=self._home())
        for path in JOINED:
            self._written(path)
            yield path, storage

    def _home(self):
        return Path(settings.VAR_DIR) / "generated"

    def _written(self, path):
        parts = Path(settings.BASE_DIR) / "static" / "css"
        css = JOINED[path](parts).encode()
        target = self._home() / path
        if not target.exists() or target.read_bytes() != css:
            target.parent.mkdir(parents=True, exist_ok=True)
            # Several processes may do this at once: each writes a file of its own, and a rename is whole.
            own = target.with_name(f"{target.name}.{os.getpid()}")
            own.write_bytes(css)
            own.replace(target)
        return str(target)
