"""The calendar entry of a booked appointment: the same UID for ever, a SEQUENCE that grows, no word about health."""

import uuid
from datetime import UTC, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event, vCalAddress, vText

from common.dates import in_words
from common.phone_numbers import international_number
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
    event.add("location", _place(appointment.location))
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    organizer = vCalAddress(f"MAILTO:{sender_address()}")
    organizer.params["CN"] = vText(name)
    event.add("organizer", organizer)
    if method != PUBLISH and appointment_request.email:
        event.add("attendee", _attendee(appointment_request))
    if method != CANCEL:
        event.add_component(_alarm(str(event["summary"])))
    calendar.add_component(event)
    return calendar.to_ical()


def uid(appointment):
    """Not from the site's address, which may change while calendars keep the entry; and the form's key stays ours."""
    request = appointment.appointment_request
    return f"{request.reference}-{uuid.uuid5(UIDS, f'{request.idempotency_key} {appointment.pk}')}"


def _place(location):
    """Name and address in one line, as maps and drivers need it."""
    return ", ".join([str(location.name), *str(location.address).splitlines()])


def _attendee(appointment_request):
    """Who comes, as agreed on the phone: the calendar asks for no answer, which nobody would read."""
    attendee = vCalAddress(f"MAILTO:{appointment_request.email}")
    attendee.params["PARTSTAT"] = vText("ACCEPTED")
    attendee.params["RSVP"] = vText("FALSE")
    return attendee


def _alarm(words):
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", timedelta(days=-1))
    return alarm


def _description(appointment, hospital):
    lines = [in_words(appointment.starts_at), str(appointment.doctor.full_name)]
    lines.append(_("Reference: %(reference)s") % {"reference": appointment.appointment_request.reference})
    lines += [str(appointment.location.directions), appointment.location.map_url]
    if hospital and hospital.phone:
        lines.append(_("Questions? Call us on %(phone)s.") % {"phone": international_number(hospital.phone)})
    return "\n".join(line for line in lines if line)
