"""Who may be at the front desk, and whose requests they see there.

Every page of the desk asks here for its rows: what is in another's scope does not exist.
"""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from directory.models import OpdSession

from ..models import (
    Appointment,
    AppointmentRequest,
    DeskTask,
    OutgoingMessage,
    in_scope_of,
    sessions_in_scope_of,
)


def front_desk(view):
    """Signed in, and allowed to see and answer requests."""

    @never_cache
    @login_required
    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if not request.user.has_perm("bookings.answer_appointmentrequest"):
            raise PermissionDenied
        request.user.scope_at_desk = in_scope_of(request.user)  # asked once for a page
        return view(request, *args, **kwargs)

    return wrapped


def with_right(permission):
    """Of the front desk, and allowed this as well: `@with_right("bookings.manage_desk")`."""

    def decorate(view):
        @front_desk
        @wraps(view)
        def wrapped(request, *args, **kwargs):
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return wrapped

    return decorate


def requests_for(user: User) -> QuerySet[AppointmentRequest]:
    """The requests that this person answers."""
    return AppointmentRequest.objects.filter(_scope_of(user))


def request_for(user: User, reference: str) -> AppointmentRequest:
    """One of them, with all that its page shows, or 404."""
    rows = requests_for(user).for_desk().select_related("follows")  # type: ignore[attr-defined]
    return get_object_or_404(rows, reference=reference)


def appointments_for(user: User) -> QuerySet[Appointment]:
    return _about(Appointment.objects.all(), user)


def tasks_for(user: User) -> QuerySet[DeskTask]:
    return _about(DeskTask.objects.all(), user)


def messages_for(user: User) -> QuerySet[OutgoingMessage]:
    return _about(OutgoingMessage.objects.all(), user)


def sessions_for(user: User) -> QuerySet[OpdSession]:
    """The OPD sessions whose lists this person sees, and whose days they may change."""
    return OpdSession.objects.filter(sessions_in_scope_of(user))


def _about(rows, user):
    condition = _scope_of(user)
    if not condition:
        return rows
    return rows.filter(appointment_request__in=AppointmentRequest.objects.filter(condition))


def _scope_of(user):
    return user.scope_at_desk if hasattr(user, "scope_at_desk") else in_scope_of(user)
