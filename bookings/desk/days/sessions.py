"""The sessions of the coming days in which somebody is booked: hold one later, or not at all, in one go."""

from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from common.dates import day_in_words, in_words
from directory.models import OpdSession
from directory.opd import occurrences_of

from ... import services
from ...access_journal import record_access
from ...models import AccessRecord
from ...refusals import Refusal
from ..access import appointments_for, sessions_for, with_right

DAYS_SHOWN = 14


class ShiftForm(forms.Form):
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes later"),
        help_text=gettext_lazy("Below zero, if the session begins earlier."),
        min_value=-240,
        max_value=240,
        error_messages={"required": gettext_lazy("Enter how many minutes later")},
    )

    starts = forms.DateTimeField(widget=forms.HiddenInput)  # as it was shown: who presses twice moves it once

    def clean_minutes(self):
        minutes = self.cleaned_data["minutes"]
        if minutes == 0 or minutes % 5:
            raise forms.ValidationError(gettext_lazy("Enter 5 minutes, or a multiple of it"))
        return minutes


may_change_the_plan = with_right("directory.add_planchange")


@may_change_the_plan
@require_safe
def sessions(request):
    last_day = timezone.localdate() + timedelta(days=DAYS_SHOWN)
    booked = appointments_for(request.user).upcoming().filter(session__in=sessions_for(request.user), day__lte=last_day)
    counts = booked.order_by().values("session", "day").annotate(number=Count("pk")).order_by("day", "session")
    known = OpdSession.objects.select_related("doctor", "location").in_bulk({each["session"] for each in counts})
    shown = [(known[each["session"]], each["day"], day_in_words(each["day"]), each["number"]) for each in counts]
    return render(request, "desk/sessions.html", {"sessions": shown})


@may_change_the_plan
@require_safe
def session(request, session_id, day):
    return _page(request, *_session(request.user, session_id, day), ShiftForm())


@may_change_the_plan
@require_POST
def shift(request, session_id, day):
    found, on = _session(request.user, session_id, day)
    form = ShiftForm(request.POST)
    if form.is_valid():
        try:
            data = form.cleaned_data
            moved = services.shift_session(
                found, on, minutes=data["minutes"], by=request.user, seen_start=data["starts"]
            )
        except Refusal as refusal:
            form.add_error("minutes", refusal.words)
        else:
            messages.success(request, _told(len(moved)))
            return redirect("desk:session", session_id, day)
    return _page(request, found, on, form)


@may_change_the_plan
@require_POST
def call_off(request, session_id, day):
    found, on = _session(request.user, session_id, day)
    try:
        sent_back = services.call_off_session(found, on, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.words)
        return redirect("desk:session", session_id, day)
    messages.success(request, _told(len(sent_back)))
    return redirect("desk:inbox")


def _told(number):
    said = ngettext("%(number)s patient is told.", "%(number)s patients are told.", number)
    return said % {"number": number}


def _session(user, session_id, day):
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(sessions_for(user).select_related("doctor", "location"), pk=session_id), on


def _starts(found, on):
    """When it begins as the plan is now; empty where it is not held."""
    held = [each for each in occurrences_of([found.doctor], on, on)[found.doctor_id] if each.session == found]
    return held[0].starts_at.isoformat() if held else ""


def _page(request, found, on, form):
    booked = list(appointments_for(request.user).upcoming().filter(session=found, day=on).for_desk())
    record_access(request.user, (each.appointment_request for each in booked), AccessRecord.Way.DAY_LIST)
    context = {
        "session": found,
        "day": on.isoformat(),
        "day_words": day_in_words(on),
        "booked": [(each, in_words(each.starts_at)) for each in booked],
        "form": form,
        "starts": _starts(found, on),
    }
    return render(request, "desk/session.html", context)
