"""What every form about a patient has in common, whoever fills it in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.text.typed import LOST_LETTER


class PatientForm(forms.Form):
    """Nothing is kept of which letters were lost on the way: a name would be another name."""

    def clean(self):
        data = super().clean()
        for name, value in list(data.items()):
            if isinstance(value, str) and LOST_LETTER in value:
                self.add_error(name, _("Some letters did not reach us. Please type this again."))
        return data
