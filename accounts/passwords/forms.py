"""What somebody fills in for a new password, and to get a link for it."""

from django import forms
from django.contrib.auth.forms import PasswordChangeForm, PasswordResetForm, SetPasswordForm
from django.utils.translation import gettext_lazy as _

from ..forms import password_field
from . import links

SAME_PASSWORD = {"password_mismatch": _("The two new passwords are not the same. Enter them again.")}


def new_password_fields():
    return (
        password_field(
            _("New password"),
            "new-password",
            _("Enter a new password"),
            help_text=_(
                "At least 10 characters. Three or four words that only you would put together are easy to keep."
            ),
        ),
        password_field(_("The new password once more"), "new-password", _("Enter the new password once more")),
    )


class ForgottenPasswordForm(PasswordResetForm):
    """Notes what was asked for. The worker sends the link, so that the answer here takes as long for everybody."""

    email = forms.EmailField(
        label=_("Your email address"),
        help_text=_("The one that your login was made with."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Enter your email address"),
            "invalid": _("Enter an email address in the correct format, like name@example.com"),
        },
    )

    def save(self, **_options):
        links.ask_for(self.cleaned_data["email"])


class NewPasswordForm(SetPasswordForm):
    """After a link from a mail."""

    error_messages = SAME_PASSWORD
    new_password1, new_password2 = new_password_fields()


class OtherPasswordForm(PasswordChangeForm):
    """By somebody who knows the old one."""

    error_messages = SAME_PASSWORD | {"password_incorrect": _("This is not your password. Try again.")}
    old_password = password_field(_("Your password now"))
    new_password1, new_password2 = new_password_fields()
