"""One request: see what a patient asked for, and answer."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.dates import in_words

from ... import services
from ...models import Appointment
from ...refusals import Refusal
from ..access import front_desk, request_for
from .forms import AttendanceForm, CallForm, DeclineForm, VersionedForm
from .request_page import request_page
from .time_forms import BookForm, MoveForm, TimesForm


@front_desk
@require_safe
def detail(request, reference):
    return request_page(request, request_for(request.user, reference))


@front_desk
@require_POST
def book(request, reference):
    return _give_time(request, reference, BookForm, services.book)


@front_desk
@require_POST
def move(request, reference):
    return _give_time(request, reference, MoveForm, services.reschedule)


def _give_time(request, reference, form_class, service):
    appointment_request = request_for(request.user, reference)
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
    appointment_request = request_for(request.user, reference)
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
    appointment_request = request_for(request.user, reference)
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
def not_urgent(request, reference):
    """A person has looked at what lifted the card."""
    try:
        services.not_urgent(request_for(request.user, reference).pk, by=request.user)
    except Refusal as refusal:
        return _stale(request, reference, refusal)
    messages.success(request, _("%(reference)s stands in its place again.") % {"reference": reference})
    return redirect("desk:detail", reference)


@front_desk
@require_POST
def reopen_as_new(request, reference):
    """What was closed by mistake goes on in a new request."""
    try:
        new = services.reopen_as_new(request_for(request.user, reference).pk, by=request.user)
    except Refusal as refusal:
        return _stale(request, reference, refusal)
    messages.success(request, _("A new request was made from %(reference)s.") % {"reference": reference})
    return redirect("desk:detail", new.reference)


@front_desk
@require_POST
def decline(request, reference):
    appointment_request = request_for(request.user, reference)
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
    appointment_request = request_for(request.user, reference)
    form = VersionedForm(request.POST)
    if form.is_valid():
        try:
            services.cancel(appointment_request.pk, by=request.user, version=form.cleaned_data["version"])
        except Refusal as refusal:
            return _stale(request, reference, refusal)
        messages.success(request, _("%(reference)s is cancelled.") % {"reference": reference})
    return redirect("desk:detail", reference)


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
