"""Which day's lists are shown, of which doctor and place; and by how much a session is late."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from directory.models import Doctor, Location

from ...models.desk.session_delays import LONGEST

QUICK = (10, 20, 30, 45, 60)


class DayForm(forms.Form):
    day = forms.DateField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Enter the day, like 2026-12-31")},
    )
    doctor = forms.IntegerField(label=_("Doctor"), required=False, widget=forms.Select)
    location = forms.IntegerField(label=_("Location"), required=False, widget=forms.Select)

    def __init__(self, data):
        super().__init__(data or None, initial={"day": timezone.localdate()}, auto_id="id_list_%s")

    def offer(self, lists):
        """The doctors and places of the day, and the one that is chosen though it has no list then."""
        doctors = {each.doctor.pk: each.doctor.full_name for each in lists}
        locations = {each.location.pk: each.location.name for each in lists}
        for name, known, rows in (("doctor", doctors, Doctor), ("location", locations, Location)):
            chosen = self.chosen.get(name)
            if chosen and chosen not in known and (row := rows.objects.filter(pk=chosen).first()):
                known[chosen] = getattr(row, "full_name", row.name)
            self.fields[name].widget.choices = [("", _("All")), *known.items()]

    @property
    def chosen(self):
        """What is asked for; what cannot be read is as if nobody had asked."""
        given = self.cleaned_data if self.is_valid() or self.is_bound else {}
        return {name: value for name, value in given.items() if value}

    @property
    def shown_day(self) -> date:
        return self.chosen.get("day") or timezone.localdate()

    @property
    def query(self):
        """The same choice, for the addresses of forms and links on the page."""
        return self.query_for(self.shown_day)

    def query_for(self, day):
        others = {name: number for name, number in self.chosen.items() if name != "day"}
        return f"?{urlencode({'day': day.isoformat()} | others)}"


class LateForm(forms.Form):
    minutes = forms.IntegerField(
        label=_("Minutes late"),
        min_value=0,
        max_value=LONGEST,
        help_text=_("0 when it is in time again."),
        error_messages={"required": _("Enter how many minutes late")},
    )

    def __init__(self, data=None, *, session_id):
        super().__init__(data, auto_id=f"id_late_{session_id}_%s")
