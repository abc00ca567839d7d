"""The next time of somebody who came: in how many weeks, and when."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from .consent import SpokenConsentForm
from .times import TimeGivenForm


class WeeksForm(forms.Form):
    """How long until a follow-up."""

    CHOICES = (1, 2, 4, 6)
    weeks = forms.TypedChoiceField(
        choices=[(number, number) for number in CHOICES], coerce=int, required=False, widget=forms.HiddenInput
    )

    def first_day(self, after):
        return max(after + timedelta(weeks=self.chosen), timezone.localdate())

    @property
    def chosen(self):
        return (self.is_valid() and self.cleaned_data["weeks"]) or 2


class FollowUpForm(TimeGivenForm):
    """The next time of somebody who came."""

    def clean(self):
        data = super().clean()
        self.require_time()
        return data


class FollowUpWithConsentForm(FollowUpForm, SpokenConsentForm):
    """Where what was agreed to before is no longer in force."""

    def __init__(self, *args, is_for_a_minor, **kwargs):
        self.minor = is_for_a_minor
        super().__init__(*args, **kwargs)
        if not is_for_a_minor:
            del self.fields["guardian"]

    @property
    def is_for_a_minor(self):
        return self.minor
