"""What patients fill in after a request was sent."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from common.phone_field import PhoneToCompareField
from common.text.form_fields import CodeField, WordsField
from common.text.typed import without_label

from ..asking.patient_form import PatientForm
from ..models import Consent

AT_THE_END = re.compile(r"(?:^|\W)(\w{4})\W?(\w{4})\W*$")


class ReferenceField(CodeField):
    """A reference as it was read out, or pasted with the words around it."""

    def to_python(self, value):
        return without_label(super().to_python(value))


class FindRequestForm(PatientForm):
    """The way to a request's status without its private link."""

    reference = ReferenceField(
        label=_("Reference number"), max_length=20, error_messages={"required": _("Enter your reference number")}
    )
    phone = PhoneToCompareField(label=_("Phone number"), error_messages={"required": _("Enter your phone number")})

    def clean_reference(self):
        code = self.cleaned_data["reference"].upper()
        if at_the_end := AT_THE_END.search(code):  # after words without a colon
            return "-".join(at_the_end.groups())
        letters = "".join(character for character in code if character.isalnum())
        return f"{letters[:4]}-{letters[4:]}"


class ChangeWishForm(PatientForm):
    """What the patient would like to be different."""

    wish = WordsField(
        label=_("What would you like to change?"),
        help_text=_("For example another day, another time or another phone number. At most 300 characters."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what you would like to change")},
    )


class AcceptForm(forms.Form):
    """Which of the times that are held for the patient."""

    appointment = forms.IntegerField(label=_("Choose a time"), min_value=1)


class WithdrawForm(forms.Form):
    """Which consent is taken back."""

    purpose = forms.ChoiceField(choices=Consent.Purpose.choices)
