"""Notes about a page are kept for good and read by many: nothing in them may point at a patient."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

PHONE = re.compile(r"(?<!\d)\+?\d(?:[ -]?\d){8,}")
MAILBOX = re.compile(r"[^\s@]@[^\s@.]+\.[a-z]", re.IGNORECASE)
REFERENCE = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b")

REFUSED = _("Write about the page, not about a patient: take out the number, the address or the reference.")


def refuse_patient_data(text):
    """A validator. It finds what has a form of its own; names stay the writer's care."""
    if any(pattern.search(text) for pattern in (PHONE, MAILBOX, REFERENCE)):
        raise ValidationError(REFUSED, code="patient_data")
