"""What two people decide of the hospital, its places and its people."""

from ..models import Department, Doctor, Hospital, Location
from .kinds import Kind, register


def register_hospital_facts() -> None:
    numbers = ("emergency_number", "phone", "whatsapp")
    register(Kind(Hospital, facts=(*numbers, "email", "contact_words"), numbers=numbers))
    numbers = ("emergency_phone", "phone")
    facts = (*numbers, "has_emergency", "emergency_entrance", "accessibility")
    register(Kind(Location, facts=facts, numbers=numbers))
    register(Kind(Department, facts=("phone", "email"), numbers=("phone",)))
    register(Kind(Doctor, texts=("biography",)))
