"""What the desk types while somebody speaks: a name and a phone number are enough."""

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.phone_field import PhoneField
from common.text.email_addresses import AsksAboutEmail, EmailField
from common.text.form_fields import CodeField, NameField, WordsField

from ...asking import call_windows
from ...asking.patient_form import PatientForm
from ...models import AppointmentRequest
from .consent import SpokenConsentForm
from .times import TimeGivenForm, WhomForm

LOOK_UP, SHOW_TIMES, BOOK, KEEP = "look_up", "times", "book", "keep"  # the buttons


class OpenedForm(forms.Form):
    """What the address of the page says: which form this is, and whose family the next patient is of."""

    form = forms.RegexField(r"^[\w-]{8,40}$", required=False, widget=forms.HiddenInput)
    family = forms.CharField(max_length=12, required=False, widget=forms.HiddenInput)

    @property
    def said(self):
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class ButtonForm(forms.Form):
    """Which of its buttons sent the page."""

    act = forms.ChoiceField(
        choices=[(name, name) for name in (LOOK_UP, SHOW_TIMES, BOOK, KEEP)], widget=forms.HiddenInput
    )

    @property
    def pressed(self):
        return self.cleaned_data["act"] if self.is_valid() else LOOK_UP


class LookUpForm(forms.Form):
    """Whose requests are asked for."""

    phone = PhoneField(label=_("Phone number"), error_messages={"required": _("Enter a phone number")})


class IntakeForm(AsksAboutEmail, TimeGivenForm, SpokenConsentForm, WhomForm, LookUpForm, PatientForm):
    """The whole page. Which of its buttons was pressed says whether a time is needed."""

    full_name = NameField(
        label=_("Full name of the patient"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Enter the full name of the patient")},
    )
    under_18 = forms.BooleanField(label=_("The patient is under 18"), required=False)
    contact_name = NameField(
        label=_("Who speaks for the patient (optional)"),
        help_text=_("Of somebody under 18: the parent or guardian, by full name."),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    relation = forms.ChoiceField(
        label=_("The patient is, in their words (optional)"),
        choices=[("", "—"), *AppointmentRequest.Relation.choices],
        required=False,
    )
    phone_on_whatsapp = forms.BooleanField(label=_("This number is on WhatsApp"), required=False)
    call_language = forms.ChoiceField(label=_("Language of the call"), choices=settings.LANGUAGES)
    email = EmailField(
        label=_("Email address (optional)"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"invalid": _("Enter an email address in the correct format, like name@example.com")},
    )
    reason = WordsField(
        label=_("What is it about, in the patient’s words? (optional)"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    visit_kind = forms.ChoiceField(
        label=_("First visit or follow-up? (optional)"),
        choices=[("", "—"), *AppointmentRequest.VisitKind.choices],
        required=False,
    )
    hospital_number = CodeField(
        label=_("Hospital number (optional)"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    call_window = forms.ChoiceField(label=_("When can we call back? (optional)"), required=False)
    # The number whose requests stood on the page when this was sent: who has seen them is not asked again.
    known_seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    # As the page has them, so that the list of what is wrong is read in that order.
    field_order = (
        "origin", "phone", "full_name", "under_18", "contact_name", "relation", "phone_on_whatsapp", "email", "reason",
        "visit_kind", "hospital_number", "call_window", "doctor", "department", "treatment", "location", "from_day",
        "time", "extra_token", "exception_reason", "call_language", "agreed", "guardian", "phone_messages",
    )  # fmt: skip

    def __init__(self, *args, action="", **kwargs):
        super().__init__(*args, **kwargs)
        self.action = action
        self.fields["treatment"].set_up()
        self.windows = call_windows.offered()
        self.fields["call_window"].choices = call_windows.choices(self.windows)
        self.initial = {"call_language": get_language(), "call_window": call_windows.ANY, **self.initial}
        self.fields["phone"].widget.attrs["autocomplete"] = "off"

    def clean_call_window(self):
        """The window, or None for any time."""
        return self.windows.get(self.cleaned_data["call_window"])

    def clean(self):
        data = super().clean()
        if self.action == BOOK:
            self.require_time()
        if data.get("under_18") and not data.get("contact_name") and "contact_name" not in self.errors:
            self.add_error("contact_name", _("Enter the full name of the parent or guardian"))
        if data.get("contact_name") and not data.get("relation"):
            self.add_error("relation", _("Choose who the patient is to them"))
        elif data.get("relation") and not data.get("contact_name") and "contact_name" not in self.errors:
            self.add_error("contact_name", _("Enter who speaks for the patient"))
        return data

    # What callers say by themselves now and then: folded until something is typed there.
    MORE = ("phone_on_whatsapp", "email", "reason", "visit_kind", "hospital_number", "call_window")

    @property
    def more(self):
        return [self[name] for name in self.MORE]

    @property
    def more_is_open(self):
        asked = {name: self[name].value() or "" for name in self.MORE}
        return bool(set(self.MORE) & set(self.errors)) or any(
            value and value != call_windows.ANY for value in asked.values()
        )

    def answers(self):
        """As new_requests.Answers has them. The day that was asked for is a wish, where no time is given."""
        data = self.cleaned_data
        same = (
            "full_name", "under_18", "contact_name", "relation", "phone", "phone_on_whatsapp", "call_language", "email",
            "reason", "visit_kind", "hospital_number", "call_window", "treatment", "department", "location",
        )  # fmt: skip
        found = {name: data[name] for name in same}
        found |= {"preferred_doctor": data["doctor"], "language": data["call_language"]}
        if self.action == KEEP and data["from_day"]:
            found |= {"preferred_day": data["from_day"], "preferred_part": AppointmentRequest.PartOfDay.ANY}
        return found
