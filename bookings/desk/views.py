"""The front desk: see what patients asked for, and answer."""

from dataclasses import dataclass
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from common.dates import in_words

from .. import consents, services
from ..models import AppointmentRequest, DeskTask, OutgoingMessage
from .forms import AttendanceForm, CallForm, ConfirmForm, DeclineForm, VersionedForm

Status = AppointmentRequest.Status


def front_desk(view):
    """Signed in, and allowed to see and answer requests."""

    @never_cache
    @login_required
    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if not request.user.has_perm("bookings.answer_appointmentrequest"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return wrapped


@front_desk
@require_safe
def inbox(request):
    waiting = AppointmentRequest.objects.waiting().for_desk()
    upcoming = AppointmentRequest.objects.upcoming().for_desk()
    unnoted = AppointmentRequest.objects.unnoted().for_desk()
    return render(
        request,
        "desk/inbox.html",
        {
            "waiting": [
                (
                    appointment_request,
                    timesince(appointment_request.created_at, depth=1),
                    promise_in_words(appointment_request),
                    time_left(appointment_request),
                )
                for appointment_request in waiting[:100]
            ],
            "waiting_count": waiting.count(),
            "dead_count": OutgoingMessage.objects.dead().count(),
            "tasks": DeskTask.objects.open().select_related("appointment_request")[:50],
            "unnoted": [
                (appointment_request, in_words(appointment_request.starts_at)) for appointment_request in unnoted[:50]
            ],
            "attendances": AppointmentRequest.Attendance.choices,
            "upcoming": [
                (appointment_request, in_words(appointment_request.starts_at)) for appointment_request in upcoming[:50]
            ],
        },
    )


@front_desk
@require_safe
def detail(request, reference):
    return _detail_page(request, _appointment(reference))


@front_desk
@require_POST
def confirm(request, reference):
    appointment_request = _appointment(reference)
    form = ConfirmForm(request.POST, appointment_request=appointment_request, user=request.user)
    if form.is_valid():
        change = services.reschedule if appointment_request.status == Status.CONFIRMED else services.confirm
        try:
            change(appointment_request.pk, by=request.user, version=form.cleaned_data["version"], **form.time_given())
        except services.TimeTaken:
            form.add_error("time", _("This doctor already has a visit at that time"))
        except services.SessionFull:
            form.add_error("shared_session", _("Every number of this session is given"))
        except services.SessionNotHeld:
            form.add_error("shared_session", _("This session is not held on that day"))
        except services.InThePast:
            form.add_error(None, _("Choose a time to come"))
        except services.OverlapNotAllowed:
            raise PermissionDenied from None
        except (services.MoveNotAllowed, services.ChangedMeanwhile) as refused:
            return _too_late(request, reference, refused)
        else:
            messages.success(request, _("%(reference)s is confirmed.") % {"reference": reference})
            return redirect("desk:detail", reference)
    return _detail_page(request, appointment_request, confirm_form=form)


@front_desk
@require_POST
def note_call(request, reference):
    appointment_request = _appointment(reference)
    form = CallForm(request.POST)
    if not form.is_valid():
        return _detail_page(request, appointment_request, call_form=form)
    try:
        services.note_call(appointment_request.pk, by=request.user, **form.cleaned_data)
    except services.MoveNotAllowed as refused:
        return _too_late(request, reference, refused)
    return redirect("desk:detail", reference)


@front_desk
@require_POST
def note_attendance(request, reference):
    """From the inbox or from the request's own page; it leads back there."""
    appointment_request = _appointment(reference)
    form = AttendanceForm(request.POST)
    if form.is_valid():
        try:
            services.note_attendance(appointment_request.pk, by=request.user, **form.cleaned_data)
        except (services.MoveNotAllowed, services.ChangedMeanwhile) as refused:
            return _too_late(request, reference, refused)
        came = AppointmentRequest.Attendance(form.cleaned_data["attendance"]).label
        messages.success(request, _("%(reference)s: %(came)s.") % {"reference": reference, "came": came})
    return redirect("desk:inbox") if "from_inbox" in request.POST else redirect("desk:detail", reference)


@front_desk
@require_POST
def reopen_as_new(request, reference):
    """What was closed by mistake goes on in a new request."""
    try:
        new = services.reopen_as_new(_appointment(reference).pk, by=request.user)
    except services.MoveNotAllowed as refused:
        return _too_late(request, reference, refused)
    messages.success(request, _("A new request was made from %(reference)s.") % {"reference": reference})
    return redirect("desk:detail", new.reference)


@front_desk
@require_POST
def task_done(request, task_id):
    services.finish_task(get_object_or_404(DeskTask, pk=task_id), by=request.user)
    return redirect("desk:inbox")


@front_desk
@require_POST
def decline(request, reference):
    appointment_request = _appointment(reference)
    form = DeclineForm(request.POST)
    if form.is_valid():
        try:
            services.decline(appointment_request.pk, by=request.user, **form.cleaned_data)
        except (services.MoveNotAllowed, services.ChangedMeanwhile) as refused:
            return _too_late(request, reference, refused)
        messages.success(request, _("%(reference)s is declined.") % {"reference": reference})
        return redirect("desk:inbox")
    return _detail_page(request, appointment_request, decline_form=form)


@front_desk
@require_POST
def cancel(request, reference):
    appointment_request = _appointment(reference)
    form = VersionedForm(request.POST)
    if form.is_valid():
        try:
            services.cancel(appointment_request.pk, by=request.user, version=form.cleaned_data["version"])
        except (services.MoveNotAllowed, services.ChangedMeanwhile) as refused:
            return _too_late(request, reference, refused)
        messages.success(request, _("%(reference)s is cancelled.") % {"reference": reference})
    return redirect("desk:detail", reference)


def _appointment(reference):
    return get_object_or_404(AppointmentRequest.objects.for_desk().select_related("follows"), reference=reference)


def promise_in_words(appointment_request):
    """By when we said we would call, in words; time_left says whether that has passed."""
    if appointment_request.promised_by is None:
        return ""
    if appointment_request.promised_by < timezone.now():
        return _("Promised by %(when)s") % {"when": in_words(appointment_request.promised_by)}
    return _("Call by %(when)s") % {"when": in_words(appointment_request.promised_by)}


@dataclass(frozen=True)
class TimeLeft:
    """How near the promised call is, as a person says it."""

    is_late: bool
    words: str


def time_left(appointment_request):
    promised, now = appointment_request.promised_by, timezone.now()
    if promised is None:
        return None
    if promised < now:
        return TimeLeft(True, _("Late by %(time)s") % {"time": timesince(promised, now, depth=1)})
    return TimeLeft(False, _("%(time)s left") % {"time": timesince(now, promised, depth=1)})


def _detail_page(request, appointment_request, confirm_form=None, decline_form=None, call_form=None):
    may_give_time = not appointment_request.is_over and not appointment_request.erased_at
    version = {"version": appointment_request.version}
    followed_by = (
        AppointmentRequest.objects.filter(follows=appointment_request).first() if appointment_request.is_over else None
    )
    if may_give_time and confirm_form is None:
        confirm_form = ConfirmForm(appointment_request=appointment_request, user=request.user)
    return render(
        request,
        "desk/request_detail.html",
        {
            "appointment_request": appointment_request,
            "when": in_words(appointment_request.starts_at) if appointment_request.starts_at else "",
            "promise": promise_in_words(appointment_request) if appointment_request.status == Status.REQUESTED else "",
            "left": time_left(appointment_request),
            "history": [(entry, in_words(entry.at)) for entry in appointment_request.history.select_related("by")],
            "notes": [(note, in_words(note.at)) for note in appointment_request.notes.select_related("by")],
            "messages_sent": appointment_request.messages.all(),
            "confirm_form": confirm_form if may_give_time else None,
            "decline_form": (decline_form or DeclineForm(initial=version))
            if appointment_request.can_move_to(Status.DECLINED)
            else None,
            "call_form": None if appointment_request.erased_at else call_form or CallForm(),
            "cancel_form": VersionedForm(initial=version) if may_give_time else None,
            "attendances": _attendances(appointment_request),
            "followed_by": followed_by,
            "may_ask_again": not followed_by and _may_ask_again(appointment_request),
        },
    )


def _may_ask_again(appointment_request):
    return (
        appointment_request.is_over and not appointment_request.erased_at and consents.may_answer(appointment_request)
    )


def _attendances(appointment_request):
    """What can be noted about a visit that has begun; after a slip, what it was not."""
    if not appointment_request.has_begun or appointment_request.erased_at:
        return []
    return [choice for choice in AppointmentRequest.Attendance.choices if choice[0] != appointment_request.attendance]


def _too_late(request, reference, refused):
    """A colleague was faster: say who, and show the request as it is now."""
    change = getattr(refused, "change", None)
    if change and change.by:
        text = _("Changed by %(who)s, %(when)s. This is how it stands now.") % {
            "who": change.by.get_full_name() or change.by.get_username(),
            "when": in_words(change.at),
        }
    else:
        text = _("This request was changed in the meantime. This is how it stands now.")
    messages.error(request, text)
    return redirect("desk:detail", reference)
