"""A doctor's OPD as a calendar that phones and computers can subscribe to."""

from datetime import UTC, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from .opd import occurrences

DAYS_AHEAD = timedelta(days=90)


def opd_calendar(doctor):
    """The coming sessions, each on its own, with what is different on a day, which a weekly rule cannot say."""
    today = timezone.localdate()
    calendar = Calendar()
    calendar.add("prodid", f"-//{site()}//OPD//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title(doctor))
    calendar.add("x-published-ttl", "P1D")
    calendar.add("refresh-interval", timedelta(days=1))
    for occurrence in occurrences(doctor, today, today + DAYS_AHEAD):
        calendar.add_component(event(doctor, occurrence))
    return calendar.to_ical()


def event(doctor, occurrence):
    location = occurrence.location
    event = Event()
    event.add("uid", f"opd-{occurrence.key}@{site()}")
    event.add("dtstamp", timezone.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0))
    event.add("dtstart", occurrence.starts_at.astimezone(UTC))
    event.add("dtend", occurrence.ends_at.astimezone(UTC))
    event.add("summary", title(doctor))
    event.add("location", ", ".join(filter(None, [str(location.name), *str(location.address).splitlines()])))
    event.add("url", settings.SITE_ADDRESS + doctor.get_absolute_url())
    if location.phone:
        event.add("description", _("Please ask for an appointment first: %(phone)s") % {"phone": location.phone})
    return event


def title(doctor):
    return _("OPD: %(doctor)s") % {"doctor": doctor.full_name}


def site():
    return urlsplit(settings.SITE_ADDRESS).hostname
