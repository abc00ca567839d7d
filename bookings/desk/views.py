"""The front desk: see what patients asked for, and answer."""

from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Window
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from common.dates import in_words

from .. import services
from ..messaging import surges
from ..models import Appointment, AppointmentRequest, DeskTask, OutgoingMessage
from ..no_longer_fits import CAUSES, no_longer_fitting
from ..refusals import Refusal
from .forms import AttendanceForm, CallForm, DeclineForm, VersionedForm
from .next_call import first_call_in_words, next_call_in_words, time_left
from .request_page import request_page
from .time_forms import BookForm, MoveForm, TimesForm


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
    upcoming = Appointment.objects.upcoming().for_desk()
    unnoted = Appointment.objects.unnoted().for_desk()
    unfit = no_longer_fitting().for_desk()
    tasks = DeskTask.objects.open().select_related("appointment_request")
    # A flood makes many of these: by themselves, and folded.
    held_back = tasks.filter(kind=DeskTask.Kind.MESSAGE_HELD_BACK).annotate(count=Window(Count("pk")))
    waiting_count = waiting.count()
    return render(
        request,
        "desk/inbox.html",
        {
            "waiting": [
                (
                    appointment_request,
                    timesince(appointment_request.created_at, depth=1),
                    next_call_in_words(appointment_request),
                    first_call_in_words(appointment_request),
                    time_left(appointment_request),
                )
                for appointment_request in waiting[:100]
            ],
            "waiting_count": waiting_count,
            "surge": surges.surge(),
            "is_crowded": waiting_count >= settings.SURGE_AT_LEAST,
            "dead_count": OutgoingMessage.objects.dead().count(),
            "tasks": tasks.exclude(kind=DeskTask.Kind.MESSAGE_HELD_BACK)[:50],
            "held_back": held_back[:50],
            "unfit": [(each, in_words(each.starts_at), CAUSES[each.cause]) for each in unfit],
            "unnoted": [(each, in_words(each.starts_at)) for each in unnoted[:50]],
            "attendances": Appointment.Attendance.choices,
            "upcoming": [(each, in_words(each.starts_at)) for each in upcoming[:50]],
        },
    )


@front_desk
@require_safe
def detail(request, reference):
    return request_page(request, _request(reference))


@front_desk
@require_POST
def book(request, reference):
    return _give_time(request, reference, BookForm, services.book)


@front_desk
@require_POST
def move(request, reference):
    return _give_time(request, reference, MoveForm, services.reschedule)


def _give_time(request, reference, form_class, service):
    appointment_request = _request(reference)
    times = TimesForm(request.GET, appointment_request=appointment_request)
    form = form_class(request.POST, appointment_request=appointment_request, user=request.user, times=times)
    if not form.is_valid():
        return request_page(request, appointment_request, refused=form)
    try:
        service(appointment_request.pk, by=request.user, version=form.cleaned_data["version"], time=form.time_given())
    except Refusal as refusal:
        if refusal.is_stale:
            return _stale(request, reference, refusal)
        form.refuse(refusal)
        return request_page(request, appointment_request, refused=form)
    messages.success(request, _("%(reference)s is confirmed.") % {"reference": reference})
    return redirect("desk:detail", reference)


@front_desk
@require_POST
def note_call(request, reference):
    appointment_request = _request(reference)
    form = CallForm(request.POST, appointment_request=appointment_request)
    if not form.is_valid():
        return request_page(request, appointment_request, refused=form)
    try:
        services.note_call(appointment_request.pk, by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        return _stale(request, reference, refusal)
    return redirect("desk:detail", reference)


@front_desk
@require_POST
def note_attendance(request, reference):
    """From the inbox or from the request's own page; it leads back there."""
    appointment_request = _request(reference)
    form = AttendanceForm(request.POST)
    if form.is_valid():
        try:
            services.note_attendance(appointment_request.pk, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            return _stale(request, reference, refusal)
        came = Appointment.Attendance(form.cleaned_data["attendance"]).label
        messages.success(request, _("%(reference)s: %(came)s.") % {"reference": reference, "came": came})
    return redirect("desk:inbox") if "from_inbox" in request.POST else redirect("desk:detail", reference)


@front_desk
@require_POST
def reopen_as_new(request, reference):
    """What was closed by mistake goes on in a new request."""
    try:
        new = services.reopen_as_new(_request(reference).pk, by=request.user)
    except Refusal as refusal:
        return _stale(request, reference, refusal)
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
    appointment_request = _request(reference)
    form = DeclineForm(request.POST)
    if form.is_valid():
        try:
            services.decline(appointment_request.pk, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            return _stale(request, reference, refusal)
        messages.success(request, _("%(reference)s is declined.") % {"reference": reference})
        return redirect("desk:inbox")
    return request_page(request, appointment_request, refused=form)


@front_desk
@require_POST
def cancel(request, reference):
    appointment_request = _request(reference)
    form = VersionedForm(request.POST)
    if form.is_valid():
        try:
            services.cancel(appointment_request.pk, by=request.user, version=form.cleaned_data["version"])
        except Refusal as refusal:
            return _stale(request, reference, refusal)
        messages.success(request, _("%(reference)s is cancelled.") % {"reference": reference})
    return redirect("desk:detail", reference)


def _request(reference):
    return get_object_or_404(AppointmentRequest.objects.for_desk().select_related("follows"), reference=reference)


def _stale(request, reference, refusal):
    """A colleague was faster: say who, and show the request as it is now."""
    change = refusal.about
    if change and change.by:
        text = _("Changed by %(who)s, %(when)s. This is how it stands now.") % {
            "who": change.by.get_full_name() or change.by.get_username(),
            "when": in_words(change.at),
        }
    else:
        text = refusal.words
    messages.error(request, text)
    return redirect("desk:detail", reference)
