"""What messages say. Each is made from the request at the moment it is sent."""

from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from directory.models import Hospital
from hospital_site.hospital_time import in_words

from .links import status_link
from .models import AppointmentRequest, OutgoingMessage

Kind = OutgoingMessage.Kind
Status = AppointmentRequest.Status

# A message is sent only while it is still true.
TRUE_WHILE = {
    Kind.RECEIVED: {Status.REQUESTED},
    Kind.CONFIRMED: {Status.CONFIRMED},
    Kind.RESCHEDULED: {Status.CONFIRMED},
    Kind.DECLINED: {Status.DECLINED},
    Kind.CANCELLED: {Status.CANCELLED},
    Kind.EXPIRED: {Status.EXPIRED},
}


def is_still_true(message):
    return message.appointment.status in TRUE_WHILE[message.kind]


def mail_for(message):
    """The mail of this outbox row, in the reader's language; None when there is nobody to send it to."""
    if message.audience == OutgoingMessage.Audience.DESK:
        return _mail(message, settings.LANGUAGE_CODE, _desk_address(), "desk_new_request")
    return _mail(message, message.appointment.language, message.appointment.email, message.kind)


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
            "hospital": hospital,
            "when": in_words(appointment.starts_at) if appointment.starts_at else "",
            "status_link": status_link(appointment),
            "desk_link": f"{settings.SITE_ADDRESS}/desk/requests/{appointment.reference}/",
        }
        sender = formataddr((str(hospital.name) if hospital else "", settings.DEFAULT_FROM_EMAIL))
        return EmailMessage(
            subject=_subject(template, appointment),
            body=render_to_string(f"bookings/mail/{template}.txt", context),
            from_email=sender,
            to=[recipient],
            headers={"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"},
        )


def message_id(message):
    """The same for every try, so that a mail sent twice is shown once by most mail programs."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2] or "localhost"
    return f"<{message.dedupe_key}@{domain}>"


def _subject(template, appointment):
    # No treatment, no department: a subject is read by whoever looks at the phone.
    subjects = {
        "received": _("We have your request %(reference)s"),
        "confirmed": _("Your appointment is confirmed (%(reference)s)"),
        "rescheduled": _("Your appointment has a new time (%(reference)s)"),
        "declined": _("About your request %(reference)s"),
        "cancelled": _("Cancelled: %(reference)s"),
        "expired": _("We did not answer in time (%(reference)s)"),
        "desk_new_request": _("New appointment request %(reference)s"),
    }
    return subjects[template] % {"reference": appointment.reference}
