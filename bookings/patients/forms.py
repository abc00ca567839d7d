"""What patients fill in, page by page. Every input comes through a form here."""

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.phone_field import PhoneField
from common.text.email_addresses import AsksAboutEmail, EmailField
from common.text.form_fields import CodeField, NameField, WordsField
from content.models import Treatment
from directory.models import Department, Doctor, Location

from ..asking import call_windows
from ..asking.patient_form import PatientForm
from ..asking.preferred_days import WishedDays
from ..asking.treatment_choice import TreatmentChoice
from ..models import AppointmentRequest, Consent
from ..new_requests import digest_of

OPTIONAL_FOR_SOMEBODY_ELSE = _("Only if you ask for somebody else.")


class OpenedFromForm(forms.Form):
    """The page that the request was opened from, as the address names it. Unknown values are left out."""

    treatment = forms.ModelChoiceField(Treatment.objects.all(), to_field_name="slug", required=False)
    doctor = forms.ModelChoiceField(Doctor.objects.listed(), to_field_name="slug", required=False)
    department = forms.ModelChoiceField(Department.objects.all(), to_field_name="slug", required=False)

    def about(self):
        self.is_valid()
        return {name: found for name in self.fields if (found := self.cleaned_data.get(name))}


class EmergencyForm(forms.Form):
    """The first question. The answer leads on or to the emergency number, and is not kept."""

    emergency = forms.ChoiceField(
        label=_("Does the patient have any of these signs now?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no")},
    )


