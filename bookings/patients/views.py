"""After a request was sent: see how it stands, ask for a change, call it off, take back consent.

What a visitor has opened is kept in the session, so no address carries a reference, a token or a name once the page is
open. Each opened request has a key of its own there: what is done on its pages is done to it, and to no other.
"""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import rate_limits
from common.dates import in_words, time_in_words
from common.phone_numbers import is_same_number
from common.private_pages import private_page, too_many

from .. import services
from ..asking import call_windows
from ..day_lists.delays import delay_of
from ..messaging.calendar_file import PUBLISH, calendar_file
from ..models import AppointmentRequest
from ..no_longer_fits import cause_of
from ..refusals import Refusal
from . import limits
from .opened_requests import (
    close_all_for_visitor,
    close_for_visitor,
    open_for_visitor,
    opened_by_visitor,
    others_are_open,
)
from .pages import page_of
from .status_forms import AcceptForm, ChangeWishForm, FindRequestForm, WithdrawForm

Status = AppointmentRequest.Status


@private_page
@require_safe
def open_link(request, token):
    """The first step of the private link: remember whose request it is, then show a clean address."""
    appointment_request = services.find_by_token(token)
    if appointment_request is None:
        response = render(request, "bookings/link_gone.html", status=404)
    else:
        response = redirect("bookings:status", open_for_visitor(request, appointment_request))
    response["Referrer-Policy"] = "no-referrer"
    return response


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def find_request(request):
    form = FindRequestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            rate_limits.hit(
                (limits.find_by_address(), rate_limits.address_of(request)),
                (limits.find_by_reference(), form.cleaned_data["reference"]),
            )
        except rate_limits.RateLimitExceeded as refused:
            return too_many(request, "bookings/status_find.html", {"form": form}, refused.wait)
        reference, phone = form.cleaned_data["reference"], form.cleaned_data["phone"]
        appointment_request = AppointmentRequest.objects.filter(erased_at__isnull=True, reference=reference).first()
        if appointment_request and is_same_number(phone, appointment_request.phone):
            return redirect("bookings:status", open_for_visitor(request, appointment_request))
        form.add_error(None, _("We found no request with this reference and phone number. Check both, or call us."))
    return render(request, "bookings/status_find.html", {"form": form})


def for_opened_request(view):
    """The request that this visitor has opened under the key of the address; without one, the way to open it."""

    def wrapped(request, key=""):
        appointment_request = opened_by_visitor(request, key)
        return view(request, appointment_request, key) if appointment_request else _not_open(request)

    return private_page(wrapped)


def _not_open(request):
    """Closed meanwhile, or after some hours. Nothing is done to another request that happens to be open."""
    if request.method != "POST":
        return redirect("bookings:find")
    said = _("This request is not open on this phone any more, so nothing was changed. Open it again.")
    messages.error(request, said)
    wish = ChangeWishForm(request.POST)
    if not wish.is_valid():
        return redirect("bookings:find")
    context = {"form": FindRequestForm(), "wish": wish.cleaned_data["wish"]}
    return render(request, "bookings/status_find.html", context)


@for_opened_request
@require_safe
def status(request, appointment_request, key):
    return _status_page(request, appointment_request, key, ChangeWishForm())


@for_opened_request
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request, appointment_request, key):
    if not appointment_request.patient_may_change:
        return redirect("bookings:status", key)
    if request.method != "POST":
        context = {
            "appointment_request": appointment_request,
            "key": key,
            "appointment": appointment_request.booked,
            "when": _when(appointment_request),
            "content": page_of(appointment_request.treatment),
            "call_window": call_windows.in_words(appointment_request.call_window, appointment_request.location),
        }
        return render(request, "bookings/cancel.html", context)
    try:
        services.cancel(appointment_request.pk)
    except Refusal:
        pass  # already called off, or answered: the status page says how it stands
    return redirect("bookings:status", key)


