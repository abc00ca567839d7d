"""Who works here, where and when."""

from .addresses import HasAddress, OldAddress
from .doctors import Doctor
from .drawings import Drawing
from .hospital import E164, DeskHours, Holiday, Hospital, Weekday
from .opd import Leave, OpdSession
from .places import Department, Location, OpeningHours, Place

__all__ = [
    "E164",
    "Department",
    "DeskHours",
    "Doctor",
    "Drawing",
    "HasAddress",
    "Holiday",
    "Hospital",
    "Leave",
    "Location",
    "OldAddress",
    "OpdSession",
    "OpeningHours",
    "Place",
    "Weekday",
]
