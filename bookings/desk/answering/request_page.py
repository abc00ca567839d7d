"""One request as the desk sees it: who, what, what happened, and what can be done now."""

import json

from django.contrib import messages
from django.shortcuts import render
from django.utils.translation import gettext as _

from common.dates import in_words

from ...models import Appointment, AppointmentRequest, HistoryEntry
from ..access import request_for
from ..back import back_of
from ..in_hand.views import in_hand
from ..kept_forms import typed_on
from ..next_call import first_call_in_words, next_call_in_words, time_left
from .boxes import Boxes
from .given_times import given_times
from .proposed import proposed
from .timeline import timeline
from .typed import filled_in, homeless, typed_from, typed_of


def request_page(request, appointment_request, *, refused=None, typed=None, others_than=None):
    """`refused` is the form that was just sent and could not be taken; `typed`, what stood in the others.

    `others_than` is a doctor whose times are not asked for.
    """
    opened = in_hand(request.user, appointment_request)
    given = given_times(appointment_request)
    typed = typed_from(typed_on(request)) | (typed or {}) | _asked_for(request)
    fresh = Boxes(appointment_request, request.user)
    boxes = Boxes(appointment_request, request.user, typed, refused)
    followed_by = _followed_by(appointment_request)
    times = proposed(boxes, given.held, others_than)
    shown = list(boxes.all(followed_by))
    forms = [*times.forms, *(box.form for box in shown)]
    unfilled = [*times.unfilled(fresh), *(box.form for box in fresh.all(followed_by))]
    lost, carried = homeless(typed, forms)
    context = _state(appointment_request) | {
        "in_hand": opened,
        "cause": given.cause,
        "back": back_of(request),
        "followed_by": followed_by,
        "times": times,
        "boxes": shown,
        "refused": refused,
        "lost": lost,
        "carried": carried,
        "filled": json.dumps(filled_in(unfilled)),
    }
    return render(request, "desk/request_detail.html", context)


def stale_page(request, reference, refusal):
    """A colleague was faster: say who, and show the request as it is now, with what was typed here."""
    change = refusal.about
    if change and change.by:
        said = {"who": change.by.get_full_name() or change.by.get_username(), "when": in_words(change.at)}
        messages.error(request, _("Changed by %(who)s, %(when)s. This is how it stands now.") % said)
    else:
        messages.error(request, refusal.words)
    return request_page(request, request_for(request.user, reference), typed=typed_of(request))


def _asked_for(request):
    """A link may name the doctor whose free times are shown, and from which day on."""
    return {f"times-{name}": request.GET[name] for name in ("doctor", "from_day") if name in request.GET}


def _followed_by(appointment_request):
    if not appointment_request.is_over:
        return None
    return AppointmentRequest.objects.filter(follows=appointment_request).first()


def _state(appointment_request):
    appointment, happened = appointment_request.appointment, timeline(appointment_request)
    return {
        "appointment_request": appointment_request,
        "appointment": appointment,
        "when": in_words(appointment.starts_at) if appointment else "",
        "next_call": next_call_in_words(appointment_request),
        "first_call": first_call_in_words(appointment_request),
        "left": time_left(appointment_request),
        "attendances": _attendances(appointment_request),
        **happened,
        "seen_calls": sum(entry.event == HistoryEntry.Event.CALLED for entry, _when in happened["history"]),
        "seen_notes": len(happened["notes"]),
    }


def _attendances(appointment_request):
    """What can be noted on the day of an appointment; after a slip, what it was not."""
    appointment = appointment_request.appointment
    if appointment is None or appointment_request.erased_at:
        return []
    return [
        choice
        for choice in Appointment.Attendance.choices
        if choice[0] != appointment.attendance and appointment.may_note(choice[0])
    ]
