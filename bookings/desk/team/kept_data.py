"""Everything that is kept about a request, as the person whom it is about may read it.

What points at a request is found, not listed, so that nothing is forgotten when there is more to keep.
"""

from datetime import date, datetime

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from common.dates import day_in_words, in_words

from ...models import AppointmentRequest
from .forms import name_of

# Keys and marks that say nothing about a person, and would open or fake something.
LEFT_OUT = {
    "idempotency_key", "answers_digest", "token_hash", "link_number", "version", "network", "appointment_request",
    "dedupe_key", "told", "last_error", "sha256", "sequence",
}  # fmt: skip
TITLES = {
    "appointments": _("Appointments"),
    "history": _("What happened"),
    "notes": _("Notes"),
    "consents": _("What was agreed to"),
    "corrections": _("Corrections"),
    "messages": _("Messages"),
    "tasks": _("Tasks of the front desk"),
    "accesses": _("Who looked at it"),
}


def kept_about(appointment_request):
    """[(name, title, rows)]; a row is [(name of a field, label, value)]."""
    yield "request", _("Request"), [_row(appointment_request)]
    for relation in _relations():
        rows = relation.related_model._default_manager.filter(**{relation.field.name: appointment_request})
        name = relation.get_accessor_name()
        title = TITLES.get(name, capfirst(relation.related_model._meta.verbose_name_plural))
        yield name, title, [_row(row) for row in rows.order_by("pk")]


def as_json(requests):
    """For machines: codes and moments as they are kept."""
    return {
        each.reference: {
            name: [{field: _plain(value) for field, _label, value in row} for row in rows]
            for name, _title, rows in kept_about(each)
        }
        for each in requests
    }


def as_words(requests):
    """To read: [(request, [(title, rows)])], without what is empty."""
    return [
        (each, [(title, [_said(row) for row in rows]) for _name, title, rows in kept_about(each) if rows])
        for each in requests
    ]


def _relations():
    found = AppointmentRequest._meta.related_objects
    return [each for each in found if each.related_model is not AppointmentRequest]


def _row(row):
    fields = [each for each in row._meta.concrete_fields if each.name not in LEFT_OUT and not each.primary_key]
    return [(each.name, capfirst(each.verbose_name), _value(row, each)) for each in fields]


def _value(row, field):
    value = getattr(row, field.name)
    if isinstance(value, models.Model):
        return name_of(value) if hasattr(value, "get_full_name") else str(value)
    if field.choices and value:
        return str(getattr(row, f"get_{field.name}_display")())
    if field.name == "reason" and hasattr(row, "reason_in_words"):
        return str(row.reason_in_words)
    return value


def _said(row):
    return [(label, _words(value)) for _name, label, value in row if value not in (None, "")]


def _words(value):
    if isinstance(value, datetime):
        return in_words(value)
    if isinstance(value, date):
        return day_in_words(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return value


def _plain(value):
    return value if value is None or isinstance(value, bool | int) else _iso(value)


def _iso(value):
    return value.isoformat() if isinstance(value, date) else str(value)
