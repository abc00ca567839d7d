"""What a manager of the desk fills in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.models import Department, Location

from .people import everybody_else


def name_of(person):
    return person.get_full_name() or person.get_username()


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, person):
        return name_of(person)


class PutAtDeskForm(forms.Form):
    person = PersonField(
        None,
        label=_("Who comes to the desk"),
        empty_label="—",
        error_messages={"required": _("Choose somebody with a login")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = everybody_else()


class ScopeForm(forms.Form):
    location = forms.ModelChoiceField(
        Location.objects.all(), label=_("Location"), required=False, empty_label=_("All locations")
    )
    department = forms.ModelChoiceField(
        Department.objects.all(), label=_("Department"), required=False, empty_label=_("All departments")
    )

    def clean(self):
        data = super().clean()
        if not self.errors and not data["location"] and not data["department"]:
            self.add_error("location", _("Choose a location, a department, or both"))
        return data
