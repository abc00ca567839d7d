"""What staff fill in to sign in and to look after their login."""

from django import forms
from django.contrib.auth import authenticate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from . import devices

ENTER_PASSWORD = _("Enter your password")


def password_field(label, autocomplete="current-password", missing=ENTER_PASSWORD, **options):
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(
        label=label, strip=False, max_length=200, widget=widget, error_messages={"required": missing}, **options
    )


class SignInForm(forms.Form):
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _("Enter your user name")},
    )
    password = password_field(_("Password"))

    def __init__(self, request, *args, **kwargs):
        self.request, self.person = request, None
        super().__init__(*args, **kwargs)

    @property
    def has_tried(self):
        """Both were filled in, and did not belong together."""
        return bool(self.non_field_errors())

    @sensitive_variables("data")
    def clean(self):
        data = super().clean()
        if data.get("username") and data.get("password"):
            self.person = authenticate(self.request, username=data["username"], password=data["password"])
            if self.person is None:
                # The same words whether there is such a person, and whether their login is switched off.
                raise forms.ValidationError(_("This user name and this password do not belong together. Try again."))
        return data


class CodeForm(forms.Form):
    """Six digits of the app, or where it is allowed one of the recovery codes."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": _("Enter the code")},
    )

    def clean_code(self):
        digits = devices.digits_of(self.cleaned_data["code"])
        if not digits:
            raise forms.ValidationError(_("A code is made of digits. Enter it as the app shows it."))
        return digits


class PasswordAgainForm(forms.Form):
    """Before something that somebody at an unattended screen must not do."""

    password = password_field(_("Your password"))

    def __init__(self, person, *args, **kwargs):
        self.person = person
        super().__init__(*args, **kwargs)

    @sensitive_variables("password")
    def clean_password(self):
        password = self.cleaned_data["password"]
        if not self.person.check_password(password):
            raise forms.ValidationError(_("This is not your password. Try again."))
        return password
