"""One request as the desk sees it: who, what, what happened, and what can be done now."""

from dataclasses import dataclass

from django.forms import Form
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from common.dates import in_words

from ... import consents
from ...access_journal import record_access
from ...models import AccessRecord, Appointment, AppointmentRequest
from ...no_longer_fits import cause_of
from ..next_call import first_call_in_words, next_call_in_words, time_left
from .forms import CallForm, DeclineForm, VersionedForm
from .time_forms import BookForm, MoveForm, TimesForm

Status = AppointmentRequest.Status


@dataclass(frozen=True)
class Action:
    """One thing that the desk can do with a request: a box of its own with one form."""

    name: str
    title: str
    button: str
    url: str
    form: Form
    text: str = ""
    times: TimesForm | None = None  # a form before it, that chooses what it offers
    button_class: str = "button button--line"


def request_page(request, appointment_request, refused=None):
    """`refused` is the form that was just sent and could not be taken."""
    record_access(request.user, [appointment_request], AccessRecord.Way.OPENED)
    followed_by = (
        AppointmentRequest.objects.filter(follows=appointment_request).first() if appointment_request.is_over else None
    )
    appointment = appointment_request.appointment
    times = TimesForm(request.GET, appointment_request=appointment_request)
    return render(
        request,
        "desk/request_detail.html",
        {
            "appointment_request": appointment_request,
            "appointment": appointment,
            "when": in_words(appointment.starts_at) if appointment else "",
            "cause": cause_of(appointment) if appointment_request.booked else "",
            "next_call": next_call_in_words(appointment_request),
            "first_call": first_call_in_words(appointment_request),
            "left": time_left(appointment_request),
            "history": [(entry, in_words(entry.at)) for entry in appointment_request.history.select_related("by")],
            "notes": [(note, in_words(note.at)) for note in appointment_request.notes.select_related("by")],
            "messages_sent": appointment_request.messages.all(),
            "refused": refused,
            "times": times,
            "actions": list(_actions(appointment_request, request.user, followed_by, refused, times)),
            "attendances": _attendances(appointment_request),
            "followed_by": followed_by,
        },
    )


def _actions(appointment_request, user, followed_by, refused, times):
    """What can be done now, in the order of the page. The form that was refused stands in place of a fresh one."""

    def url(name):
        return reverse(f"desk:{name}", args=[appointment_request.reference])

    def form(kind, **options):
        return refused if type(refused) is kind else kind(**options)

    version = {"version": appointment_request.version}
    is_booked = appointment_request.booked is not None
    goes_on = not appointment_request.is_over and not appointment_request.erased_at
    if not followed_by and _may_ask_again(appointment_request):
        text = _(
            "This one stays as it is. The new one has the same answers and a reference of its own, and the patient"
            " is told."
        )
        title = _("New request from this one")
        yield Action("again", title, _("Make a new request"), url("reopen_as_new"), Form(), text)
    if goes_on:
        kind = MoveForm if is_booked else BookForm
        time = form(kind, appointment_request=appointment_request, user=user, times=times)
        address = url(kind.url_name) + times.query
        yield Action("book", kind.heading, kind.button, address, time, times=times, button_class="button")
    if not appointment_request.erased_at:
        call = form(CallForm, appointment_request=appointment_request)
        yield Action("call", _("Nobody reached"), _("Keep this"), url("note_call"), call)
    if appointment_request.can_move_to(Status.DECLINED):
        yield Action("decline", _("Decline"), _("Decline"), url("decline"), form(DeclineForm, initial=version))
    if goes_on:
        button = _("Cancel this appointment") if is_booked else _("Cancel this request")
        cancel, text = VersionedForm(initial=version), _("When the patient asks for it.")
        yield Action("cancel", _("Cancel"), button, url("cancel"), cancel, text, button_class="button button--bad")


def _may_ask_again(appointment_request):
    return (
        appointment_request.is_over and not appointment_request.erased_at and consents.may_answer(appointment_request)
    )


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
