"""What two people decide of the hospital, its places and its people, and what one person does."""

from collections.abc import Iterator

from ..models import CallWindow, Department, Doctor, Holiday, Hospital, Location, SlugRedirect
from . import lists
from .kinds import Kind, register
from .lists import By, Listed


def register_hospital_facts() -> None:
    numbers = ("emergency_number", "phone", "whatsapp")
    register(Kind(Hospital, facts=(*numbers, "email", "contact_words"), numbers=numbers))
    numbers = ("emergency_phone", "phone")
    facts = (*numbers, "has_emergency", "emergency_entrance", "accessibility")
    register(Kind(Location, facts=facts, numbers=numbers))
    register(Kind(Department, facts=("phone", "email"), numbers=("phone",)))
    register(Kind(Doctor, texts=("biography",)))
    lists.register(by_one_person)


def by_one_person() -> Iterator[Listed]:
    yield By.NAMES, Hospital, ("name", "short_name", "city")
    yield By.NAMES, Location, ("name",)
    yield By.NAMES, Department, ("name", "plain_name")
    yield By.NAMES, Doctor, ("name", "role", "qualifications", "registration_council", "registration_number")
    yield By.NAMES, CallWindow, ("name",)
    yield By.HOURS, Location, ("hours",)
    yield By.HOURS, Holiday, ("name",)
    yield By.DIRECTIONS, Location, ("address", "directions", "map_url")
    for model in (Location, Department, Doctor, SlugRedirect):
        yield By.URLS, model, ("slug",)
