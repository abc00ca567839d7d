"""A stylesheet for the browser, many small ones for us.

Static files have virtual files. `css/site.css`, for every page, is the tokens, the base, the components
and the rules for paper, joined in this order. Each name in ADDED is a folder of what one kind of page
adds to it, joined into a file of that name. For `collectstatic` and for the development server they
are files like any other.
"""

import os
import re
from collections import Counter
from functools import partial
from pathlib import Path
from string import ascii_lowercase

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

ADDED = ("desk", "find", "forms", "home", "leaflet", "treatment")
# A quoted text or an address is kept as it is; a comment goes; white space becomes one blank.
PIECES = re.compile(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|url\([^)]*\))|(/\*.*?\*/)|\s+""", re.DOTALL)
AROUND_BLANKS = re.compile(r" ?([{};,]) ?")
AFTER_PROPERTY = re.compile(r"(?<=[{;(])([\w-]+) ?: ")
TOKEN_AND_VALUE = re.compile(r"(--[\w-]+):([^;}]+)")
TOKEN = re.compile(r"(?<![\w-])--[\w-]+")  # and not the end of .button--gold
# Files that stand side by side in one layer need its name only once.
LAYER = re.compile(r"@layer components\{(.*)\}", re.DOTALL)


def site_css(folder, short=True):
    start = [folder / "tokens.css", folder / "base.css"]
    end = [folder / "utilities.css", folder / "print.css"]
    css = "".join([*map(smaller, start), in_one_layer(folder / "components"), *map(smaller, end)])
    return with_short_tokens(css, folder) if short else css


def added_css(name, folder, short=True):
    css = in_one_layer(folder / name)
    return with_short_tokens(css, folder) if short else css


JOINED = {"css/site.css": site_css} | {f"css/{name}.css": partial(added_css, name) for name in ADDED}


def in_one_layer(folder):
    return "@layer components{" + "".join(LAYER.fullmatch(smaller(part))[1] for part in in_order(folder)) + "}"


def in_order(folder):
    return sorted(folder.glob("*.css"))


def smaller(part):
    """The rules of one file without comments and needless white space."""
    kept = []

    def put_aside(piece):
        if piece[1] is None:
            return "" if piece[2] else " "
        kept.append(piece[1])
        return f"\x00{len(kept) - 1}\x00"

    css = PIECES.sub(put_aside, part.read_text(encoding="utf-8"))
    css = AROUND_BLANKS.sub(r"\1", re.sub(" +", " ", css))
    css = AFTER_PROPERTY.sub(r"\1:", css).replace(";}", "}").strip()
    return re.sub("\x00(\\d+)\x00", lambda number: kept[int(number[1])], css)


def with_short_tokens(css, folder):
    """A token with one value everywhere is written in its place; the others get short names."""
    tokens = TOKEN_AND_VALUE.findall(smaller(folder / "tokens.css"))
    times = Counter(name for name, _value in tokens)
    letters = [first + second for second in ["", *"0123456789"] for first in ascii_lowercase]
    short = dict(zip((name for name in times if times[name] > 1), letters, strict=False))
    for name, value in tokens:
        if times[name] == 1:
            css = css.replace(f"{name}:{value};", "").replace(f"{name}:{value}}}", "}").replace(f"var({name})", value)
    return TOKEN.sub(lambda token: f"--{short[token[0]]}" if token[0] in short else token[0], css)


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
        css = JOINED[path](parts, short=not settings.DEBUG).encode()
        target = self._home() / path
        if not target.exists() or target.read_bytes() != css:
            target.parent.mkdir(parents=True, exist_ok=True)
            # Several processes may do this at once: each writes a file of its own, and a rename is whole.
            own = target.with_name(f"{target.name}.{os.getpid()}")
            own.write_bytes(css)
            own.replace(target)
        return str(target)
