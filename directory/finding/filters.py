"""What else a doctor can be looked for by. Rooms built on this one add theirs, because this room may not know them."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class DoctorFilter:
    name: str  # of the filter in the address
    label: Any
    choices: Any  # () -> [(slug, name)] in the active language
    doctors: Any  # (slug) -> ids of the doctors


DOCTOR_FILTERS = {}


def register_doctor_filter(subject):
    DOCTOR_FILTERS[subject.name] = subject
