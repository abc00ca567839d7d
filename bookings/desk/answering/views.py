"""One request: see what a patient asked for, and note what happened."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ... import services
from ...models import Appointment
from ...refusals import Refusal
from ..access import front_desk, request_for
from ..back import to_the_list
from . import kept
from .forms import AttendanceForm, CallForm, CorrectContactForm, NoteForm, SeeDoctorForm
from .request_page import request_page, stale_page
from .typed import keeps, typed_of


@front_desk
@require_safe
def detail(request, reference):
    appointment_request = request_for(request.user, reference)
    return request_page(request, appointment_request, typed=kept.take(request.session, reference))


@front_desk
@require_POST
def look(request, reference):
    """The page with what was typed there, and the free times that are asked for. Nothing is changed."""
    form = SeeDoctorForm(request.POST)
    doctor = {"times-doctor": str(form.cleaned_data["see_doctor"])} if form.is_valid() else {}
    return request_page(request, request_for(request.user, reference), typed=typed_of(request) | doctor)


@front_desk
@require_POST
@keeps("note")
def note(request, reference):
    appointment_request = request_for(request.user, reference)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return refused_page(request, appointment_request, form)
    try:
        services.write_note(appointment_request.pk, text=form.cleaned_data["note"], by=request.user)
    except Refusal as refusal:
        return stale_page(request, reference, refusal)
    return redirect("desk:detail", reference)


@front_desk
@require_POST
@keeps("call")
def note_call(request, reference):
    appointment_request = request_for(request.user, reference)
    form = CallForm(request.POST, appointment_request=appointment_request)
    if not form.is_valid():
        return refused_page(request, appointment_request, form)
    try:
        services.note_call(appointment_request.pk, by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        return stale_page(request, reference, refusal)
    return redirect("desk:detail", reference)


@front_desk
@require_POST
@keeps("contact")
def correct_contact(request, reference):
    appointment_request = request_for(request.user, reference)
    form = CorrectContactForm(request.POST)
    if not form.is_valid():
        return refused_page(request, appointment_request, form)
    version = form.cleaned_data["version"]
    try:
        services.correct_contact(appointment_request.pk, by=request.user, version=version, **form.right())
    except Refusal as refusal:
        return stale_page(request, reference, refusal)
    messages.success(request, _("%(reference)s is corrected.") % {"reference": reference})
    return redirect("desk:detail", reference)


@front_desk
@require_POST
@keeps()
def note_attendance(request, reference):
    """From a list or from the request's own page; it leads back there."""
    appointment_request = request_for(request.user, reference)
    form = AttendanceForm(request.POST)
    if form.is_valid():
        try:
            services.note_attendance(appointment_request.pk, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            return stale_page(request, reference, refusal)
        came = Appointment.Attendance(form.cleaned_data["attendance"]).label
        messages.success(request, _("%(reference)s: %(came)s.") % {"reference": reference, "came": came})
    is_from_its_page = "typed_about" in request.POST or "back" not in request.POST
    return redirect("desk:detail", reference) if is_from_its_page else to_the_list(request)


@front_desk
@require_POST
@keeps()
def not_urgent(request, reference):
    """A person has looked at what lifted the card."""
    try:
        services.not_urgent(request_for(request.user, reference).pk, by=request.user)
    except Refusal as refusal:
        return stale_page(request, reference, refusal)
    messages.success(request, _("%(reference)s stands in its place again.") % {"reference": reference})
    return redirect("desk:detail", reference)


@front_desk
@require_POST
@keeps()
def reopen_as_new(request, reference):
    """What was closed by mistake goes on in a new request."""
    try:
        new = services.reopen_as_new(request_for(request.user, reference).pk, by=request.user)
    except Refusal as refusal:
        return stale_page(request, reference, refusal)
    messages.success(request, _("A new request was made from %(reference)s.") % {"reference": reference})
    return redirect("desk:detail", new.reference)


def refused_page(request, appointment_request, form):
    return request_page(request, appointment_request, refused=form, typed=typed_of(request))
