"""The calendar entry of a booked appointment: the same UID for ever, a SEQUENCE that grows, no word about health."""

import uuid
from datetime import UTC

from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from common.dates import in_words
from directory.mail import sender_address
from directory.models import Hospital

UIDS = uuid.UUID("5f1c1a52-6f0c-4b57-9a0e-3a1c0b6f3d10")
PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"


def calendar_file(appointment, method):
    """The file's bytes. PUBLISH to download, REQUEST in a mail, CANCEL when the appointment is called off."""
    appointment_request, hospital = appointment.appointment_request, Hospital.objects.current()
    name = str(hospital.name) if hospital else ""
    calendar = Calendar()
    calendar.add("prodid", "-//hospital site//appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    event = Event()
    event.add("uid", uid(appointment))
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", timezone.now().astimezone(UTC))
    event.add("dtstart", appointment.starts_at.astimezone(UTC))
    event.add("dtend", appointment.ends_at.astimezone(UTC))
    event.add("summary", _("Appointment at %(hospital)s") % {"hospital": name})
    event.add("description", _description(appointment, hospital))
    event.add("location", str(appointment.location.name))
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    organizer = vCalAddress(f"MAILTO:{sender_address()}")
    organizer.params["CN"] = vText(name)
    event.add("organizer", organizer)
    if method != PUBLISH and appointment_request.email:
        event.add("attendee", vCalAddress(f"MAILTO:{appointment_request.email}"))
    calendar.add_component(event)
    return calendar.to_ical()


def uid(appointment):
    """Not from the site's address, which may change while calendars keep the entry; and the form's key stays ours."""
    request = appointment.appointment_request
    return f"{request.reference}-{uuid.uuid5(UIDS, f'{request.idempotency_key} {appointment.pk}')}"


def _description(appointment, hospital):
    lines = [in_words(appointment.starts_at), str(appointment.doctor.full_name)]
    lines.append(_("Reference: %(reference)s") % {"reference": appointment.appointment_request.reference})
    if hospital and hospital.phone:
        lines.append(_("Questions? Call us on %(phone)s.") % {"phone": hospital.phone})
    return "\n".join(lines)
