"""The calendar entry of a confirmed visit: the same UID for ever, a SEQUENCE that grows, no word about health."""

import uuid
from datetime import UTC

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from directory.models import Hospital
from hospital_site.hospital_time import in_words

UIDS = uuid.UUID("5f1c1a52-6f0c-4b57-9a0e-3a1c0b6f3d10")
PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"


def calendar_file(appointment, method):
    """The file's bytes. PUBLISH to download, REQUEST in a mail, CANCEL when the visit is called off."""
    hospital = Hospital.objects.first()
    name = str(hospital.name) if hospital else ""
    calendar = Calendar()
    calendar.add("prodid", "-//hospital site//appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    event = Event()
    event.add("uid", uid(appointment))
    event.add("sequence", appointment.messages_sequence)
    event.add("dtstamp", timezone.now().astimezone(UTC))
    event.add("dtstart", appointment.starts_at.astimezone(UTC))
    event.add("dtend", appointment.ends_at.astimezone(UTC))
    event.add("summary", _("Appointment at %(hospital)s") % {"hospital": name})
    event.add("description", _description(appointment, hospital))
    if appointment.location:
        event.add("location", str(appointment.location.name))
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    organizer = vCalAddress(f"MAILTO:{settings.DEFAULT_FROM_EMAIL}")
    organizer.params["CN"] = vText(name)
    event.add("organizer", organizer)
    if method != PUBLISH and appointment.email:
        event.add("attendee", vCalAddress(f"MAILTO:{appointment.email}"))
    calendar.add_component(event)
    return calendar.to_ical()


def uid(appointment):
    """Not from the site's address, which may change while calendars keep the entry; and the form's key stays ours."""
    return f"{appointment.reference}-{uuid.uuid5(UIDS, str(appointment.idempotency_key))}"


def _description(appointment, hospital):
    lines = [in_words(appointment.starts_at), str(appointment.doctor.full_name)]
    lines.append(_("Reference: %(reference)s") % {"reference": appointment.reference})
    if hospital and hospital.phone:
        lines.append(_("Questions? Call us on %(phone)s.") % {"phone": hospital.phone})
    return "\n".join(lines)
