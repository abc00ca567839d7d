from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Doctor, Weekday
from .filters import DOCTOR_FILTERS


class DoctorFilterForm(forms.Form):
    """Filters of the doctors list. A value that does not exist is left out and named, never an error page."""

    name = forms.CharField(label=_("Name"), required=False, max_length=100)

    def __init__(self, query, *, departments, locations):
        super().__init__(query)
        self.subjects = DOCTOR_FILTERS
        for name, subject in self.subjects.items():
            self.add_filter(name, subject.label, subject.choices())
        self.add_filter("department", _("Department"), [(place.slug, str(place.name)) for place in departments])
        self.add_filter("location", _("Location"), [(place.slug, str(place.name)) for place in locations])
        self.add_filter("language", _("Language"), Doctor.Language.choices)
        self.add_filter("gender", _("Gender"), Doctor.Gender.choices)
        self.add_filter("day", _("Day of the week"), Weekday.choices, coerce=int)
        self.fields["accepting"] = forms.ChoiceField(
            label=_("New patients"), choices=[("", _("Any")), ("yes", _("Accepting new patients"))], required=False
        )

    def add_filter(self, name, label, choices, **options):
        choices = [("", _("Any")), *choices]
        self.fields[name] = forms.TypedChoiceField(label=label, choices=choices, required=False, **options)

    def wanted(self):
        """{filter: value} of everything that was chosen and exists."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}

    @property
    def not_understood(self):
        return [self.fields[name].label for name in self.errors]

    def choices_of(self, name):
        return [value for value, _label in self.fields[name].choices if value != ""]

    def in_words(self, name):
        """A filter and its value as the page names them."""
        value = self.cleaned_data[name]
        if name != "name":
            value = dict(self.fields[name].plain_choices)[value]
        return self.fields[name].label, value

    def show_counts(self, counts):
        for name, field in self.fields.items():
            if name == "name":
                continue
            field.plain_choices = list(field.choices)
            if name in counts:
                field.choices = [(value, with_count(label, counts[name], value)) for value, label in field.choices]


def with_count(label, counts, value):
    return label if value == "" else f"{label} ({counts.get(value, 0)})"
