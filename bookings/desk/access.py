"""Who may be at the front desk, and whose requests they see there.

Every page of the desk asks here for its rows: what is in another's scope does not exist.
"""

from collections.abc import Callable
from functools import wraps
from typing import ClassVar

from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from directory.models import OpdSession

from ..models import (
    Appointment,
    AppointmentRequest,
    DeskScope,
    DeskTask,
    OutgoingMessage,
    in_scope_of,
    sessions_in_scope_of,
)
from . import kept_forms

BACKEND = "django.contrib.auth.backends.ModelBackend"


class NotMine(Http404):
    """There is no such request for this person."""

    pages: ClassVar[list[Callable[[HttpRequest, str], HttpResponse | None]]] = []  # register() fills it

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__()

    @classmethod
    def register(cls, page: Callable[[HttpRequest, str], HttpResponse | None]) -> None:
        """What answers a person who had that request open; None from it: they never had."""
        cls.pages.append(page)


def front_desk(view):
    """Signed in, and allowed to see and answer requests. A form that nobody's session sends is kept (kept_forms.py)."""

    @never_cache
    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if not request.user.is_authenticated:
            keeps = request.method not in ("GET", "HEAD")
            return kept_forms.keep_and_sign_in(request) if keeps else redirect_to_login(request.get_full_path())
        if not request.user.has_perm("bookings.answer_appointmentrequest"):
            raise PermissionDenied
        request.user.scope_at_desk = in_scope_of(request.user)  # asked once for a page
        kept_forms.arrive(request)
        try:
            return view(request, *args, **kwargs)
        except NotMine as gone:
            if page := next(filter(None, (page(request, gone.reference) for page in NotMine.pages)), None):
                return page
            raise

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
    rows = requests_for(user).for_desk()  # type: ignore[attr-defined]
    rows = rows.select_related("follows", "assignment__to", "set_aside__by")
    found = rows.filter(reference=reference).first()
    if found is None:
        raise NotMine(reference)
    return found


def appointments_for(user: User) -> QuerySet[Appointment]:
    return _about(Appointment.objects.all(), user)


def tasks_for(user: User) -> QuerySet[DeskTask]:
    return _about(DeskTask.objects.all(), user)


def messages_for(user: User) -> QuerySet[OutgoingMessage]:
    return _about(OutgoingMessage.objects.all(), user)


def sessions_for(user: User) -> QuerySet[OpdSession]:
    """The OPD sessions whose lists this person sees, and whose days they may change."""
    return OpdSession.objects.filter(sessions_in_scope_of(user))


def people_at_the_desk() -> QuerySet[User]:
    people = User.objects.with_perm("bookings.answer_appointmentrequest", backend=BACKEND)
    return people.order_by("first_name", "last_name", "username")


def who_see(appointment_request: AppointmentRequest) -> QuerySet[User]:
    """Everybody at the desk who answers this request, asked the other way round: for one request, of all people."""
    rows = AppointmentRequest.objects.filter(pk=appointment_request.pk)
    scopes = list(DeskScope.objects.filter(user__is_active=True))
    covering = [scope.user_id for scope in scopes if rows.filter(scope.covers).exists()]
    people = people_at_the_desk()
    if appointment_request.location_id is None or not covering:
        return people
    without = people.exclude(pk__in=[scope.user_id for scope in scopes])
    managers = User.objects.with_perm("bookings.manage_desk", backend=BACKEND)
    return people.filter(Q(pk__in=without) | Q(pk__in=managers) | Q(pk__in=covering))


def _about(rows, user):
    condition = _scope_of(user)
    if not condition:
        return rows
    return rows.filter(appointment_request__in=AppointmentRequest.objects.filter(condition))


def _scope_of(user):
    return user.scope_at_desk if hasattr(user, "scope_at_desk") else in_scope_of(user)
