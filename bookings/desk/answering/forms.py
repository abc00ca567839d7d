"""What the front desk fills in."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.dates import day_in_words
from common.text.form_fields import WordsField

from ...models import Appointment, AppointmentRequest, HistoryEntry

DAYS_SHOWN = 14


class VersionedForm(forms.Form):
    """Carries which version of the request the person was looking at."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class DeclineForm(VersionedForm):
    reason = forms.ChoiceField(
        label=_("Why can we not help?"),
        choices=AppointmentRequest.DeclineReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason")},
    )


class AttendanceForm(VersionedForm):
    attendance = forms.ChoiceField(label=_("Did the patient come?"), choices=Appointment.Attendance.choices)


class CallForm(forms.Form):
    """A call that settled nothing, when to call back, and words for colleagues."""

    outcome = forms.ChoiceField(
        label=_("What came of the call?"),
        choices=HistoryEntry.CallOutcome.choices,
        error_messages={"required": _("Choose what came of the call")},
    )
    call_back_at = forms.DateTimeField(
        label=_("When to call back (optional)"),
        help_text=_("Only if you were asked to call back."),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("Enter the day and time, like 2026-12-31 10:30")},
    )
    text = WordsField(
        label=_("Note for colleagues (optional)"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, appointment_request, **kwargs):
        super().__init__(*args, **kwargs)
        self.last_day = appointment_request.expires_after
        if not appointment_request.next_action:  # only what is open is called again
            del self.fields["call_back_at"]

    def clean_call_back_at(self):
        call_back_at = self.cleaned_data["call_back_at"]
        if call_back_at is None or self.cleaned_data.get("outcome") != HistoryEntry.CallOutcome.CALL_BACK:
            return None
        if call_back_at <= timezone.now():
            raise forms.ValidationError(_("Choose a time to come"))
        if self.last_day and timezone.localdate(call_back_at) > self.last_day:
            last_day = day_in_words(self.last_day)
            raise forms.ValidationError(
                _("Choose a time until %(day)s: then this request ends"), params={"day": last_day}
            )
        return call_back_at

    def clean(self):
        data = super().clean()
        is_asked_for = "call_back_at" in self.fields and data.get("outcome") == HistoryEntry.CallOutcome.CALL_BACK
        if is_asked_for and not data.get("call_back_at") and "call_back_at" not in self.errors:
            self.add_error("call_back_at", _("Enter when to call back"))
        return data
