"""Words that whoever guesses at a login here tries first: the hospital's, the site's, the person's own."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser

from directory.models import Hospital, Location

OF_EVERY_HOSPITAL = ("hospital", "clinic", "medical", "doctor", "nurse", "patient", "appointment", "staff", "desk")
PART = re.compile(r"[^\s.,:;()/@_+-]+")  # signs that join letters in Malayalam and Hindi are within a word
SHORTEST = 3
MOST = 200  # what is compared with each part of a password


def words_around(person: AbstractBaseUser | None) -> list[str]:
    """Each in small letters, also several as one."""
    found: dict[str, None] = {}
    for text in (*OF_EVERY_HOSPITAL, *_of_the_site(), *_of_the_person(person)):
        parts = PART.findall(text.casefold())
        found |= dict.fromkeys(part for part in [*parts, "".join(parts)] if len(part) >= SHORTEST)
    return list(found)[:MOST]


def _of_the_site() -> Iterator[str]:
    yield from (urlsplit(settings.SITE_ADDRESS).hostname or "").split(".")
    if hospital := Hospital.objects.current():
        for texts in (hospital.name, hospital.short_name, hospital.city):
            yield from texts.values()
    for name in Location.objects.values_list("name", flat=True):
        yield from name.values()


def _of_the_person(person: AbstractBaseUser | None) -> Iterator[str]:
    for field in ("username", "first_name", "last_name", "email"):
        yield getattr(person, field, "").partition("@")[0]
