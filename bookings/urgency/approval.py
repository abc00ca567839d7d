"""A clinician's word that these words may lift a card. It falls when anybody changes them (the database).

Who waits already has written before words came into use: the database asks for these to be read again.
"""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from content.models.sign_offs import can_read_language

from ..models import RedFlag

MAY_APPROVE = "bookings.approve_redflag"


@transaction.atomic
def approve(flags: Iterable[RedFlag], by: User) -> list[RedFlag]:
    """Returns those that were approved: as they were read, and in a language that this person reads."""
    if not by.has_perm(MAY_APPROVE):
        raise PermissionDenied
    name = by.get_full_name() or by.get_username()
    approval = {"approved_by": by, "approved_by_name": name, "approved_on": timezone.localdate()}
    return [flag for flag in flags if can_read_language(by, flag.language) and _as_read(flag).update(**approval)]


def take_back(flags: Iterable[RedFlag], by: User) -> list[RedFlag]:
    if not by.has_perm(MAY_APPROVE):
        raise PermissionDenied
    blank = {"approved_by": None, "approved_by_name": "", "approved_on": None}
    return [flag for flag in flags if RedFlag.objects.filter(pk=flag.pk).update(**blank)]


def _as_read(flag: RedFlag):
    return RedFlag.objects.filter(pk=flag.pk, version=flag.version)
