"""What was typed on the page of a request survives every one of its buttons.

All boxes of the page are one form, so each button sends everything; a page in between carries it in one hidden field.
"""

import json
from functools import wraps

from django import forms

from .. import kept_typing
from .forms import CallForm, CancelForm, CorrectContactForm, DeclineForm, NoteForm
from .time_forms import BookForm, TimesForm

FORMS = {
    "times": TimesForm,
    "book": BookForm,
    "note": NoteForm,
    "call": CallForm,
    "decline": DeclineForm,
    "cancel": CancelForm,
    "contact": CorrectContactForm,
}
LONGEST = 4000


def _fields(action):
    prefix = "times-" if action == "times" else ""
    return {prefix + name: field for name, field in FORMS[action].base_fields.items() if name != "version"}


def names_of(*actions):
    return {name for action in actions for name in _fields(action)}


LABELS = {name: field.label for action in FORMS for name, field in _fields(action).items()}


class CarriedForm(forms.Form):
    """The hidden fields of every page: what an earlier one carried, and what the page had filled in by itself."""

    typed = forms.CharField(required=False, widget=forms.HiddenInput)
    filled = forms.CharField(required=False, widget=forms.HiddenInput)

    def read(self, name):
        try:
            found = json.loads(self.cleaned_data[name] or "{}") if self.is_valid() else {}
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


def typed_of(request):
    """{name of a field: what somebody entered there}, as it was sent."""
    return typed_from({name: request.POST[name] for name in request.POST})


def typed_from(fields):
    """The same of what was sent before the session ended (desk/kept_forms.py)."""
    form = CarriedForm(fields)
    filled = form.read("filled")
    sent = {name: value for name, value in fields.items() if value != filled.get(name)}
    return {name: str(value)[:LONGEST] for name, value in (form.read("typed") | sent).items() if name in LABELS}


def without(typed, *actions):
    done = names_of(*actions)
    return {name: value for name, value in typed.items() if name not in done}


def filled_in(forms_of_page):
    """What stands in the fields of a page on which nobody has typed, as a browser sends it back."""
    return {bound.html_name: _as_sent(bound) for form in forms_of_page for bound in form}


def _as_sent(bound):
    widget = bound.field.widget
    value = widget.format_value(bound.value())
    if isinstance(value, list | tuple):
        value = next(iter(value), "")
    if isinstance(widget, forms.Select) and not value and bound.field.required:
        value = next(iter(widget.choices))[0]  # a browser sends the first
    return "" if value is None else str(value)


def homeless(typed, forms_of_page):
    """[(label, value)] of what has no field any more on the page as it is now, and the same to carry on."""
    shown = {bound.html_name for form in forms_of_page for bound in form}
    left = {name: value for name, value in typed.items() if name not in shown and value}
    return [(LABELS[name], value) for name, value in left.items()], json.dumps(left)


def keeps(*actions):
    """For the view of a button: when it leads away, what was typed besides `actions` waits for the page."""

    def decorate(view):
        @wraps(view)
        def wrapped(request, *args, **kwargs):
            answer = view(request, *args, **kwargs)
            reference = kwargs.get("reference") or request.POST.get("typed_about", "")
            typed = without(typed_of(request), *actions)
            if answer.status_code == 302 and reference and typed and request.user.is_authenticated:
                kept_typing.keep(request.session, reference[:12], typed)
            return answer

        return wrapped

    return decorate
