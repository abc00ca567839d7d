"""A clinician's word that these words may lift a card. It falls when anybody changes them (the database)."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from common import queue
from common.models import Task
from content.models.sign_offs import can_read_language

from ..models import RedFlag

MAY_APPROVE = "bookings.approve_redflag"
READ_AGAIN = "read_again"  # the kind of its task in the queue


@transaction.atomic
def approve(flags: Iterable[RedFlag], by: User) -> list[RedFlag]:
    """Returns those that were approved: as they were read, and in a language that this person reads."""
    if not by.has_perm(MAY_APPROVE):
        raise PermissionDenied
    name = by.get_full_name() or by.get_username()
    approval = {"approved_by": by, "approved_by_name": name, "approved_on": timezone.localdate()}
    approved = [flag for flag in flags if can_read_language(by, flag.language) and _as_read(flag).update(**approval)]
    if approved:
        read_again()
    return approved


def take_back(flags: Iterable[RedFlag], by: User) -> list[RedFlag]:
    if not by.has_perm(MAY_APPROVE):
        raise PermissionDenied
    blank = {"approved_by": None, "approved_by_name": "", "approved_on": None}
    return [flag for flag in flags if RedFlag.objects.filter(pk=flag.pk).update(**blank)]


def read_again() -> None:
    """Other words are in use: who waits already has written before them."""
    queue.put(Task(kind=READ_AGAIN, key="0"))


def _as_read(flag: RedFlag):
    return RedFlag.objects.filter(pk=flag.pk, version=flag.version)
