"""The disruption page: everybody whose time cannot be kept, until each has another or is told."""

from collections import Counter

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from common.dates import day_in_words, in_words
from common.templatetags.words import in_a_row

from ... import services
from ...access_journal import record_access
from ...models import AccessRecord
from ...refusals import Refusal
from ..access import appointments_for, front_desk
from ..answering import time_forms
from ..answering.forms import VersionedForm
from ..answering.previews import preview_page, rehearse
from .day_list import said
from .disrupted import CALL, OFFERED, TOLD, WAITING, disrupted_rows, groups_of
from .new_times import propose_to, send_times

STATES = {
    WAITING: gettext_lazy("Waits for us"),
    OFFERED: gettext_lazy("Times offered"),
    TOLD: gettext_lazy("Told on the phone"),
    CALL: gettext_lazy("To be phoned"),
}


class OfferForm(VersionedForm):
    """Which of the proposed times are sent. Whether they are free still, the service says."""

    is_seen = forms.BooleanField(required=False, widget=forms.HiddenInput)  # the message, by whoever sends it
    times = forms.MultipleChoiceField(
        label=gettext_lazy("New times"), error_messages={"required": gettext_lazy("Choose a time from the list")}
    )

    def __init__(self, data):
        super().__init__(data)
        self.fields["times"].valid_value = lambda key: True

    def clean_times(self):
        return [time_forms.TimeField().clean(key) for key in self.cleaned_data["times"]]


@front_desk
@require_safe
def disruption(request):
    rows, number, settled = disrupted_rows(request.user)
    propose_to([row for row in rows if row.state in (WAITING, CALL, TOLD)])
    record_access(request.user, [row.request for row in rows], AccessRecord.Way.DAY_LIST)
    counts = Counter(row.state for row in rows)
    context = {
        "groups": [_group(rows) for rows in groups_of(rows)],
        "number": number,
        "not_shown": number - len(rows),
        "counts": [(words, counts[state]) for state, words in STATES.items()],
        "settled": settled,
    }
    return render(request, "desk/disruption/page.html", context)


@front_desk
@require_POST
def offer(request, appointment_id):
    """Send one patient the times that are ticked, to choose from; first the message is shown, in their language."""
    appointment, form = _appointment(request.user, appointment_id), OfferForm(request.POST)
    if not form.is_valid():
        messages.error(request, next(error for errors in form.errors.values() for error in errors))
        return _back(appointment)
    try:
        if not form.cleaned_data["is_seen"]:
            return _preview(request, appointment, form)
        _send_ticked(appointment, form, request.user)
        messages.success(request, _("%(reference)s: the times are sent.") % _of(appointment))
    except Refusal as refusal:
        messages.error(request, f"{appointment.appointment_request.reference}: {said(refusal)}")
    return _back(appointment)


def _preview(request, appointment, form):
    asked = appointment.appointment_request
    news = rehearse(lambda: _send_ticked(appointment, form, request.user), asked)
    fields = [("version", form.cleaned_data["version"]), ("is_seen", "on")]
    fields += [("times", key) for key in form.data.getlist("times")]
    button, came_from = _("Send these times"), _row_of(appointment)
    return preview_page(request, asked, news, request.path, button, fields, came_from=came_from)


def _send_ticked(appointment, form, by):
    send_times(appointment, form.cleaned_data["times"], by=by, version=form.cleaned_data["version"])


@front_desk
@require_POST
def told(request, appointment_id):
    """The patient knows, by phone, that the time cannot be kept."""
    appointment, form = _appointment(request.user, appointment_id), VersionedForm(request.POST)
    try:
        if form.is_valid():
            services.told_on_the_phone(
                appointment.appointment_request_id, by=request.user, version=form.cleaned_data["version"]
            )
    except Refusal as refusal:
        messages.error(request, f"{appointment.appointment_request.reference}: {said(refusal)}")
    return _back(appointment)


def _group(rows):
    first = rows[0].appointment
    return {
        "doctor": first.doctor,
        "location": first.location,
        "session": first.session,
        "day": first.day.isoformat(),
        "day_words": day_in_words(first.day),
        "causes": list(dict.fromkeys(str(row.cause) for row in rows)),
        "waiting": sum(row.state == WAITING and bool(row.proposed) for row in rows),
        "rows": [_shown(row) for row in rows],
    }


def _shown(row):
    until = row.appointment.offered_until
    return {
        "row": row,
        "when": in_words(row.appointment.starts_at),
        "state": STATES[row.state],
        "until": in_words(until) if until else "",
        "times": [(time_forms.key_of(each), _time_in_words(each)) for each in row.proposed],
    }


def _time_in_words(free):
    return in_a_row([day_in_words(free.day), time_forms.in_words(free)])


def _appointment(user, appointment_id):
    return get_object_or_404(appointments_for(user).select_related("appointment_request"), pk=appointment_id)


def _of(appointment):
    return {"reference": appointment.appointment_request.reference}


def _back(appointment):
    return redirect(_row_of(appointment))


def _row_of(appointment):
    return f"{reverse('desk:disruption')}#row-{appointment.appointment_request.reference}"
