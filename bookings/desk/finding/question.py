"""What somebody typed into the search of the desk: a reference, a phone number or its end, or a name."""

import re
from dataclasses import dataclass

from django import forms
from django.db.models import Q, QuerySet
from django.db.models.functions import Right
from django.utils.translation import gettext_lazy as _

from common.phone_numbers import NotAPhoneNumber, dialled_digits, is_same_number
from common.text.typed import clean_code, clean_text, has_letter, without_label

from ...models import AppointmentRequest, named
from ...models.requests import SPOKEN

LAST_DIGITS = 4
MOST_NUMBERS = 2000  # that end in the same four digits
REFERENCE = re.compile(f"[{SPOKEN}]{{8}}")


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Reference, phone or name"),
        max_length=120,
        error_messages={"required": _("Type a reference, a phone number or a name")},
    )

    def clean_q(self):
        typed = clean_text(self.cleaned_data["q"])
        question = read(typed)
        if question is None:
            raise forms.ValidationError(
                _("Type a reference, the last four digits of a phone number or more, or two letters of a name")
            )
        self.question = question
        return typed


@dataclass(frozen=True)
class Question:
    """Any of them may be empty: eight letters may be a reference and a name."""

    reference: str = ""
    digits: str = ""
    name: str = ""

    def by_reference(self) -> QuerySet[AppointmentRequest]:
        return AppointmentRequest.objects.filter(reference=self.reference)

    def phones(self) -> list[str]:
        """Numbers that may be meant: that very one, or else all that end so."""
        ends_so = AppointmentRequest.objects.alias(end=Right("phone", LAST_DIGITS))
        ends_so = ends_so.filter(end=self.digits[-LAST_DIGITS:])
        kept = list(ends_so.order_by("phone").values_list("phone", flat=True).distinct()[:MOST_NUMBERS])
        end = self.digits if len(self.digits) == LAST_DIGITS else self.digits.lstrip("+0")
        same = [phone for phone in kept if is_same_number(self.digits, phone)]
        return same or [phone for phone in kept if phone.endswith(end)]

    def by_name(self) -> Q | None:
        return named(self.name) if self.name else None


def read(typed: str) -> Question | None:
    """None: too little to look for."""
    digits = _digits_of(typed)
    if digits:
        return Question(_reference_of(typed), digits) if len(digits.lstrip("+")) >= LAST_DIGITS else None
    reference = _reference_of(typed)
    is_name = has_letter(typed) and len(clean_text(typed)) > 1
    return Question(reference, name=typed if is_name else "") if reference or is_name else None


def _digits_of(typed: str) -> str:
    try:
        return dialled_digits(typed)
    except NotAPhoneNumber:
        return ""


def _reference_of(typed: str) -> str:
    code = "".join(sign for sign in without_label(clean_code(typed)).upper() if sign.isalnum())
    return f"{code[:4]}-{code[4:]}" if REFERENCE.fullmatch(code) else ""
