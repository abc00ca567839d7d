"""Who works here, where and when."""

from .doctors import Doctor
from .drawings import Drawing
from .hospital import E164, DeskHours, Holiday, Hospital, Weekday
from .opd import Leave, OpdSession
from .places import Department, Location, OpeningHours, Place
from .slugs import HasSlug, KeepOldSlug, SlugRedirect

__all__ = [
    "E164",
    "Department",
    "DeskHours",
    "Doctor",
    "Drawing",
    "HasSlug",
    "Holiday",
    "Hospital",
    "KeepOldSlug",
    "Leave",
    "Location",
    "OpdSession",
    "OpeningHours",
    "Place",
    "SlugRedirect",
    "Weekday",
]
