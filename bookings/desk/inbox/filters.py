"""What the list of waiting requests is narrowed down by. Each choice stands in the address, and can be taken away."""

from datetime import datetime, time, timedelta

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from directory.models import CallWindow, Department, Doctor, Location

from ...models import AppointmentRequest, Assignment

ANY_TIME = "any"


def standing(user):
    """The filters that are on or off, and what each leaves."""
    tomorrow = timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=1), time.min))
    mine = Assignment.objects.in_force().filter(to=user).values("appointment_request")
    return {
        "late": Q(next_action_at__lt=timezone.now()),
        "new": Q(first_attempt_at=None),
        "mine": Q(pk__in=mine),
        "call_back": Q(next_action=AppointmentRequest.NextAction.CALL_BACK, next_action_at__lt=tomorrow),
    }


LABELS = {
    "late": pgettext_lazy("requests", "Late"),
    "new": pgettext_lazy("requests", "New"),
    "mine": pgettext_lazy("requests", "Mine"),
    "call_back": _("Call back today"),
}


class InboxFilterForm(forms.Form):
    """A value that does not exist is left out, never an error page."""

    def __init__(self, query):
        super().__init__(query)
        for name in LABELS:
            self.fields[name] = forms.BooleanField(required=False, widget=forms.HiddenInput)
        self._add("department", _("Department"), [(str(each.pk), str(each.name)) for each in _in_order(Department)])
        self._add("location", _("Location"), [(str(each.pk), str(each.name)) for each in _in_order(Location)])
        self._add("language", _("Language"), settings.LANGUAGES)
        windows = CallWindow.objects.select_related("location")
        any_time = (ANY_TIME, AppointmentRequest.PartOfDay.ANY.label)
        self._add("window", _("When to call"), [any_time, *((str(each.pk), str(each)) for each in windows)])
        self.is_valid()

    def _add(self, name, label, choices):
        self.fields[name] = forms.ChoiceField(label=label, choices=[("", _("Any")), *choices], required=False)

    @property
    def wanted(self):
        """{filter: value} of what was chosen and exists."""
        return {name: "on" if value is True else value for name, value in self.cleaned_data.items() if value}

    def narrowed(self, rows, user):
        wanted, on_or_off = self.wanted, standing(user)
        for name, value in wanted.items():
            rows = rows.filter(on_or_off[name] if name in on_or_off else CONDITIONS[name](value))
        return rows

    def switches(self, found):
        """Those that are on or off: label, how many in all, the address that turns it over, whether it is on."""
        wanted = self.wanted
        for name, label in LABELS.items():
            is_on = name in wanted
            url = address(wanted, without=name) if is_on else address(wanted | {name: "on"})
            yield label, found[name], url, is_on

    def in_use(self):
        """Of the others: label, value in words, the address without it."""
        for name, value in self.wanted.items():
            if name not in LABELS:
                field = self.fields[name]
                yield field.label, dict(field.choices)[value], address(self.wanted, without=name)


def address(wanted, without=None, page=None):
    """The same list with one filter less, or another page of it: always written the same way."""
    query = {name: value for name, value in wanted.items() if name != without}
    return "?" + urlencode(query | ({"page": page} if page else {}))


def _of_department(pk):
    doctors = Doctor.objects.filter(departments=pk)
    return Q(department=pk) | Q(treatment__department=pk) | Q(preferred_doctor__in=doctors)


def _in_order(model):
    return model.objects.in_order()


CONDITIONS = {
    "department": _of_department,
    "location": lambda pk: Q(location=pk),
    "language": lambda code: Q(call_language=code),
    "window": lambda pk: Q(call_window=None if pk == ANY_TIME else pk),
}
