from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Department, Location


class DoctorFilterForm(forms.Form):
    """Filters of the doctors list. A value that does not exist is left out, never an error page."""

    name = forms.CharField(label=_("Name"), required=False, max_length=100)
    department = forms.ModelChoiceField(
        Department.objects.all(), label=_("Department"), to_field_name="slug", required=False, empty_label=_("Any")
    )
    location = forms.ModelChoiceField(
        Location.objects.all(), label=_("Location"), to_field_name="slug", required=False, empty_label=_("Any")
    )

    def filter(self, doctors):
        self.is_valid()  # fields with errors are simply not in cleaned_data
        wanted = self.cleaned_data
        if wanted.get("department"):
            doctors = doctors.filter(departments=wanted["department"])
        if wanted.get("location"):
            doctors = doctors.filter(locations=wanted["location"])
        doctors = list(doctors)
        if name := wanted.get("name", "").casefold():
            doctors = [doctor for doctor in doctors if name in " ".join(doctor.name.values()).casefold()]
        return doctors
