"""Up to two wished-for days: from the chosen doctor's real OPD sessions, or any day while no doctor is chosen.

A wish that cannot come true is told beside its field, while the patient can still choose another one.
"""

from datetime import time, timedelta

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.dates import day_in_words, time_in_words
from directory import opd
from directory.models import Doctor, Holiday

from ..models import AppointmentRequest

PartOfDay = AppointmentRequest.PartOfDay
SESSIONS_OFFERED = timedelta(days=42)
FURTHEST_DAY = timedelta(days=180)


ENDS_AT_HOUR = {PartOfDay.MORNING: 12, PartOfDay.AFTERNOON: 16, PartOfDay.EVENING: 24}


def part_of_day(moment):
    hour = timezone.localtime(moment).hour
    return next(part for part, end in ENDS_AT_HOUR.items() if hour < end)


class WishedDays:
    """The two questions of a form, and one answer for both kinds of it.

    `doctor` or `department` is whom the patient asked for. `meets_plan`: whether a free wish is compared with the days
    on which they sit, which asks the database.
    """

    def __init__(self, *args, doctor=None, department=None, meets_plan=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.doctor, self.department, self.meets_plan = doctor, department, meets_plan
        today = timezone.localdate()
        self.sessions = {}
        if doctor:
            offered = opd.occurrences(doctor, today + timedelta(days=1), today + SESSIONS_OFFERED)
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
        for name in () if self.sessions else ("preferred", "second_preferred"):
            self._check_wish(f"{name}_day", f"{name}_part")
        return data

    def _check_wish(self, day_field, part_field):
        day, part = (self.cleaned_data.get(name) for name in (day_field, part_field))
        today = timezone.localdate()
        if day_field in self.errors:
            return
        if part and not day:
            self.add_error(day_field, _("Choose the day, too, or leave the part of the day open"))
        elif day and not today <= day <= today + FURTHEST_DAY:
            self.add_error(day_field, _("Choose a day from today to six months from now"))
        elif part and day == today and timezone.localtime().hour >= ENDS_AT_HOUR[part]:
            self.add_error(part_field, _("This part of today is over. Choose a later one, or another day"))
        elif day and self.meets_plan and (words := self._why_nobody_sits(day)):
            self.add_error(day_field, words)

    def _why_nobody_sits(self, day):
        """In words; None where somebody sits, or where no hours are known at all."""
        doctors, place = list(self._whom()), self.cleaned_data.get("location")
        nearest = opd.next_occurrences(doctors, opd.moment(day, time.min)).values()
        is_held = any(each.day == day for each in nearest)
        if is_held and (place is None or self._is_held_at(place, day, doctors)):
            return None
        said = {"day": day_in_words(day)}
        if holiday := Holiday.objects.filter(Q(location=None) | Q(location=place), day=day).first():
            return _("%(day)s is a holiday: %(holiday)s. Choose another day") % (said | {"holiday": holiday.name})
        if nearest and not is_held:
            said["next"] = day_in_words(min(each.day for each in nearest))
            return _("There is no OPD on %(day)s. The next one is on %(next)s") % said
        return None

    def _is_held_at(self, place, day, doctors):
        held = opd.occurrences_of(doctors, day, day).values()
        return any(each.location == place for of_one in held for each in of_one)

    def _whom(self):
        if self.doctor:
            return [self.doctor]
        doctors = Doctor.objects.listed()
        return doctors.filter(departments=self.department) if self.department else doctors

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
