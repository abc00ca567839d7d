"""What people fill in on the way from a draft to what patients read."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.text.form_fields import WordsField

from ...models import PlannedChange
from ...models.reviews import LONGEST_TEXT
from .. import people
from ..no_patient_data import refuse_patient_data

NO_PATIENT = _("About the page only: no patient’s name, number or story. What you write is kept.")


class TextField(WordsField):
    """A few lines about a page."""

    def __init__(self, *, label, required=False, help_text=NO_PATIENT):
        super().__init__(
            label=label,
            required=required,
            help_text=help_text,
            max_length=LONGEST_TEXT,
            widget=forms.Textarea(attrs={"rows": 3}),
            validators=[refuse_patient_data],
        )


class Person(forms.ModelChoiceField):
    def label_from_instance(self, person):
        day = people.away_until(person)
        name = people.name_of(person)
        return _("%(name)s (away until %(day)s)") % {"name": name, "day": day} if day else name


class AskForm(forms.Form):
    clinician = Person(None, label=_("Who is asked"), empty_label=None)
    due = forms.DateField(label=_("Until when"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    text = TextField(label=_("What to look at (optional)"))

    def __init__(self, version, data=None):
        super().__init__(data, initial={"due": timezone.localdate() + timedelta(days=7)})
        found = people.reviewers_of(version)
        self.fields["clinician"].queryset = type(version.created_by).objects.filter(pk__in=[each.pk for each in found])
        self.nobody = not found

    def clean_due(self):
        if self.cleaned_data["due"] < timezone.localdate():
            raise forms.ValidationError(_("Choose today or a later day."))
        return self.cleaned_data["due"]


class AnswerForm(forms.Form):
    """The end of the reviewer's page: one text about the page, and one for each passage."""

    answer = TextField(label=_("What should be changed (optional when you sign)"))

    def __init__(self, passages, data=None):
        super().__init__(data)
        self.keys = {}
        for number, (key, about) in enumerate(passages):
            self.keys[f"about_{number}"] = (key, about)
            self.fields[f"about_{number}"] = TextField(label=_("Comment on this part"), help_text="")

    def comments(self):
        given = ((self.keys[name], self.cleaned_data.get(name)) for name in self.keys)
        return [(key, about, text) for (key, about), text in given if text]

    def says_something(self):
        return bool(self.cleaned_data.get("answer") or self.comments())

    def by_key(self):
        return {key: self[name] for name, (key, _about) in self.keys.items()}


class PlanForm(forms.Form):
    action = forms.ChoiceField(label=_("What"), choices=PlannedChange.Action, widget=forms.RadioSelect)
    at = forms.DateTimeField(
        label=_("When"),
        help_text=_("By the hospital’s clock."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, actions, data=None):
        super().__init__(data, initial={"action": actions[0]} if actions else {})
        self.fields["action"].choices = [(action, action.label) for action in actions]

    def clean_at(self):
        if self.cleaned_data["at"] <= timezone.now():
            raise forms.ValidationError(_("Choose a time that is still to come."))
        return self.cleaned_data["at"]


class AwayForm(forms.Form):
    away_until = forms.DateField(
        label=_("I am away until"),
        required=False,
        help_text=_("The last day away. Reviews go to a colleague until then. Leave it empty when you are back."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class LinkForm(forms.Form):
    made_for = forms.CharField(
        label=_("For whom (optional)"),
        required=False,
        max_length=100,
        help_text=_("So that you know it in the list, like: the patients’ council."),
        validators=[refuse_patient_data],
    )
