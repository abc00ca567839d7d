"""Who works here, where and when."""

from .call_windows import CallWindow
from .doctors import Doctor
from .drawings import Drawing
from .hospital import E164, DeskHours, Hospital, Weekday
from .opd import OpdSession
from .places import Department, Location, OpeningHours, Place
from .plan import Closure, Holiday, Leave, PlanChange
from .slugs import HasSlug, KeepOldSlug, SlugRedirect
from .two_person import GuardedWrite, LogGuardedWrites, Proposal, TakenDown

__all__ = [
    "E164",
    "CallWindow",
    "Closure",
    "Department",
    "DeskHours",
    "Doctor",
    "Drawing",
    "GuardedWrite",
    "HasSlug",
    "Holiday",
    "Hospital",
    "KeepOldSlug",
    "Leave",
    "Location",
    "LogGuardedWrites",
    "OpdSession",
    "OpeningHours",
    "Place",
    "PlanChange",
    "Proposal",
    "SlugRedirect",
    "TakenDown",
    "Weekday",
]
