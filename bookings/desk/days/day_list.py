"""The day lists: who comes to which doctor, who came, and how late a session runs."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.dates import day_in_words, in_words, time_in_words
from directory.models import OpdSession

from ... import services
from ...access_journal import record_access
from ...day_lists.lists import lists_of
from ...models import AccessRecord
from ...refusals import Refusal
from ..access import appointments_for, front_desk, request_for, sessions_for
from ..answering.forms import AttendanceForm
from .day_forms import QUICK, DayForm, LateForm

ONE_DAY = timedelta(days=1)


@front_desk
@require_safe
def days(request):
    return _page(request, DayForm(request.GET))


@front_desk
@require_safe
def print_day(request):
    """All lists of a day on paper, or those of one doctor or place."""
    form = DayForm(request.GET)
    lists = [each for each in lists_shown(request.user, form) if each.rows]
    return _paper(request, form.shown_day, lists, reverse("desk:days") + form.query)


@front_desk
@require_safe
def print_session(request, session_id, day):
    session, on = _session(request.user, session_id, day)
    rows = appointments_for(request.user).filter(session=session)
    lists = lists_of(rows, OpdSession.objects.filter(pk=session.pk), on)
    return _paper(request, on, lists, f"{reverse('desk:days')}?day={on}#list-{session.doctor_id}-{session.pk}")


@front_desk
@require_POST
def note(request, reference):
    """Came, or did not come. It leads back to the same row."""
    appointment_request, form = request_for(request.user, reference), AttendanceForm(request.POST)
    try:
        if form.is_valid():
            services.note_attendance(appointment_request.pk, by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        messages.error(request, said(refusal))
    return redirect(f"{reverse('desk:days')}{DayForm(request.GET).query}#row-{reference}")


@front_desk
@require_POST
def run_late(request, session_id, day):
    session, on = _session(request.user, session_id, day)
    shown = DayForm(request.GET)
    form = LateForm(request.POST, session_id=session_id)
    if form.is_valid():
        try:
            services.run_late(session, on, minutes=form.cleaned_data["minutes"], by=request.user)
            return redirect(f"{reverse('desk:days')}{shown.query}#list-{session.doctor_id}-{session_id}")
        except Refusal as refusal:
            form.add_error("minutes", refusal.words)
    return _page(request, shown, late=form, late_session=session)


def lists_shown(user, form):
    """What this person sees of the day that is asked for; the form offers its doctors and places."""
    lists = lists_of(appointments_for(user), sessions_for(user), form.shown_day)
    form.offer(lists)
    doctor, location = form.chosen.get("doctor"), form.chosen.get("location")
    return [each for each in lists if doctor in (None, each.doctor.pk) and location in (None, each.location.pk)]


def _page(request, form, late=None, late_session=None):
    day, lists = form.shown_day, lists_shown(request.user, form)
    patients = [row.appointment.appointment_request for each in lists for row in each.rows]
    record_access(request.user, patients, AccessRecord.Way.DAY_LIST)
    context = {
        "form": form,
        "day_words": day_in_words(day),
        "is_today": day == timezone.localdate(),
        "lists": [_shown(each, late if each.session == late_session else None) for each in lists if each.rows],
        "empty_lists": [_shown(each) for each in lists if not each.rows and not each.is_over],
        "number": len(patients),
        "before": form.query_for(day - ONE_DAY) if day > date.min else "",
        "after": form.query_for(day + ONE_DAY) if day < date.max else "",
        "refused": late,
        "quick": QUICK,
    }
    return render(request, "desk/days/day.html", context)


def _shown(each, refused=None):
    """A list with its words."""
    late = refused or (LateForm(session_id=each.session.pk) if each.session else None)
    return {
        "list": each,
        "day": each.day.isoformat(),
        "from": time_in_words(each.starts_at),
        "until": time_in_words(each.ends_at),
        "counts": each.counts,
        "rows": [(row, time_in_words(row.appointment.starts_at)) for row in each.rows],
        "late": late if each.is_today and each.is_held else None,
        "late_as_of": time_in_words(each.late_as_of) if each.late_as_of else "",
        "late_is_open": refused is not None,
    }


def _paper(request, day, lists, back):
    patients = [row.appointment.appointment_request for each in lists for row in each.rows]
    record_access(request.user, patients, AccessRecord.Way.PRINTED)
    context = {
        "lists": [_shown(each) for each in lists],
        "day_words": day_in_words(day),
        "back": back,
        "printed_at": in_words(timezone.now()),
        "printed_by": request.user.get_full_name() or request.user.get_username(),
    }
    return render(request, "desk/days/print.html", context)


def _session(user, session_id, day):
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    sessions = sessions_for(user).select_related("doctor", "location")
    return get_object_or_404(sessions, pk=session_id), on


def said(refusal):
    """Who was first, where somebody was."""
    change = refusal.about
    if change and getattr(change, "by", None):
        who = change.by.get_full_name() or change.by.get_username()
        return _("Changed by %(who)s, %(when)s. This is how it stands now.") % {"who": who, "when": in_words(change.at)}
    return refusal.words
