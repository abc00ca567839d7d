"""Who puts live what public pages say: the one list of all text fields. A field in none is shown by no public page.

What two people decide is in `kinds.py`. Here stand the others: what a clinician signs, what one person changes, and
what only follows from these. Rooms add theirs when they start.
"""

from collections.abc import Callable, Iterable, Iterator
from enum import Enum

from django.db import models

from common.text.translated_text import TranslatedTextField

from .kinds import KINDS


class By(Enum):
    CLINICIAN = "signed by a clinician"
    SECOND_PERSON = "put live by a second person"
    NAMES = "by one person: names"
    HOURS = "by one person: hours"
    DIRECTIONS = "by one person: directions"
    URLS = "by one person: web addresses"
    FOLLOWS = "follows from the others"
    OPERATOR = "set by whoever runs the site"


SHORT = (By.NAMES, By.URLS)  # nothing in these may hold running text
SETTINGS = ("GRIEVANCE_OFFICER", "GRIEVANCE_OFFICER_EMAIL", "PHONE_WHEN_AWAY", "SECURITY_CONTACT")

Listed = tuple[By, type[models.Model], Iterable[str]]
_sources: list[Callable[[], Iterable[Listed]]] = []


def register(source: Callable[[], Iterable[Listed]]) -> None:
    """Called in AppConfig.ready. `source` is asked when all rooms have started."""
    _sources.append(source)


def lists() -> dict[str, By]:
    """Each text field of the public pages, as `directory.doctor.biography`, and each setting, and who puts it live."""
    found = {f"settings.{name}": By.OPERATOR for name in SETTINGS}
    found |= {label(kind.model, name): By.SECOND_PERSON for kind in KINDS.values() for name in texts_of(kind.model)
              if name in kind.fields}  # fmt: skip
    for source in _sources:
        for by, model, names in source():
            found |= {label(model, name): by for name in names}
    return found


def label(model: type[models.Model], name: str) -> str:
    return f"{model._meta.label_lower}.{name}"


def text_fields(model: type[models.Model]) -> Iterator[models.Field]:
    """Its own fields in which people, or imports, can write what they like."""
    for field in model._meta.local_concrete_fields:
        is_text = isinstance(field, (models.CharField, models.TextField, TranslatedTextField))
        if is_text and not field.primary_key and not field.choices:
            yield field


def texts_of(model: type[models.Model]) -> list[str]:
    return [field.name for field in text_fields(model)]
