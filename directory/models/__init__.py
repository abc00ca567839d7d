"""Who works here, where and when."""

from .doctors import Doctor
from .hospital import E164, DeskHours, Holiday, Hospital, Weekday
from .opd import Leave, OpdSession
from .places import Department, Location, Place

__all__ = [
    "E164",
    "Department",
    "DeskHours",
    "Doctor",
    "Holiday",
    "Hospital",
    "Leave",
    "Location",
    "OpdSession",
    "Place",
    "Weekday",
]
