"""What the front desk fills in."""

from datetime import datetime, timedelta

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models import Doctor, Location, OpdSession
from directory.opd import occurrences, places_at

from ..appointment_times import Slot, Token
from ..models import AppointmentRequest, HistoryEntry
from ..preferred_days import SESSIONS_OFFERED, session_in_words


class VersionedForm(forms.Form):
    """Carries which version of the request the person was looking at."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class ConfirmForm(VersionedForm):
    """The front desk gives a request a doctor and a time, or the next number of a shared session."""

    heading, button, url_name = _("Confirm"), _("Confirm and tell the patient"), "confirm"

    shared_session = forms.ChoiceField(
        label=_("Next number of a shared session (optional)"),
        help_text=_("With this, leave out doctor, day and time."),
        required=False,
        error_messages={"invalid_choice": _("Choose a session from the list: this one is no longer held")},
    )
    doctor = forms.ModelChoiceField(Doctor.objects.none(), label=_("Doctor"), required=False)
    day = forms.DateField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Enter the day, like 2026-12-31")},
    )
    time = forms.TimeField(
        label=_("Time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Enter the time, like 10:30")},
    )
    minutes = forms.IntegerField(label=_("Length in minutes"), required=False, min_value=5, max_value=480)
    location = forms.ModelChoiceField(
        Location.objects.all(),
        label=_("Where to come (optional)"),
        required=False,
        empty_label=_("Where the doctor is at that time"),
        error_messages={"invalid_choice": _("Choose a location from the list")},
    )
    overlap_reason = forms.ChoiceField(
        label=_("Give this time although it overlaps another visit, because (optional)"),
        choices=[("", "—"), *AppointmentRequest.OverlapReason.choices],
        required=False,
    )

    MISSING = {
        "doctor": _("Choose a doctor"),
        "day": _("Enter the day"),
        "time": _("Enter the time"),
        "minutes": _("Enter how long the visit takes, in minutes"),
    }

    def __init__(self, *args, appointment_request, user, **kwargs):
        doctor = appointment_request.doctor or appointment_request.preferred_doctor
        initial = {
            "version": appointment_request.version,
            "doctor": doctor,
            "day": appointment_request.preferred_day,
            "minutes": settings.APPOINTMENT_LENGTH_MINUTES,
        }
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        self.preferred_location = appointment_request.location
        self.fields["doctor"].queryset = Doctor.objects.listed()
        self.shared = _shared_sessions(doctor)
        if self.shared:
            choices = [(key, session_in_words(each)) for key, each in self.shared.items()]
            self.fields["shared_session"].choices = [("", "—"), *choices]
        else:
            del self.fields["shared_session"]
        if not user.has_perm("bookings.overlap_appointmentrequest"):
            del self.fields["overlap_reason"]

    def clean(self):
        data = super().clean()
        if data.get("shared_session"):
            return data
        for name, message in self.MISSING.items():
            if not data.get(name) and name not in self.errors:
                self.add_error(name, message)
        if data.get("day") and data.get("time"):
            data["starts_at"] = timezone.make_aware(datetime.combine(data["day"], data["time"]))
            if data["starts_at"] <= timezone.now():
                self.add_error("day" if data["day"] < timezone.localdate() else "time", _("Choose a time to come"))
        if data.get("doctor") and data.get("starts_at") and not data.get("location"):
            data["location"] = self._place(data["doctor"], data["starts_at"])
        return data

    def _place(self, doctor, starts_at):
        """A patient who does not know where to come has no appointment."""
        places = places_at(doctor, starts_at) or list(Location.objects.all()[:2])
        if self.preferred_location in places:
            return self.preferred_location
        if len(set(places)) > 1:
            self.add_error("location", _("Choose where: this doctor works at several locations"))
        return places[0] if places else None

    def time_given(self):
        """What services.confirm and services.reschedule need to know."""
        data = self.cleaned_data
        if data.get("shared_session"):
            chosen = self.shared[data["shared_session"]]
            return {"token": Token(chosen.session, chosen.day)}
        ends_at = data["starts_at"] + timedelta(minutes=data["minutes"])
        return {
            "slot": Slot(data["doctor"], data["starts_at"], ends_at, data["location"]),
            "overlap_reason": data.get("overlap_reason", ""),
        }


class MoveForm(ConfirmForm):
    """Another time for what is confirmed."""

    heading, button, url_name = _("Move to another time"), _("Move"), "move"


def _shared_sessions(doctor):
    if doctor is None:
        return {}
    today = timezone.localdate()
    held = occurrences(doctor, today, today + SESSIONS_OFFERED)
    shared = [each for each in held if each.session.kind == OpdSession.Kind.TOKENS and each.ends_at > timezone.now()]
    return {f"{each.session.pk}.{each.day}": each for each in shared}


class DeclineForm(VersionedForm):
    reason = forms.ChoiceField(
        label=_("Why can we not help?"),
        choices=AppointmentRequest.DeclineReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason")},
    )


class AttendanceForm(VersionedForm):
    attendance = forms.ChoiceField(label=_("Did the patient come?"), choices=AppointmentRequest.Attendance.choices)


class CallForm(forms.Form):
    """A call that reached nobody, and words for colleagues."""

    outcome = forms.ChoiceField(
        label=_("What came of the call?"),
        choices=HistoryEntry.CallOutcome.choices,
        error_messages={"required": _("Choose what came of the call")},
    )
    text = forms.CharField(
        label=_("Note for colleagues (optional)"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
