"""Up to two wished-for days: from the chosen doctor's real OPD sessions, or any day while no doctor is chosen."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.dates import day_in_words, time_in_words
from directory.opd import occurrences

from .models import AppointmentRequest

PartOfDay = AppointmentRequest.PartOfDay
SESSIONS_OFFERED = timedelta(days=42)
FURTHEST_DAY = timedelta(days=180)


def part_of_day(moment):
    hour = timezone.localtime(moment).hour
    return PartOfDay.MORNING if hour < 12 else PartOfDay.AFTERNOON if hour < 16 else PartOfDay.EVENING


class WishedDays:
    """The two questions of a form, and one answer for both kinds of it. `doctor` is whom the patient asked for."""

    def __init__(self, *args, doctor=None, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.sessions = {}
        if doctor:
            offered = occurrences(doctor, today + timedelta(days=1), today + SESSIONS_OFFERED)
            self.sessions = {each.key: each for each in offered}
        if self.sessions:
            self._ask_for_sessions()
        else:
            self._ask_for_days(today)
        wishes = [
            "first_preference",
            "second_preference",
            "preferred_day",
            "preferred_part",
            "second_preferred_day",
            "second_preferred_part",
        ]
        self.order_fields(["call_window", *wishes])

    def _ask_for_sessions(self):
        choices = [("", _("Any day")), *((key, session_in_words(each)) for key, each in self.sessions.items())]
        gone = {"invalid_choice": _("Choose a day from the list: this one is no longer held")}
        self.fields["first_preference"] = forms.ChoiceField(
            label=_("A day that suits you (optional)"),
            help_text=_("These are the days on which the doctor sits."),
            choices=choices,
            required=False,
            error_messages=gone,
        )
        self.fields["second_preference"] = forms.ChoiceField(
            label=_("Another day that suits you (optional)"), choices=choices, required=False, error_messages=gone
        )

    def _ask_for_days(self, today):
        limits = {"type": "date", "min": today.isoformat(), "max": (today + FURTHEST_DAY).isoformat()}
        for name, label in (
            ("preferred", _("A day that suits you (optional)")),
            ("second_preferred", _("Another day that suits you (optional)")),
        ):
            self.fields[f"{name}_day"] = forms.DateField(
                label=label,
                required=False,
                widget=forms.DateInput(attrs=limits, format="%Y-%m-%d"),
                error_messages={"invalid": _("Enter a day, like 2026-12-31")},
            )
            self.fields[f"{name}_part"] = forms.ChoiceField(
                label=_("Which part of that day? (optional)"),
                choices=[("", PartOfDay.ANY.label), *(choice for choice in PartOfDay.choices if choice[0] != "any")],
                required=False,
            )

    def clean(self):
        data = super().clean()
        today = timezone.localdate()
        for name in ("preferred_day", "second_preferred_day"):
            if data.get(name) and not today <= data[name] <= today + FURTHEST_DAY:
                self.add_error(name, _("Choose a day from today to six months from now"))
        return data

    def preferred_days(self):
        """Both wishes as (day, part) fields of the request; a second wish alone counts as the first."""
        wishes = [wish for wish in self._preferences() if wish[0]]
        wishes = list(dict.fromkeys(wishes)) + [(None, "")] * 2
        (first_day, first_part), (second_preferred_day, second_preferred_part) = wishes[:2]
        return {
            "preferred_day": first_day,
            "preferred_part": first_part,
            "second_preferred_day": second_preferred_day,
            "second_preferred_part": second_preferred_part,
        }

    def _preferences(self):
        data = self.cleaned_data
        if self.sessions:
            for name in ("first_preference", "second_preference"):
                session = self.sessions.get(data.get(name))
                yield (session.day, part_of_day(session.starts_at)) if session else (None, "")
        else:
            for name in ("preferred", "second_preferred"):
                day = data.get(f"{name}_day")
                yield day, (data.get(f"{name}_part") or PartOfDay.ANY) if day else ""


def session_in_words(occurrence):
    return _("%(day)s, %(part)s, from %(time)s, %(location)s") % {
        "day": day_in_words(occurrence.day),
        "part": part_of_day(occurrence.starts_at).label,
        "time": time_in_words(occurrence.starts_at),
        "location": occurrence.location.name,
    }