@for_opened_request
@require_POST
def request_change(request, appointment_request, key):
    form = ChangeWishForm(request.POST)
    if not form.is_valid():
        return _status_page(request, appointment_request, key, form)
    try:
        rate_limits.hit((limits.change_by_request(), appointment_request.reference))
        services.request_change(appointment_request.pk, form.cleaned_data["wish"])
    except rate_limits.RateLimitExceeded as refused:
        context = _status_context(request, appointment_request, key, form)
        return too_many(request, "bookings/status.html", context, refused.wait)
    except Refusal:
        return redirect("bookings:status", key)
    said = _("We have noted what you would like to change. Nothing is changed yet: we will call you.")
    messages.success(request, said)
    return redirect("bookings:status", key)


@for_opened_request
@require_POST
def accept(request, appointment_request, key):
    """One of the times that are held for the patient. Taken twice it is taken once."""
    form = AcceptForm(request.POST)
    try:
        if form.is_valid():
            services.accept(appointment_request.pk, form.cleaned_data["appointment"])
    except Refusal as refusal:
        messages.error(request, refusal.words)
    return redirect("bookings:status", key)


@for_opened_request
@require_POST
def withdraw(request, appointment_request, key):
    form = WithdrawForm(request.POST)
    if form.is_valid():
        services.withdraw_consent(appointment_request.pk, form.cleaned_data["purpose"])
        messages.success(request, _("Your consent is withdrawn."))
    return redirect("bookings:status", key)


@private_page
@require_POST
def close(request, key=""):
    """For phones that others use, too."""
    appointment_request = opened_by_visitor(request, key)
    if "all" in request.POST:
        close_all_for_visitor(request)
        said = _("All requests are closed on this phone, and answers that were not sent are forgotten.")
    elif appointment_request:
        close_for_visitor(request, appointment_request)
        said = _("Your request %(reference)s is closed on this phone.") % {"reference": appointment_request.reference}
    else:
        said = _("This request is not open on this phone any more.")
    messages.success(request, said)
    return redirect("bookings:find")


@for_opened_request
@require_safe
def calendar(request, appointment_request, key):
    if appointment_request.booked is None or cause_of(appointment_request.booked):
        raise Http404
    response = HttpResponse(
        calendar_file(appointment_request.booked, PUBLISH), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return response


def _status_page(request, appointment_request, key, wish_form):
    context = _status_context(request, appointment_request, key, wish_form)
    return render(request, "bookings/status.html", context)


def _status_context(request, appointment_request, key, wish_form):
    waits = appointment_request.status == Status.REQUESTED
    is_closed = appointment_request.status == Status.CLOSED
    appointment = appointment_request.appointment if is_closed else appointment_request.booked
    delay = delay_of(appointment)
    return {
        "appointment_request": appointment_request,
        "key": key,
        "appointment": appointment,
        "when": in_words(appointment.starts_at) if appointment else "",
        "content": page_of(appointment_request.treatment),
        "call_window": call_windows.in_words(appointment_request.call_window, appointment_request.location),
        "delay": delay,
        "delay_as_of": time_in_words(delay.at) if delay else "",
        "is_unfit": bool(appointment_request.booked and cause_of(appointment_request.booked)),
        "is_taken_away": waits and appointment_request.appointment is not None,
        "promise": in_words(appointment_request.promised_by) if waits and appointment_request.promised_by else "",
        "offers": _offers(appointment_request),
        "may_change": appointment_request.patient_may_change,
        "followed_by": AppointmentRequest.objects.filter(follows=appointment_request, erased_at=None).first(),
        "form": wish_form,
        "consents": appointment_request.consents.all(),
        "hours": settings.DRAFT_HOURS,
        "others_are_open": others_are_open(request, key),
    }


def _offers(appointment_request):
    if not appointment_request.patient_may_change:
        return []
    offered = appointment_request.appointments.offered().select_related("doctor", "location")
    return [(each, in_words(each.starts_at), in_words(each.held_until)) for each in offered]


def _when(appointment_request):
    booked = appointment_request.booked
    return in_words(booked.starts_at) if booked else ""
