from datetime import date, timedelta

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from common.dates import day_in_words

from ..models.opd import OVERLAP
from ..plan import Plan

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


DAYS_AHEAD = timedelta(days=180)


class PlanChangeForm(forms.ModelForm):
    """What is different about a session on one of its days. `days` are those to choose from."""

    def __init__(self, *args, days, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.day:
            days = sorted({*days, self.instance.day})
            self.initial["day"] = self.instance.day.isoformat()  # as the field gives it, so that it is not changed
        self.fields["day"] = forms.TypedChoiceField(
            label=self.fields["day"].label,
            choices=[("", "---------"), *((day.isoformat(), day_in_words(day)) for day in days)],
            coerce=date.fromisoformat,
            error_messages={"invalid_choice": _("Choose a day on which this session is held.")},
        )

    def _post_clean(self):
        """A row that nobody touched stays as it is, also where the session has moved to another day of the week."""
        if self.has_changed():
            super()._post_clean()


class PlanChangeFormSet(forms.BaseInlineFormSet):
    def get_form_kwargs(self, index):
        return super().get_form_kwargs(index) | {"days": self.days}

    @cached_property
    def days(self):
        session, today = self.instance, timezone.localdate()
        plan = Plan([session.doctor], today, today + DAYS_AHEAD)
        return list(plan.days_to_change(session, today, today + DAYS_AHEAD))


def is_whole(form):
    return form.is_valid() and all(form.cleaned_data.get(name) is not None for name in NEEDED)
