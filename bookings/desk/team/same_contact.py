"""Which requests of one phone number are this patient's: a family shares a phone, so a person ticks them."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.dates import day_in_words

from ...models import AppointmentRequest, HistoryEntry
from ...retention import may_be_erased
from ..access import requests_for


class SameContactForm(forms.Form):
    also = forms.MultipleChoiceField(
        label=_("Which of these are the same patient’s?"),
        help_text=_(
            "They have the same phone number or email address. A family shares a phone: tick only this patient’s."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose from the list")},
    )

    def __init__(self, *args, appointment_request, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.appointment_request = appointment_request
        same = AppointmentRequest.objects.of_the_same_contact(appointment_request)
        if appointment_request.erased_at:  # what is blank is like everything that is blank
            same = same.none()
        self.others = list(
            same.filter(pk__in=requests_for(user)).select_related("treatment", "department", "preferred_doctor")
        )
        self.elsewhere = same.count() - len(self.others)
        self.fields["also"].choices = [(each.reference, _said(each)) for each in self.others]
        if not self.others:  # nothing to tick; what is sent nevertheless is refused
            self.fields["also"].widget = forms.MultipleHiddenInput()

    @property
    def shown(self):
        return [self.appointment_request, *self.others]

    def chosen(self):
        """The request itself, and those that are ticked."""
        ticked = getattr(self, "cleaned_data", {}).get("also", [])
        return [self.appointment_request, *(each for each in self.others if each.reference in ticked)]


class DataForm(SameContactForm):
    """With the reason, for the history."""

    reason = forms.ChoiceField(
        label=_("Why?"),
        choices=HistoryEntry.DataReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason")},
    )


class ExportForm(DataForm):
    kind = forms.ChoiceField(
        label=_("As what?"),
        choices=[("html", _("A page to read and to print")), ("json", _("A file for machines (JSON)"))],
        widget=forms.RadioSelect,
        initial="html",
        error_messages={"required": _("Choose one of the two")},
    )


class EraseForm(DataForm):
    """Sent twice: first to see what goes, then with `sure`."""

    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self):
        data = super().clean()
        for each in self.chosen():
            if not may_be_erased(each):
                self.refuse(each)
        return data

    def refuse(self, appointment_request):
        words = gettext("%(reference)s waits for an answer, or its appointment is to come. Cancel it first.")
        self.add_error(None, words % {"reference": appointment_request.reference})


def _said(each):
    about = each.treatment or each.department or each.preferred_doctor
    return gettext("%(name)s, %(reference)s, %(day)s, %(status)s") % {
        "name": each.full_name,
        "reference": each.reference,
        "day": day_in_words(timezone.localdate(each.created_at)),
        "status": each.get_status_display(),
    } + (f" · {about}" if about else "")
