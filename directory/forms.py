from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Department, Location
from .models.opd import OVERLAP

NEEDED = ("weekday", "starts", "ends")


class OpdSessionFormSet(forms.BaseInlineFormSet):
    """Rows entered together are not saved yet, so each must be compared with the others here."""

    def clean(self):
        super().clean()
        kept = [form for form in self.forms if form not in self.deleted_forms and is_whole(form)]
        for place, form in enumerate(kept):
            others = [other.instance for other in kept[:place]]
            if any(form.instance.overlaps(other) for other in others):
                form.add_error("starts", OVERLAP)


def is_whole(form):
    return form.is_valid() and all(form.cleaned_data.get(name) is not None for name in NEEDED)


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
