"""What messages say. Each is made from the request at the moment it is sent."""

import unicodedata
from email.mime.text import MIMEText

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from common.dates import in_words
from directory.mail import hospital_mail
from directory.models import Hospital

from ..links import status_link
from ..models import AppointmentRequest, OutgoingMessage
from . import late, told
from .calendar_file import CANCEL, REQUEST, calendar_file

Kind = OutgoingMessage.Kind
Status = AppointmentRequest.Status

LONGEST_GREETING = 60

# What is told of a request, and the status in which that is still true. Of an appointment: see told.py.
TRUE_WHILE = {Kind.RECEIVED: Status.REQUESTED, Kind.DECLINED: Status.DECLINED, Kind.EXPIRED: Status.EXPIRED}
CALENDAR_METHODS = {
    Kind.CONFIRMED: REQUEST, Kind.RESCHEDULED: REQUEST, Kind.CANCELLED: CANCEL, Kind.TIME_TAKEN_AWAY: CANCEL,
}  # fmt: skip


def is_still_true(message):
    appointment_request = message.appointment_request
    if appointment_request.erased_at:
        return False
    if message.kind == Kind.URGENT:
        return appointment_request.is_urgent and not appointment_request.is_closed
    if message.kind == Kind.OFFERED:
        return appointment_request.appointments.offered().exists()
    if message.kind == Kind.LATE:
        return late.is_still_true(message)
    if message.kind in TRUE_WHILE:
        return appointment_request.status == TRUE_WHILE[message.kind]
    return told.is_still_true(message)


def _is_today(message):
    """A reminder may leave late: then tomorrow has become today."""
    appointment = message.appointment
    return appointment is not None and timezone.localdate(appointment.starts_at) == timezone.localdate()


def _promise(appointment_request):
    """A mail that leaves late does not name an hour that has passed."""
    promised_by = appointment_request.promised_by
    return in_words(promised_by) if promised_by and promised_by > timezone.now() else ""


def _greeting_name(appointment_request):
    """The name, if it is one: mails that anybody can ask for must not carry anybody's advertisements or links."""
    return _if_a_name(appointment_request.contact_name or appointment_request.full_name)


def _if_a_name(words):
    name = " ".join(words.replace(".", ". ").split())
    is_a_name = all(unicodedata.category(c)[0] in "LM" or c in " .'’-\u200c\u200d" for c in name)
    return name if is_a_name and len(name) <= LONGEST_GREETING else ""


def mail_for(message):
    """The mail of this outbox row, in the reader's language; None when there is nobody to send it to."""
    if message.kind == Kind.URGENT:
        return _mail(message, settings.LANGUAGE_CODE, settings.URGENT_MAIL, "desk_urgent")
    if message.audience == OutgoingMessage.Audience.DESK:
        return _mail(message, settings.LANGUAGE_CODE, _desk_address(), "desk_new_request")
    request = message.appointment_request
    # Whoever answers the mail reaches the desk.
    return _mail(message, request.language, request.email, told.kind_of(message), reply_to=_desk_address())


def phone_text_for(message):
    """The same news in one line for a phone that others may read: no treatment, no department, no name."""
    if message.kind == Kind.URGENT:
        with override(settings.LANGUAGE_CODE):
            return f"{subject_for('desk_urgent', message)}. {desk_link(message.appointment_request)}"
    with override(message.appointment_request.language):
        appointment_request, hospital = message.appointment_request, Hospital.objects.current()
        parts = [str(hospital.name) if hospital else "", subject_for(told.kind_of(message), message)]
        if message.appointment:
            parts.append(_when_by_phone(message))
        parts.append(status_link(appointment_request))
        return ". ".join(part for part in parts if part)


def _when_by_phone(message):
    if message.kind == Kind.LATE:
        return late.words(message.appointment)["likely_at"]
    return in_words(message.appointment.starts_at)


def spoken_text_for(appointment_request):
    """What the desk says on the phone to a patient whom no message reaches, in the language of the call."""
    booked = appointment_request.booked
    with override(appointment_request.call_language):
        context = {
            "appointment_request": appointment_request,
            "appointment": booked,
            "when": in_words(booked.starts_at) if booked else "",
        }
        return render_to_string("bookings/mail/_spoken.txt", context).strip()


def _desk_address():
    hospital = Hospital.objects.current()
    return hospital.email if hospital else ""


def desk_link(appointment_request):
    return f"{settings.SITE_ADDRESS}/desk/requests/{appointment_request.reference}/"


def _mail(message, language, recipient, template, reply_to=""):
    if not recipient:
        return None
    with override(language):
        appointment_request = message.appointment_request
        context = {
            "appointment_request": appointment_request,
            "greeting_name": _greeting_name(appointment_request),
            "patient": _if_a_name(appointment_request.first_name),  # one family, one mailbox, several patients
            "is_today": _is_today(message),
            "appointment": message.appointment,
            "when": in_words(message.appointment.starts_at) if message.appointment else "",
            **_offers(message),
            **(late.words(message.appointment) if message.kind == Kind.LATE else {}),
            "changes": told.changes(message) if template == Kind.RESCHEDULED else [],
            "promise": _promise(appointment_request),
            "status_link": status_link(appointment_request),
            "desk_link": desk_link(appointment_request),
        }
        mail = hospital_mail(
            to=recipient,
            subject=subject_for(template, message),
            template=f"bookings/mail/{template}.txt",
            context=context,
            key=message.dedupe_key,
            reply_to=reply_to,
        )
        if template in CALENDAR_METHODS and message.appointment:
            mail.attach(_calendar_part(message.appointment, CALENDAR_METHODS[template]))
        return mail


def _offers(message):
    offers = list(message.appointment_request.appointments.offered().select_related("doctor", "location"))
    if not offers:
        return {}
    return {
        "offers": [(each, in_words(each.starts_at)) for each in offers],
        "offers_until": in_words(min(each.held_until for each in offers)),
    }


def _calendar_part(appointment, method):
    part = MIMEText(calendar_file(appointment, method).decode(), "calendar", "utf-8")
    part.set_param("method", method)
    part.add_header("Content-Disposition", "attachment", filename="appointment.ics")
    return part


def subject_for(kind, message):
    reference = {"reference": message.appointment_request.reference}
    if kind == Kind.LATE:
        return late.subject(message.appointment) % reference
    # No treatment, no department: a subject is read by whoever looks at the phone.
    subjects = {
        "received": _("We have your request %(reference)s"),
        "confirmed": _("Your appointment is confirmed (%(reference)s)"),
        "rescheduled": _("Your appointment has changed (%(reference)s)"),
        "offered": _("Choose a time for your appointment (%(reference)s)"),
        "time_taken_away": _("We cannot keep your appointment (%(reference)s)"),
        "reminder": _("Your appointment is today (%(reference)s)")
        if _is_today(message)
        else _("Your appointment is tomorrow (%(reference)s)"),
        "declined": _("About your request %(reference)s"),
        "cancelled": _("Cancelled: %(reference)s"),
        "expired": _("We did not answer in time (%(reference)s)"),
        "desk_urgent": _("Please phone this patient now (%(reference)s)"),
        "desk_new_request": _("New appointment request %(reference)s"),
    }
    return subjects[kind] % reference
