"""What patients fill in after a request was sent."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.phone_field import PhoneField

from ..models import Consent
from .forms import PatientForm


class FindRequestForm(PatientForm):
    """The way to a request's status without its private link."""

    reference = forms.CharField(
        label=_("Reference number"), max_length=20, error_messages={"required": _("Enter your reference number")}
    )
    phone = PhoneField(label=_("Phone number"), error_messages={"required": _("Enter your phone number")})

    def clean_reference(self):
        letters = "".join(character for character in self.cleaned_data["reference"].upper() if character.isalnum())
        return f"{letters[:4]}-{letters[4:]}"


class ChangeWishForm(PatientForm):
    """What the patient would like to be different."""

    wish = forms.CharField(
        label=_("What would you like to change?"),
        help_text=_("For example another day, another time or another phone number. At most 300 characters."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what you would like to change")},
    )


class WithdrawForm(forms.Form):
    """Which consent is taken back."""

    purpose = forms.ChoiceField(choices=Consent.Purpose.choices)
