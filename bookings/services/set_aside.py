"""Requests that are not real: out of the inbox at once, and declined for good only when nobody has undone it.

Declined is final and a patient's request might be among them; so nothing happens to the request itself before that.
"""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction

from ..models import AppointmentRequest, SetAside
from ..refusals import Code, Refusal
from . import changes
from .requests import decline


@transaction.atomic
def set_aside(appointment_request_id: int, *, by: User, version: int) -> SetAside:
    """Twice is once. Refused where a colleague was faster."""
    appointment_request = changes.lock(appointment_request_id, version)
    if appointment_request.status != AppointmentRequest.Status.REQUESTED:
        raise Refusal(Code.MOVE_NOT_ALLOWED, f"{appointment_request} waits no longer")
    mark = {"by": by, "version": version}
    return SetAside.objects.get_or_create(appointment_request=appointment_request, defaults=mark)[0]


def put_back(marks: Iterable[SetAside]) -> int:
    """Returns how many are in the inbox again: not those that were declined at this very moment."""
    return SetAside.objects.filter(pk__in=[mark.pk for mark in marks]).delete()[0]


def decline_set_aside() -> int:
    """What nobody has put back in time. Returns how many were declined."""
    return sum(_decline(pk) for pk in list(SetAside.objects.due().order_by("pk").values_list("pk", flat=True)))


@transaction.atomic
def _decline(mark_id: int) -> bool:
    mark = SetAside.objects.filter(pk=mark_id).select_related("by").first()
    if mark is None:
        return False
    changes.lock(mark.appointment_request_id, version=None)
    if not SetAside.objects.filter(pk=mark_id).delete()[0]:
        return False  # put back at this very moment
    reason = AppointmentRequest.DeclineReason.SPAM
    try:
        with transaction.atomic():
            decline(mark.appointment_request_id, reason=reason, by=mark.by, version=mark.version)
    except Refusal:
        return False  # somebody has done something with it meanwhile: it is as they left it
    return True
