"""What the patient says yes to, after the notice was read out."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from common.languages import direction

from ... import consents
from ...models import Consent

Purpose = Consent.Purpose


class SpokenConsentForm(forms.Form):
    """What the patient said yes to, after the notice was read out."""

    notices = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    agreed = forms.BooleanField(
        label=_("I have read this out in the language of the call, and the patient agrees."),
        error_messages={"required": _("Read the notice out and ask: without consent nothing may be kept")},
    )
    guardian = forms.BooleanField(
        label=_("Under 18: the parent or guardian agrees for the patient."),
        required=False,
    )
    phone_messages = forms.BooleanField(
        label=_("The patient wants messages about this on the phone, by SMS or WhatsApp (optional)."), required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.spoken = consents.spoken_notices()
        self.hash = consents.spoken_hash(self.spoken)
        self.initial = {**self.initial, "notices": self.hash}

    @property
    def notices_to_read(self):
        """What may be read out: (language, its name, its direction, the words)."""
        names = dict(settings.LANGUAGES)
        return [(code, names[code], direction(code), text) for code, text in self.spoken.items()]

    def clean(self):
        data = super().clean()
        if data.get("agreed") and data.get("notices") != self.hash:
            self.data = self.data.copy()  # the page has to carry what stands on it now
            self.data["notices"] = self.hash
            self.add_error("agreed", _("The notice has changed. Please read it out once more."))
        if self.is_for_a_minor and not data.get("guardian"):
            self.add_error("guardian", _("Ask the parent or guardian whether they agree"))
        return data

    @property
    def is_for_a_minor(self):
        return bool(self.cleaned_data.get("under_18"))

    def consent(self, user, language):
        purposes = {
            Purpose.ANSWER.value: self.cleaned_data["agreed"],
            Purpose.GUARDIAN.value: self.cleaned_data.get("guardian") and self.is_for_a_minor,
            Purpose.PHONE_MESSAGES.value: self.cleaned_data["phone_messages"],
        }
        said = tuple(purpose for purpose, is_agreed in purposes.items() if is_agreed)
        return consents.Given(said, language, consents.notice_hash(language, spoken=True), user)
