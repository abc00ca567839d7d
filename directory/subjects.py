"""What else a doctor can be looked for by. Rooms built on this one add theirs, because this room may not know them."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Subject:
    name: str  # of the filter in the address
    label: Any
    choices: Any  # () -> [(slug, name)] in the active language
    doctors: Any  # (slug) -> ids of the doctors


SUBJECTS = {}


def offer(subject):
    SUBJECTS[subject.name] = subject
