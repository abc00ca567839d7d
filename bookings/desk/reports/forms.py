"""Which days a report is about, and what is taken away of it."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .tables import TITLES

FOUR_WEEKS, TWELVE_WEEKS, YEAR, OWN = "4-weeks", "12-weeks", "year", "own"
DAYS = {FOUR_WEEKS: 28, TWELVE_WEEKS: 84, YEAR: 365}
LONGEST = timedelta(days=3 * 366)
KINDS = {"csv": _("Text file (CSV)"), "xlsx": _("Spreadsheet (XLSX)")}
WHERE_EMPTY = {"by": "week", "kind": "csv"}


def day(label):
    return forms.DateField(label=label, required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


class SpanForm(forms.Form):
    span = forms.ChoiceField(
        label=_("Time"),
        required=False,
        choices=[
            (FOUR_WEEKS, _("The last 4 weeks")),
            (TWELVE_WEEKS, _("The last 12 weeks")),
            (YEAR, _("The last year")),
            (OWN, _("From and to these days")),
        ],
        error_messages={"invalid_choice": _("Choose from the list")},
    )
    first = day(_("First day"))
    last = day(_("Last day"))

    def clean(self):
        chosen = super().clean()
        if chosen.get("span") != OWN:
            today = timezone.localdate()
            days = DAYS[chosen.get("span") or FOUR_WEEKS]
            return chosen | {"first": today - timedelta(days=days - 1), "last": today}
        for name in ("first", "last"):
            if not chosen.get(name) and name not in self.errors:
                self.add_error(name, _("Enter this day"))
        self.check_order(chosen.get("first"), chosen.get("last"))
        return chosen

    def check_order(self, first, last):
        if first and last and last < first:
            self.add_error("last", _("The last day must not come before the first."))
        elif first and last and last - first > LONGEST:
            self.add_error("last", _("Choose three years at most"))

    @property
    def days(self):
        return self.cleaned_data["first"], self.cleaned_data["last"]

    @property
    def query(self):
        """These days again, for the address of a file."""
        first, last = self.days
        return {"span": OWN, "first": first.isoformat(), "last": last.isoformat()}


class ExportForm(SpanForm):
    by = forms.ChoiceField(required=False, choices=list(TITLES.items()))
    kind = forms.ChoiceField(required=False, choices=list(KINDS.items()))

    def value(self, name):
        return self.cleaned_data[name] or WHERE_EMPTY[name]
