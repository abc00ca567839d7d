"""What patients and the front desk fill in. Every input comes through a form here."""

import uuid
from datetime import datetime, timedelta

import phonenumbers
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.models import Treatment
from directory.models import Department, Doctor, Location

from .models import AppointmentRequest

FURTHEST_PREFERRED_DAY = timedelta(days=180)


class PhoneField(forms.CharField):
    """A phone number as people write it, in any script; cleaned to E.164."""

    def __init__(self, **kwargs):
        super().__init__(max_length=40, **kwargs)
        self.widget.attrs |= {"type": "tel", "inputmode": "tel", "autocomplete": "tel"}

    def to_python(self, value):
        value = super().to_python(value)
        if value in self.empty_values:
            return value
        try:
            number = phonenumbers.parse(value, settings.PHONE_REGION)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise ValidationError(
                _("Enter a phone number, like 98470 12345, or with the country code, like +971 50 123 4567"),
                code="invalid",
            )
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class AboutForm(forms.Form):
    """What the request is about, as carried in the address of the form. Unknown values are left out."""

    treatment = forms.ModelChoiceField(Treatment.objects.all(), to_field_name="slug", required=False)
    doctor = forms.ModelChoiceField(Doctor.objects.listed(), to_field_name="slug", required=False)
    department = forms.ModelChoiceField(Department.objects.all(), to_field_name="slug", required=False)

    def about(self):
        self.is_valid()
        return {name: self.cleaned_data.get(name) for name in self.fields}


class AppointmentRequestForm(forms.ModelForm):
    """What a patient fills in."""

    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)
    phone = PhoneField(
        label=_("Phone number"),
        help_text=_("We will call this number to agree a time. Outside India, include the country code."),
        error_messages={"required": _("Enter your phone number")},
    )
    # People do not see this field; programs that fill in every field do.
    website = forms.CharField(required=False, label=_("Leave this empty"), max_length=200)

    class Meta:
        model = AppointmentRequest
        fields = ["full_name", "phone", "email", "call_window", "preferred_day", "location", "reason"]
        labels = {
            "full_name": _("Full name"),
            "email": _("Email address (optional)"),
            "call_window": _("When can we call you?"),
            "preferred_day": _("A day that suits you (optional)"),
            "location": _("Where would you like to come? (optional)"),
            "reason": _("What is it about, in a few words? (optional)"),
        }
        help_texts = {
            "email": _("We will send your reference number and the confirmation there."),
            "reason": _("Please do not send test results or documents."),
        }
        error_messages = {
            "full_name": {"required": _("Enter your full name")},
            "email": {"invalid": _("Enter an email address in the correct format, like name@example.com")},
            "call_window": {"required": _("Choose when we can call you")},
            "preferred_day": {"invalid": _("Enter a day, like 2026-12-31")},
        }
        widgets = {
            "full_name": forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
            "call_window": forms.RadioSelect,
            "preferred_day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "reason": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["idempotency_key"].initial = uuid.uuid4
        self.fields["location"].queryset = Location.objects.all()
        self.fields["location"].empty_label = _("Any location")
        self.fields["call_window"].choices = AppointmentRequest.CallWindow.choices
        self.fields["call_window"].initial = AppointmentRequest.CallWindow.ANY
        today = timezone.localdate()
        self.fields["preferred_day"].widget.attrs |= {
            "min": today.isoformat(),
            "max": (today + FURTHEST_PREFERRED_DAY).isoformat(),
        }

    def clean_preferred_day(self):
        day, today = self.cleaned_data["preferred_day"], timezone.localdate()
        if day and not today <= day <= today + FURTHEST_PREFERRED_DAY:
            raise ValidationError(_("Choose a day from today to six months from now"))
        return day

    @property
    def looks_like_a_program(self):
        return bool(self.cleaned_data.get("website"))

    def answers(self):
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class FindRequestForm(forms.Form):
    """The way to a request's status without its private link."""

    reference = forms.CharField(
        label=_("Reference number"), max_length=20, error_messages={"required": _("Enter your reference number")}
    )
    phone = PhoneField(label=_("Phone number"), error_messages={"required": _("Enter your phone number")})

    def clean_reference(self):
        letters = "".join(character for character in self.cleaned_data["reference"].upper() if character.isalnum())
        return f"{letters[:4]}-{letters[4:]}"


class VersionedForm(forms.Form):
    """Carries which version of the request the person was looking at."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class ConfirmForm(VersionedForm):
    """The front desk gives a request a doctor and a time."""

    doctor = forms.ModelChoiceField(
        Doctor.objects.none(), label=_("Doctor"), error_messages={"required": _("Choose a doctor")}
    )
    day = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Enter the day"), "invalid": _("Enter the day, like 2026-12-31")},
    )
    time = forms.TimeField(
        label=_("Time"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": _("Enter the time"), "invalid": _("Enter the time, like 10:30")},
    )
    minutes = forms.IntegerField(
        label=_("Length in minutes"),
        min_value=5,
        max_value=480,
        error_messages={"required": _("Enter how long the visit takes, in minutes")},
    )

    def __init__(self, *args, appointment, **kwargs):
        initial = {
            "version": appointment.version,
            "doctor": appointment.doctor or appointment.wished_doctor,
            "day": appointment.preferred_day,
            "minutes": settings.VISIT_LENGTH_MINUTES,
        }
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        self.fields["doctor"].queryset = Doctor.objects.listed()

    def clean(self):
        data = super().clean()
        if data.get("day") and data.get("time"):
            data["starts_at"] = timezone.make_aware(datetime.combine(data["day"], data["time"]))
            if data["starts_at"] <= timezone.now():
                self.add_error("day" if data["day"] < timezone.localdate() else "time", _("Choose a time to come"))
            if data.get("minutes"):
                data["ends_at"] = data["starts_at"] + timedelta(minutes=data["minutes"])
        return data


class DeclineForm(VersionedForm):
    reason = forms.ChoiceField(
        label=_("Why can we not help?"),
        choices=AppointmentRequest.DeclineReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason")},
    )
