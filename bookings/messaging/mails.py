"""What messages say. Each is made from the request at the moment it is sent."""

import unicodedata
from datetime import timedelta
from email.mime.text import MIMEText

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from common.dates import in_words
from directory.mail import hospital_mail
from directory.models import Hospital

from ..links import status_link
from ..models import AppointmentRequest, OutgoingMessage
from .calendar_file import CANCEL, REQUEST, calendar_file

Kind = OutgoingMessage.Kind
Status = AppointmentRequest.Status

LONGEST_GREETING = 60

# A message is sent only while it is still true.
TRUE_WHILE = {
    Kind.RECEIVED: {Status.REQUESTED},
    Kind.CONFIRMED: {Status.CONFIRMED},
    Kind.RESCHEDULED: {Status.CONFIRMED},
    Kind.REMINDER: {Status.CONFIRMED},
    Kind.DECLINED: {Status.DECLINED},
    Kind.CANCELLED: {Status.CANCELLED},
    Kind.EXPIRED: {Status.EXPIRED},
}
NEWS_OF_THE_TIME = {Kind.CONFIRMED, Kind.RESCHEDULED}
CALENDAR_METHODS = {Kind.CONFIRMED: REQUEST, Kind.RESCHEDULED: REQUEST, Kind.CANCELLED: CANCEL}


def is_still_true(message):
    appointment_request = message.appointment_request
    if appointment_request.erased_at or appointment_request.status not in TRUE_WHILE[message.kind]:
        return False
    if message.kind in NEWS_OF_THE_TIME:
        return not _newer_ones(message).exists()  # each tells the time as it is now; the last one is enough
    return message.kind != Kind.REMINDER or _is_soon(appointment_request)


def _newer_ones(message):
    same = OutgoingMessage.objects.filter(
        appointment_request=message.appointment_request, audience=message.audience, channel=message.channel
    )
    return same.filter(kind__in=NEWS_OF_THE_TIME, pk__gt=message.pk)


def _is_soon(appointment_request):
    tomorrow = timezone.localdate() + timedelta(days=1)
    return (
        appointment_request.starts_at > timezone.now() and timezone.localdate(appointment_request.starts_at) <= tomorrow
    )


def _is_today(appointment_request):
    """A reminder may leave late: then tomorrow has become today."""
    return (
        bool(appointment_request.starts_at)
        and timezone.localdate(appointment_request.starts_at) == timezone.localdate()
    )


def _greeting_name(appointment_request):
    """The name, if it is one: mails that anybody can ask for must not carry anybody's advertisements or links."""
    name = " ".join((appointment_request.contact_name or appointment_request.full_name).replace(".", ". ").split())
    is_a_name = all(unicodedata.category(c)[0] in "LM" or c in " .'’-\u200c\u200d" for c in name)
    return name if is_a_name and len(name) <= LONGEST_GREETING else ""


def mail_for(message):
    """The mail of this outbox row, in the reader's language; None when there is nobody to send it to."""
    if message.audience == OutgoingMessage.Audience.DESK:
        return _mail(message, settings.LANGUAGE_CODE, _desk_address(), "desk_new_request")
    return _mail(message, message.appointment_request.language, message.appointment_request.email, message.kind)


def phone_text_for(message):
    """The same news in one line for a phone that others may read: no treatment, no department, no name."""
    with override(message.appointment_request.language):
        appointment_request, hospital = message.appointment_request, Hospital.objects.current()
        parts = [str(hospital.name) if hospital else "", subject_for(message.kind, appointment_request)]
        if message.kind in (Kind.CONFIRMED, Kind.RESCHEDULED, Kind.REMINDER):
            parts.append(in_words(appointment_request.starts_at))
        parts.append(status_link(appointment_request))
        return ". ".join(part for part in parts if part)


def _desk_address():
    hospital = Hospital.objects.current()
    return hospital.email if hospital else ""


def _mail(message, language, recipient, template):
    if not recipient:
        return None
    with override(language):
        appointment_request = message.appointment_request
        context = {
            "appointment_request": appointment_request,
            "greeting_name": _greeting_name(appointment_request),
            "is_today": _is_today(appointment_request),
            "when": in_words(appointment_request.starts_at) if appointment_request.starts_at else "",
            "promise": in_words(appointment_request.promised_by) if appointment_request.promised_by else "",
            "status_link": status_link(appointment_request),
            "desk_link": f"{settings.SITE_ADDRESS}/desk/requests/{appointment_request.reference}/",
        }
        mail = hospital_mail(
            to=recipient,
            subject=subject_for(template, appointment_request),
            template=f"bookings/mail/{template}.txt",
            context=context,
            key=message.dedupe_key,
        )
        if template in CALENDAR_METHODS and appointment_request.starts_at:
            mail.attach(_calendar_part(appointment_request, CALENDAR_METHODS[template]))
        return mail


def _calendar_part(appointment_request, method):
    part = MIMEText(calendar_file(appointment_request, method).decode(), "calendar", "utf-8")
    part.set_param("method", method)
    part.add_header("Content-Disposition", "attachment", filename="appointment.ics")
    return part


def subject_for(kind, appointment_request):
    # No treatment, no department: a subject is read by whoever looks at the phone.
    subjects = {
        "received": _("We have your request %(reference)s"),
        "confirmed": _("Your appointment is confirmed (%(reference)s)"),
        "rescheduled": _("Your appointment has a new time (%(reference)s)"),
        "reminder": _("Your appointment is today (%(reference)s)")
        if _is_today(appointment_request)
        else _("Your appointment is tomorrow (%(reference)s)"),
        "declined": _("About your request %(reference)s"),
        "cancelled": _("Cancelled: %(reference)s"),
        "expired": _("We did not answer in time (%(reference)s)"),
        "desk_new_request": _("New appointment request %(reference)s"),
    }
    return subjects[kind] % {"reference": appointment_request.reference}
