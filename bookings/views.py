"""The patient's pages: ask for an appointment, see how it stands, call it off.

Who is looking is kept in the session (`appointment_id`), so no address carries a reference, a token or
a name once the page is open.
"""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from content.models import TreatmentContent
from hospital_site.hospital_time import in_words

from . import services
from .forms import AboutForm, AppointmentRequestForm, FindRequestForm
from .models import AppointmentRequest

OPEN_REQUEST = "appointment_id"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def request_appointment(request):
    about = AboutForm(request.GET).about()
    form = AppointmentRequestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if form.looks_like_a_program:
            return redirect("bookings:sent")
        try:
            appointment = services.submit(
                idempotency_key=form.cleaned_data["idempotency_key"],
                language=get_language(),
                treatment=about["treatment"],
                department=about["department"],
                wished_doctor=about["doctor"],
                **form.answers(),
            )
        except services.SentBeforeWithOtherAnswers as before:
            form.add_error(
                None,
                _("You have already sent this form. Your request is %(reference)s. To change it, please call us.")
                % {"reference": before.appointment.reference},
            )
        else:
            request.session[OPEN_REQUEST] = appointment.pk
            return redirect("bookings:sent")
    return render(request, "bookings/request_form.html", {"form": form, "about": _about_in_words(about)})


def _about_in_words(about):
    """Names for the page, and the emergency signs of the treatment that it was opened from."""
    content = None
    if about["treatment"]:
        contents = TreatmentContent.objects.filter(treatment=about["treatment"])
        content = contents.filter(language=get_language()).first() or contents.first()
    return about | {"content": content, "urgent_signs": content.urgent_signs_list if content else []}


@never_cache
@require_safe
def request_sent(request):
    return render(request, "bookings/request_sent.html", {"appointment": _open_request(request)})


@never_cache
@require_safe
def open_link(request, token):
    """The first step of the private link: remember whose request it is, then show a clean address."""
    appointment = services.find_by_token(token)
    if appointment is None:
        raise Http404
    _open(request, appointment)
    return redirect("bookings:status")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find_request(request):
    form = FindRequestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        appointment = AppointmentRequest.objects.filter(**form.cleaned_data).first()
        if appointment:
            _open(request, appointment)
            return redirect("bookings:status")
        form.add_error(None, _("We found no request with this reference and phone number. Check both, or call us."))
    return render(request, "bookings/status_find.html", {"form": form})


@never_cache
@require_safe
def status(request):
    appointment = _open_request(request)
    if appointment is None:
        return redirect("bookings:find")
    return render(
        request,
        "bookings/status.html",
        {
            "appointment": appointment,
            "when": in_words(appointment.starts_at) if appointment.starts_at else "",
            "may_cancel": appointment.can_move_to(AppointmentRequest.Status.CANCELLED),
        },
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request):
    appointment = _open_request(request)
    if appointment is None:
        return redirect("bookings:find")
    if request.method == "POST":
        try:
            services.cancel(appointment.pk)
        except services.MoveNotAllowed:
            pass  # already called off, or answered: the status page says how it stands
        return redirect("bookings:status")
    return render(request, "bookings/cancel.html", {"appointment": appointment})


def _open(request, appointment):
    request.session.cycle_key()
    request.session[OPEN_REQUEST] = appointment.pk


def _open_request(request):
    """The request this visitor has opened, or None."""
    return AppointmentRequest.objects.for_desk().filter(pk=request.session.get(OPEN_REQUEST)).first()
