from django import forms

from ..models.opd import OVERLAP

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
