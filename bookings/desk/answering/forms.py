"""What the front desk fills in."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.dates import day_in_words
from common.phone_field import PhoneField
from common.text.email_addresses import AsksAboutEmail, EmailField
from common.text.form_fields import NameField, WordsField
from common.text.typed import LOST_LETTER

from ...models import Appointment, AppointmentRequest, HistoryEntry


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


class CancelForm(VersionedForm):
    cancel_reason = forms.ChoiceField(
        label=_("Why is it cancelled?"),
        choices=HistoryEntry.CancelReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why it is cancelled")},
    )


class CorrectContactForm(AsksAboutEmail, VersionedForm):
    """What was taken down wrongly."""

    full_name = NameField(
        label=_("Name of the patient"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Enter the name of the patient")},
    )
    phone = PhoneField(
        label=_("Phone"),
        help_text=_("Outside India, include the country code."),
        error_messages={"required": _("Enter the phone number")},
    )
    email = EmailField(
        label=_("Email (optional)"),
        help_text=_("Another address ends the private link in the mails that went to the old one."),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"invalid": _("Enter an email address in the correct format, like name@example.com")},
    )

    def clean_full_name(self):
        name = self.cleaned_data["full_name"]
        if LOST_LETTER in name:
            raise forms.ValidationError(_("Some letters did not reach us. Please type this again."))
        return name

    def right(self):
        return {name: self.cleaned_data[name] for name in ("full_name", "phone", "email")}


class NoteForm(forms.Form):
    note = WordsField(
        label=_("Note for colleagues"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write the note")},
    )


class SeenForm(forms.Form):
    """How many calls and notes the page showed: a button that is pressed twice writes one."""

    seen_calls = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    seen_notes = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, request, name):
        form = cls(request.POST)
        form.is_valid()
        return form.cleaned_data.get(name)


class SeeDoctorForm(forms.Form):
    """A button: the free times of this doctor."""

    see_doctor = forms.IntegerField(min_value=1)


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