class AboutForm(PatientForm):
    """1. What it is about."""

    treatment = TreatmentChoice(
        Treatment.objects.none(), label=_("Treatment (optional)"), required=False, empty_label=_("I am not sure")
    )
    department = forms.ModelChoiceField(
        Department.objects.all(), label=_("Department (optional)"), required=False, empty_label=_("I am not sure")
    )
    doctor = forms.ModelChoiceField(
        Doctor.objects.listed(), label=_("Doctor (optional)"), required=False, empty_label=_("Any doctor")
    )
    reason = WordsField(
        label=_("What is it about, in a few words? (optional)"),
        help_text=_("Please do not send test results or documents. At most 300 characters."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["treatment"].set_up()
        self.fields["doctor"].label_from_instance = lambda doctor: str(doctor.full_name)

    def answers(self):
        data = self.cleaned_data
        return {
            "treatment": data["treatment"],
            "department": data["department"],
            "preferred_doctor": data["doctor"],
            "reason": data["reason"],
        }


class ContactForm(AsksAboutEmail, PatientForm):
    """2. Who the patient is, and how to reach whoever asks."""

    for_whom = forms.ChoiceField(
        label=_("Who is the appointment for?"),
        choices=[("me", _("Me")), ("somebody", _("Somebody else"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who the appointment is for")},
    )
    full_name = NameField(
        label=_("Full name of the patient"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
        error_messages={"required": _("Enter the full name of the patient")},
    )
    under_18 = forms.BooleanField(label=_("The patient is under 18"), required=False)
    relation = forms.ChoiceField(
        label=_("Who is the patient to you?"),
        help_text=OPTIONAL_FOR_SOMEBODY_ELSE,
        choices=[("", "—"), *AppointmentRequest.Relation.choices],
        required=False,
    )
    contact_name = NameField(
        label=_("Your own full name"),
        help_text=OPTIONAL_FOR_SOMEBODY_ELSE,
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"spellcheck": "false"}),
    )
    phone = PhoneField(
        label=_("Phone number"),
        help_text=_("We will call this number to agree a time. Outside India, include the country code."),
        error_messages={"required": _("Enter your phone number")},
    )
    phone_on_whatsapp = forms.BooleanField(label=_("This number is on WhatsApp"), required=False)
    email = EmailField(
        label=_("Email address (optional)"),
        help_text=_("We will send your reference number and the confirmation there."),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"invalid": _("Enter an email address in the correct format, like name@example.com")},
    )
    call_language = forms.ChoiceField(
        label=_("Which language shall we speak on the phone?"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a language for the call")},
    )
    # People do not see this field; programs that fill in every field do.
    website = forms.CharField(required=False, label=_("Leave this empty"), max_length=200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["call_language"].initial = get_language()

    @property
    def looks_like_a_program(self):
        return bool(self.data.get("website"))

    def clean(self):
        data = super().clean()
        if self.looks_like_a_program:
            self.add_error(None, _("We could not take this form. Please send it once more, or call us."))
        if data.get("for_whom") == "somebody":
            if not data.get("relation") and "relation" not in self.errors:
                self.add_error("relation", _("Choose who the patient is to you"))
            if not data.get("contact_name") and "contact_name" not in self.errors:
                self.add_error("contact_name", _("Enter your own full name"))
        elif data.get("for_whom") == "me" and data.get("under_18"):
            self.add_error(
                "for_whom", _("A parent or guardian has to ask for a patient under 18: choose Somebody else")
            )
        return data

    def answers(self):
        data = dict(self.cleaned_data)
        if data["for_whom"] == "me":
            data |= {"relation": "", "contact_name": ""}
        del data["for_whom"], data["website"], data["email_asked"]
        return data


class WhenForm(WishedDays, PatientForm):
    """3. When to call, and when to come."""

    call_window = forms.ChoiceField(
        label=_("When can we call you?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose when we can call you"),
            "invalid_choice": _("Choose a time from the list: we no longer call at this one"),
        },
    )
    location = forms.ModelChoiceField(
        Location.objects.all(),
        label=_("Where would you like to come? (optional)"),
        required=False,
        empty_label=_("Any location"),
    )
    visit_kind = forms.ChoiceField(
        label=_("Is it a first visit or a follow-up? (optional)"),
        choices=[("", _("I am not sure")), *AppointmentRequest.VisitKind.choices],
        required=False,
    )
    hospital_number = CodeField(
        label=_("Hospital number (optional)"),
        help_text=_("It stands on your papers, if you have been here before."),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.windows = call_windows.offered()
        self.fields["call_window"].choices = call_windows.choices(self.windows)

    def clean_call_window(self):
        """The window, or None for any time."""
        return self.windows.get(self.cleaned_data["call_window"])

    def clean(self):
        data = super().clean()
        window, location = data.get("call_window"), data.get("location")
        if window and location and not self._we_call(window, location):
            self.add_error(
                "call_window",
                _("We do not call for %(location)s at that time. Choose another.") % {"location": location},
            )
        return data

    def _we_call(self, window, location):
        return window.location in (None, location) and call_windows.times(window, location)

    def answers(self):
        names = ("call_window", "location", "visit_kind", "hospital_number")
        return {name: self.cleaned_data[name] for name in names} | self.preferred_days()


class KeyForm(forms.Form):
    """Which filling-in of the pages this is, so that it makes one request however often it is sent."""

    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)


class CheckForm(KeyForm):
    """4. What the patient agrees to. No box is ticked for them."""

    notice_sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)
    # Of the answers that stand on the page; without it, they are not known to be the newest.
    answers_sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args, under_18=False, **kwargs):
        super().__init__(*args, **kwargs)
        Purpose = Consent.Purpose
        needed = {Purpose.ANSWER: _("Tick this box, so that we may answer your request")}
        optional = [Purpose.PHONE_MESSAGES]
        if under_18:
            needed[Purpose.GUARDIAN] = _("Tick this box if you are the parent or guardian, or call us")
        for purpose, message in needed.items():
            self.fields[purpose.value] = forms.BooleanField(label=purpose.label, error_messages={"required": message})
        for purpose in optional:
            label = _("%(purpose)s (optional)") % {"purpose": str(purpose.label).rstrip(".।")}
            self.fields[purpose.value] = forms.BooleanField(label=label, required=False)

    def shows(self, answers):
        """The page that was sent had these very answers on it."""
        self.is_valid()
        return self.cleaned_data.get("answers_sha256") == digest_of(answers)

    def purposes(self):
        return tuple(purpose for purpose in Consent.Purpose.values if self.cleaned_data.get(purpose))
