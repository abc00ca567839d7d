"""What two people decide: each kind of thing, and which of its fields. Higher rooms register theirs when they start.

What stands in `facts` may be filled in by one person where it was empty; `texts` never. What is named nowhere (names,
hours, directions, order) is changed by one person.
"""

import datetime
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from common.text.translated_text import TranslatedTextField

EMPTY = (None, "", {}, [], False)


@dataclass(frozen=True)
class Kind:
    """One kind of thing."""

    model: type[models.Model]
    facts: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()  # those of the facts that may be put right at once, if they are wrong
    live: str = ""  # the field that says whether pages show it at all; without one, they always do
    language: str = ""  # the field that says in which language it is; without one, texts know theirs
    about: Callable[[Any], str] = str  # how a record calls it: without personal data

    @property
    def fields(self) -> tuple[str, ...]:
        return self.facts + self.texts

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    def in_order(self, names: Iterable[str]) -> list[str]:
        """As the form has them; the database keeps no order."""
        return [name for name in (*self.fields, self.live) if name in set(names)]

    def is_live(self, thing: models.Model) -> bool:
        return bool(getattr(thing, self.live)) if self.live else True

    def name_of(self, name: str) -> str:
        return str(self.model._meta.get_field(name).verbose_name)

    def plain(self, thing: models.Model, name: str) -> Any:
        """The value of a field as JSON keeps it."""
        value = self.model._meta.get_field(name).value_from_object(thing)
        value = dict(sorted(value.items())) if isinstance(value, dict) else value
        return value.isoformat() if isinstance(value, datetime.date) else value

    def to_python(self, name: str, plain: Any) -> Any:
        return self.model._meta.get_field(name).to_python(plain)

    def fingerprint(self, thing: models.Model, changes: dict[str, Any]) -> str:
        """Of everything that goes live: the changes, and all of what no page shows yet."""
        whole = {} if self.is_live(thing) else {name: self.plain(thing, name) for name in self.fields}
        said = whole | changes
        text = json.dumps(said, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def texts_in(self, thing: models.Model, changes: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """Language and text of everything that goes live by these changes."""
        for name in changes if self.is_live(thing) else self.fields:
            value = changes.get(name, self.plain(thing, name)) if name in self.fields else None
            if isinstance(self.model._meta.get_field(name), TranslatedTextField):
                yield from (value or {}).items()
            elif name in self.texts:
                yield getattr(thing, self.language), value or ""


@dataclass
class Clinicians:
    """What this room cannot know, said by the room that does: which words ask for a clinician, and who may sign."""

    seen: Callable[[str], list[str]] = field(default=lambda text: [])
    may_sign: Callable[[Any, str], bool] = field(default=lambda user, language: False)


KINDS: dict[str, Kind] = {}
CLINICIANS = Clinicians()


def register(kind: Kind) -> None:
    KINDS[kind.label] = kind


def kind_of(thing: models.Model) -> Kind:
    return KINDS[thing._meta.label_lower]


def register_clinicians(*, seen: Callable[[str], list[str]], may_sign: Callable[[Any, str], bool]) -> None:
    CLINICIANS.seen, CLINICIANS.may_sign = seen, may_sign
