"""Values before and after, as a person reads them: in the user's language, each language of a text on its own."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst, get_text_list
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from .kinds import CLINICIANS, EMPTY, KINDS

LANGUAGES = dict(settings.LANGUAGES)


@dataclass
class Row:
    name: str
    language: str  # its code; empty where the value has none
    language_name: str
    before: str
    after: str
    has_changed: bool


def kind_name(label: str) -> str:
    try:
        return capfirst(apps.get_model(label)._meta.verbose_name)
    except LookupError:
        return label


def fields_of(proposal) -> str:
    kind = KINDS.get(proposal.kind)
    return get_text_list([kind.name_of(name) for name in kind.in_order(proposal.values)], _("and")) if kind else ""


def rows(proposal, thing) -> list[Row]:
    """What changes; of something that no page shows yet, everything that would stand there."""
    kind = KINDS.get(proposal.kind)
    if kind is None:
        return []
    found = []
    for name in kind.in_order(proposal.values):
        value = proposal.values[name]
        if name != kind.live:
            found += _rows_of(kind, name, value["before"], value["after"])
        elif thing is not None:
            for each in kind.fields:
                found += _rows_of(kind, each, None, kind.plain(thing, each))
    return found


def _rows_of(kind, name, before, after):
    label = capfirst(kind.name_of(name))
    if isinstance(before or after, dict):
        before, after = before or {}, after or {}
        for code in LANGUAGES:
            if before.get(code, "") != after.get(code, ""):
                yield Row(label, code, LANGUAGES[code], before.get(code, ""), after.get(code, ""), True)
    elif before != after and not (before in EMPTY and after in EMPTY and not isinstance(before, bool)):
        yield Row(label, "", "", plain(kind, name, before), plain(kind, name, after), True)


def plain(kind, name: str, value: Any) -> str:
    field = kind.model._meta.get_field(name)
    if value in ("", None):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field.is_relation:
        return str(field.related_model._base_manager.filter(pk=value).first() or value)
    if isinstance(field, models.DateTimeField):
        return date_format(localtime(datetime.datetime.fromisoformat(value)), "j F Y, H:i")
    return str(dict(field.flatchoices).get(value, value)) if field.choices else str(value)


def medical(found: dict[str, list[str]], unsigned: list[str], user) -> list[dict]:
    """Each language with what in it asks for a clinician, and whether this one may sign it."""
    return [
        {
            "language": language,
            "name": LANGUAGES.get(language, language),
            "words": words,
            "is_signed": language not in unsigned,
            "may_sign": user is not None and CLINICIANS.may_sign(user, language),
        }
        for language, words in found.items()
    ]


def alarm(write) -> dict:
    kind = next((each for each in KINDS.values() if each.model._meta.db_table == write.table_name), None)
    thing = kind.model._default_manager.filter(pk=write.row_id).first() if kind else None
    changes = []
    for column in sorted({*write.before, *write.after}):
        before, after = write.before.get(column), write.after.get(column)
        changes.append((column_name(kind, column), one_line(before), one_line(after)))
    who = (write.by.get_full_name() or write.by.get_username()) if write.by else ""
    return {"write": write, "about": str(thing or write), "changes": changes, "who": who}


def column_name(kind, column: str) -> str:
    try:
        return capfirst(kind.name_of(column.removesuffix("_id")))
    except (AttributeError, LookupError):
        return column


def one_line(value: Any) -> str:
    if isinstance(value, dict):
        return " · ".join(f"{LANGUAGES.get(code, code)}: {text}" for code, text in value.items()) or "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "–" if value in (None, "") else str(value)
