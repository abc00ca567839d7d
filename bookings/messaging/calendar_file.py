"""The calendar entry of a confirmed visit: the same UID for ever, a SEQUENCE that grows, no word about health."""

import uuid
from datetime import UTC

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from common.dates import in_words
from directory.models import Hospital

UIDS = uuid.UUID("5f1c1a52-6f0c-4b57-9a0e-3a1c0b6f3d10")
PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"


def calendar_file(appointment_request, method):
    """The file's bytes. PUBLISH to download, REQUEST in a mail, CANCEL when the visit is called off."""
    hospital = Hospital.objects.current()
    name = str(hospital.name) if hospital else ""
    calendar = Calendar()
    calendar.add("prodid", "-//hospital site//appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    event = Event()
    event.add("uid", uid(appointment_request))
    event.add("sequence", appointment_request.messages_sequence)
    event.add("dtstamp", timezone.now().astimezone(UTC))
    event.add("dtstart", appointment_request.starts_at.astimezone(UTC))
    event.add("dtend", appointment_request.ends_at.astimezone(UTC))
    event.add("summary", _("Appointment at %(hospital)s") % {"hospital": name})
    event.add("description", _description(appointment_request, hospital))
    if appointment_request.location:
        event.add("location", str(appointment_request.location.name))
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    organizer = vCalAddress(f"MAILTO:{settings.DEFAULT_FROM_EMAIL}")
    organizer.params["CN"] = vText(name)
    event.add("organizer", organizer)
    if method != PUBLISH and appointment_request.email:
        event.add("attendee", vCalAddress(f"MAILTO:{appointment_request.email}"))
    calendar.add_component(event)
    return calendar.to_ical()


def uid(appointment_request):
    """Not from the site's address, which may change while calendars keep the entry; and the form's key stays ours."""
    return f"{appointment_request.reference}-{uuid.uuid5(UIDS, str(appointment_request.idempotency_key))}"


def _description(appointment_request, hospital):
    lines = [in_words(appointment_request.starts_at), str(appointment_request.doctor.full_name)]
    lines.append(_("Reference: %(reference)s") % {"reference": appointment_request.reference})
    if hospital and hospital.phone:
        lines.append(_("Questions? Call us on %(phone)s.") % {"phone": hospital.phone})
    return "\n".join(lines)
