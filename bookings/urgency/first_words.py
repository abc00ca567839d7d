"""The words that a new site begins with. Nobody has approved them yet, so they are not used."""

from collections.abc import Iterator
from pathlib import Path

import yaml
from django.conf import settings

from ..models import RedFlag

FILE = Path(__file__).with_name("red_flags.yaml")
LISTS = ("phrases", "near", "unless")


def load() -> None:
    """Where there are none. Safe to repeat: what editors wrote stays."""
    if not RedFlag.objects.exists():
        RedFlag.objects.bulk_create(first_words())


def first_words() -> Iterator[RedFlag]:
    for entry in yaml.safe_load(FILE.read_text(encoding="utf-8")):
        for language, _name in settings.LANGUAGES:
            if lists := entry.get(language):
                written = {name: _lines(lists.get(name, "")) for name in LISTS}
                yield RedFlag(sign=entry["sign"], language=language, **written)


def _lines(written: str) -> str:
    return "\n".join(phrase.strip() for phrase in written.split(" / "))
