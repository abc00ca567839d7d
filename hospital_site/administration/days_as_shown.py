"""Forms of the administration take a day as the site shows it: "5 March 2026", in the user's language or in English."""

from django import forms
from django.contrib.admin import options, widgets
from django.db import models

from common.dates import iso_of_a_shown_day


class DayField(forms.DateField):
    def to_python(self, value):
        return super().to_python(iso_of_a_shown_day(value) if isinstance(value, str) else value)


class MomentField(forms.SplitDateTimeField):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.fields = (DayField(required=self.required), self.fields[1])


def install():
    options.FORMFIELD_FOR_DBFIELD_DEFAULTS |= {
        models.DateField: {"form_class": DayField, "widget": widgets.AdminDateWidget},
        models.DateTimeField: {"form_class": MomentField, "widget": widgets.AdminSplitDateTime},
    }
