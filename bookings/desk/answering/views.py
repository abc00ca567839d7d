"""One request: see what a patient asked for, and note what happened."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ... import services
from ...models import Appointment
from .. import kept_typing
from ..access import front_desk, request_for
from ..back import to_its_page, to_the_list
from .deeds import done
from .forms import AttendanceForm, CallForm, CorrectContactForm, NoteForm, SeeDoctorForm, SeenForm
from .request_page import request_page
from .typed import keeps, typed_of


@front_desk
@require_safe
def detail(request, reference):
    appointment_request = request_for(request.user, reference)
    return request_page(request, appointment_request, typed=kept_typing.take(request.session, reference))


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
    asked, form = request_for(request.user, reference), NoteForm(request.POST)
    seen = SeenForm.of(request, "seen_notes")
    return done(
        request,
        asked,
        form,
        lambda: services.write_note(asked.pk, text=form.cleaned_data["note"], by=request.user, seen=seen),
    )


@front_desk
@require_POST
@keeps("call")
def note_call(request, reference):
    asked = request_for(request.user, reference)
    form = CallForm(request.POST, appointment_request=asked)
    seen = SeenForm.of(request, "seen_calls")
    return done(
        request, asked, form, lambda: services.note_call(asked.pk, by=request.user, seen=seen, **form.cleaned_data)
    )


@front_desk
@require_POST
@keeps("contact")
def correct_contact(request, reference):
    asked, form = request_for(request.user, reference), CorrectContactForm(request.POST)

    def correct():
        services.correct_contact(asked.pk, by=request.user, version=form.cleaned_data["version"], **form.right())

    return done(request, asked, form, correct, _("%(reference)s is corrected."))


@front_desk
@require_POST
@keeps()
def note_attendance(request, reference):
    """From a list or from the request's own page; it leads back there."""
    asked, form = request_for(request.user, reference), AttendanceForm(request.POST)
    is_from_its_page = "typed_about" in request.POST or "back" not in request.POST
    then = to_its_page if is_from_its_page else lambda request, _reference: to_the_list(request)
    if not form.is_valid():
        return then(request, reference)
    came = Appointment.Attendance(form.cleaned_data["attendance"]).label
    said = _("%(reference)s: %(came)s.") % {"reference": reference, "came": came}
    return done(
        request,
        asked,
        form,
        lambda: services.note_attendance(asked.pk, by=request.user, **form.cleaned_data),
        said.replace("%", "%%"),
        then=then,
    )


@front_desk
@require_POST
@keeps()
def not_urgent(request, reference):
    """A person has looked at what lifted the card."""
    asked = request_for(request.user, reference)
    said = _("%(reference)s stands in its place again.")
    return done(request, asked, None, lambda: services.not_urgent(asked.pk, by=request.user), said)


@front_desk
@require_POST
@keeps()
def reopen_as_new(request, reference):
    """What was closed by mistake goes on in a new request."""
    asked, made = request_for(request.user, reference), []
    return done(
        request,
        asked,
        None,
        lambda: made.append(services.reopen_as_new(asked.pk, by=request.user)),
        _("A new request was made from %(reference)s."),
        then=lambda request, _reference: to_its_page(request, made[0].reference),
    )
