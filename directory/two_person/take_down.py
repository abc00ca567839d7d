"""One person takes something off the site at once, with a reason. It comes back by the ordinary way only."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from common import queue
from common.message_budgets import Cause
from common.models import Task

from ..mail import hospital_mail, send
from ..models import Doctor, TakenDown
from . import services
from .acting import acting
from .alarms import who_are_told

TOLD = "taken_down_mail"


@dataclass(frozen=True)
class Removable:
    """A kind of thing that one person may take down. `take` does it, and answers whether anything stood there."""

    model: type[models.Model]
    take: Callable[[Any, str, User], bool]
    by_language: bool = False  # taken down in one language, or in all of them
    about: Callable[[Any], str] = str
    find: Callable[[str], models.Model | None] | None = None  # by the path of a page behind its language
    shown: Callable[[], Any] | None = None  # those without a page of their own, to choose from

    @property
    def label(self) -> str:
        return self.model._meta.label_lower


REMOVABLE: dict[str, Removable] = {}


def register(removable: Removable) -> None:
    REMOVABLE[removable.label] = removable


@transaction.atomic
def take_down(thing: models.Model, *, by: User, reason: str, language: str = "") -> TakenDown:
    """Raises services.Refused, in words, where nothing stands or no reason is given."""
    if not by.has_perm("directory.take_down"):
        raise PermissionDenied
    removable, reason = REMOVABLE[thing._meta.label_lower], services.a_reason(reason)
    list(removable.model._default_manager.select_for_update(of=["self"]).filter(pk=thing.pk).values_list("pk"))
    thing = removable.model._default_manager.get(pk=thing.pk)
    with acting(by, way="taken_down", reason=reason):
        if not removable.take(thing, language if removable.by_language else "", by):
            raise services.Refused(_("Nothing of it stands on the site now."))
    services.close_deleted(thing, by=by, reason=_("It was taken down."))
    row = TakenDown.objects.create(
        kind=removable.label,
        object_id=thing.pk,
        language=language if removable.by_language else "",
        about=removable.about(thing)[:300],
        by=by,
        reason=reason,
    )
    queue.put(*(Task(kind=TOLD, key=f"{row.pk}:{person}") for person in who_are_told().values_list("pk", flat=True)))
    return row


def is_down(thing: models.Model | None, language: str) -> bool:
    """Whether somebody took it down, in this language or in all. Ask where nothing of it can be read."""
    if thing is None:
        return False
    rows = TakenDown.objects.filter(kind=thing._meta.label_lower, object_id=thing.pk)
    return rows.filter(language__in=["", language]).exists()


def tell(key: str) -> None:
    """What the queue does for one thing and one person."""
    row_id, person_id = key.split(":")
    row = TakenDown.objects.select_related("by").filter(pk=row_id).first()
    person = who_are_told().filter(pk=person_id).first()
    if row and person:
        send(mail_to(person, row), cause=Cause.STAFF)


def mail_to(person, row):
    with override(settings.LANGUAGE_CODE):
        return hospital_mail(
            to=person.email,
            subject=_("Taken down at once: %(about)s") % {"about": row.about},
            template="directory/mail/taken_down.txt",
            context={
                "person": person,
                "row": row,
                "url": settings.SITE_ADDRESS + reverse("admin:directory_takendown_changelist"),
            },
            key=f"taken-down-{row.pk}-{person.pk}",
        )


def blank_biography(doctor: Doctor, language: str, by: User) -> bool:
    stood = bool(doctor.biography)
    doctor.biography = {}
    doctor.save(update_fields=["biography", "updated_at"])
    return stood


def not_live(thing: models.Model, language: str, by: User) -> bool:
    """Of a kind that pages show only where it is live."""
    stood, thing.is_live = thing.is_live, False
    thing.save(update_fields=["is_live"])
    return stood


def doctor_at(path: str) -> Doctor | None:
    parts = path.split("/")
    return Doctor.objects.filter(slug=parts[1]).first() if parts[0] == "doctors" and len(parts) > 1 else None


def register_own() -> None:
    register(Removable(Doctor, blank_biography, find=doctor_at))
