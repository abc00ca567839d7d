"""Taking, giving and handing over."""

from django import forms
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from ..colleagues import name_of


class ColleagueField(forms.ModelChoiceField):
    def label_from_instance(self, person):
        return name_of(person)


class TakeForm(forms.Form):
    """Carries who had it on the page that was looked at."""

    seen_with = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


class GiveForm(TakeForm):
    to = ColleagueField(User.objects.none(), label=_("To whom?"), error_messages={"required": _("Choose a colleague")})

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people


class ShiftForm(forms.Form):
    """What is left at the end of a shift, and to whom it goes; to nobody means back to everybody's inbox."""

    request = forms.ModelMultipleChoiceField(
        None,
        label=_("Which requests?"),
        to_field_name="reference",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Tick the requests that you hand over"),
            "invalid_choice": _("Tick the requests that you hand over"),
            "invalid_pk_value": _("Tick the requests that you hand over"),
            "invalid_list": _("Tick the requests that you hand over"),
        },
    )
    to = ColleagueField(
        User.objects.none(), label=_("To whom?"), required=False, empty_label=_("Back to everybody’s list")
    )

    def __init__(self, *args, left, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["request"].queryset = left
        self.fields["to"].queryset = people
