"""What messages say. Each is made from the request at the moment it is sent."""

import unicodedata
from datetime import timedelta
from email.mime.text import MIMEText
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from directory.models import Hospital
from hospital_site.hospital_time import in_words

from .calendar_file import CANCEL, REQUEST, calendar_file
from .links import status_link
from .models import AppointmentRequest, OutgoingMessage

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
    appointment = message.appointment
    if appointment.erased_at or appointment.status not in TRUE_WHILE[message.kind]:
        return False
    if message.kind in NEWS_OF_THE_TIME:
        return not _newer_ones(message).exists()  # each tells the time as it is now; the last one is enough
    return message.kind != Kind.REMINDER or _is_soon(appointment)


def _newer_ones(message):
    same = OutgoingMessage.objects.filter(
        appointment=message.appointment, audience=message.audience, channel=message.channel
    )
    return same.filter(kind__in=NEWS_OF_THE_TIME, pk__gt=message.pk)


def _is_soon(appointment):
    tomorrow = timezone.localdate() + timedelta(days=1)
    return appointment.starts_at > timezone.now() and timezone.localdate(appointment.starts_at) <= tomorrow


def _is_today(appointment):
    """A reminder may leave late: then tomorrow has become today."""
    return bool(appointment.starts_at) and timezone.localdate(appointment.starts_at) == timezone.localdate()


def _greeting_name(appointment):
    """The name, if it is one: mails that anybody can ask for must not carry anybody's advertisements or links."""
    name = " ".join((appointment.contact_name or appointment.full_name).replace(".", ". ").split())
    is_a_name = all(unicodedata.category(c)[0] in "LM" or c in " .'’-\u200c\u200d" for c in name)
    return name if is_a_name and len(name) <= LONGEST_GREETING else ""


def mail_for(message):
    """The mail of this outbox row, in the reader's language; None when there is nobody to send it to."""
    if message.audience == OutgoingMessage.Audience.DESK:
        return _mail(message, settings.LANGUAGE_CODE, _desk_address(), "desk_new_request")
    return _mail(message, message.appointment.language, message.appointment.email, message.kind)


def phone_text_for(message):
    """The same news in one line for a phone that others may read: no treatment, no department, no name."""
    with override(message.appointment.language):
        appointment, hospital = message.appointment, Hospital.objects.first()
        parts = [str(hospital.name) if hospital else "", subject_for(message.kind, appointment)]
        if message.kind in (Kind.CONFIRMED, Kind.RESCHEDULED, Kind.REMINDER):
            parts.append(in_words(appointment.starts_at))
        parts.append(status_link(appointment))
        return ". ".join(part for part in parts if part)


def _desk_address():
    hospital = Hospital.objects.first()
    return hospital.email if hospital else ""


def _mail(message, language, recipient, template):
    if not recipient:
        return None
    with override(language):
        appointment, hospital = message.appointment, Hospital.objects.first()
        context = {
            "appointment": appointment,
            "greeting_name": _greeting_name(appointment),
            "is_today": _is_today(appointment),
            "hospital": hospital,
            "when": in_words(appointment.starts_at) if appointment.starts_at else "",
            "promise": in_words(appointment.promised_by) if appointment.promised_by else "",
            "status_link": status_link(appointment),
            "desk_link": f"{settings.SITE_ADDRESS}/desk/requests/{appointment.reference}/",
        }
        sender = formataddr((str(hospital.name) if hospital else "", settings.DEFAULT_FROM_EMAIL))
        mail = EmailMessage(
            subject=subject_for(template, appointment),
            body=render_to_string(f"bookings/mail/{template}.txt", context),
            from_email=sender,
            to=[recipient],
            headers={"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"},
        )
        if template in CALENDAR_METHODS and appointment.starts_at:
            mail.attach(_calendar_part(appointment, CALENDAR_METHODS[template]))
        return mail


def _calendar_part(appointment, method):
    part = MIMEText(calendar_file(appointment, method).decode(), "calendar", "utf-8")
    part.set_param("method", method)
    part.add_header("Content-Disposition", "attachment", filename="appointment.ics")
    return part


def message_id(message):
    """The same for every try, so that a mail sent twice is shown once by most mail programs."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2] or "localhost"
    return f"<{message.dedupe_key}@{domain}>"


def subject_for(kind, appointment):
    # No treatment, no department: a subject is read by whoever looks at the phone.
    subjects = {
        "received": _("We have your request %(reference)s"),
        "confirmed": _("Your appointment is confirmed (%(reference)s)"),
        "rescheduled": _("Your appointment has a new time (%(reference)s)"),
        "reminder": _("Your appointment is today (%(reference)s)")
        if _is_today(appointment)
        else _("Your appointment is tomorrow (%(reference)s)"),
        "declined": _("About your request %(reference)s"),
        "cancelled": _("Cancelled: %(reference)s"),
        "expired": _("We did not answer in time (%(reference)s)"),
        "desk_new_request": _("New appointment request %(reference)s"),
    }
    return subjects[kind] % {"reference": appointment.reference}
