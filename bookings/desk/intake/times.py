"""Whom somebody wants to see, and one of the times that are free there."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.models import Treatment
from directory.models import Department, Doctor, Location

from ...asking.treatment_choice import TreatmentChoice
from ...free_times import ExtraToken, InASession, free_times, full_sessions
from ...models import Appointment
from ..answering.time_forms import TimeField

DAYS_SHOWN = 14
PHONE, HERE = Appointment.Origin.PHONE.value, Appointment.Origin.WALK_IN.value


class WhomForm(forms.Form):
    """Whom to see, where and from which day on: whose free times are shown."""

    origin = forms.ChoiceField(
        label=_("Where is the patient?"),
        choices=[(PHONE, _("On the phone")), (HERE, _("Here at the desk"))],
        widget=forms.RadioSelect,
        initial=PHONE,
        required=False,
    )
    doctor = forms.ModelChoiceField(
        Doctor.objects.listed(), label=_("Doctor (optional)"), required=False, empty_label=_("Any doctor")
    )
    department = forms.ModelChoiceField(
        Department.objects.all(), label=_("Department (optional)"), required=False, empty_label="—"
    )
    treatment = TreatmentChoice(
        Treatment.objects.none(), label=_("Treatment (optional)"), required=False, empty_label="—"
    )
    location = forms.ModelChoiceField(
        Location.objects.all(), label=_("Where to come (optional)"), required=False, empty_label=_("Any location")
    )
    from_day = forms.DateField(
        label=_("From which day on (optional)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Enter the day, like 2026-12-31")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["treatment"].queryset = Treatment.objects.all()
        self.fields["doctor"].label_from_instance = lambda doctor: str(doctor.full_name)

    def clean_from_day(self):
        day = self.cleaned_data["from_day"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("Choose a day from today on"))
        return day

    def clean_origin(self):
        return self.cleaned_data["origin"] or PHONE


class FreeTimes:
    """What can be given to whoever was named; of who is at the desk, today's first."""

    def __init__(self, whom):
        whom.is_valid()
        chosen = whom.cleaned_data
        self.about = chosen.get("doctor") or chosen.get("treatment") or chosen.get("department")
        self.place, self.is_here = chosen.get("location"), chosen.get("origin") == HERE
        self.first_day = chosen.get("from_day") or timezone.localdate()
        self.days = 1 if self.is_here and not chosen.get("from_day") else DAYS_SHOWN

    def free(self):
        return self._ask(free_times)

    def full(self):
        return self._ask(full_sessions)

    def _ask(self, question):
        return question(self.about, self.first_day, self.days, self.place) if self.about else []

    @property
    def why_none(self):
        if self.about is None:
            return _("Choose a doctor, a department or a treatment above, and press “Show free times”.")
        if self.days == 1:
            return _("Nothing is free today. Choose another doctor, or a later day above.")
        return _("Nothing is free in these two weeks. Choose a later day above, or another doctor.")


class TimeGivenForm(forms.Form):
    """One of the free times; of those who may, also one number more in a session that is full."""

    time = TimeField(label=_("Free times"), required=False)
    extra_token = TimeField(label=_("One number more in a shared session that is full (optional)"), required=False)
    exception_reason = forms.ChoiceField(
        label=_("Why this exception?"),
        choices=[("", "—"), *Appointment.ExceptionReason.choices],
        required=False,
    )
    EXCEPTION = ("extra_token", "exception_reason")

    def __init__(self, *args, times, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.times, self.may_make_exceptions = times, user.has_perm("bookings.book_exception")
        self.set_times()

    def set_times(self):
        """Asked for once more after a refusal: what somebody else has taken is gone from the list."""
        free = self.times.free()
        full = self.times.full() if self.may_make_exceptions else []
        self.fields["time"].set_choices(free)
        if not free:
            self.fields["time"].help_text = self.times.why_none
        if full:
            self.fields["extra_token"].set_choices(full)
        elif not self.data.get("extra_token") or not self.may_make_exceptions:
            for name in self.EXCEPTION:
                self.fields.pop(name, None)

    def clean(self):
        data = super().clean()
        if data.get("extra_token") and not data.get("exception_reason"):
            self.add_error("exception_reason", _("Choose why this exception is made"))
        elif data.get("exception_reason") and not data.get("extra_token"):
            self.add_error("extra_token", _("Choose the session"))
        if data.get("extra_token") and data.get("time"):
            self.add_error("time", _("Choose a free time, or give a reason for an exception; not both"))
        return data

    def require_time(self):
        if not self.time_given() and not {"time", *self.EXCEPTION} & set(self.errors):
            self.add_error("time", _("Choose a time"))

    def time_given(self) -> InASession | None:
        data = self.cleaned_data
        if token := data.get("extra_token"):
            return ExtraToken(token.session, token.day, data.get("exception_reason", ""))
        return data.get("time")

    def refuse(self, refusal):
        """Beside the field that it is about, with what can be given now."""
        field = "extra_token" if self.cleaned_data.get("extra_token") else "time"
        self.add_error(field if refusal.field else None, refusal.words)
        self.set_times()
