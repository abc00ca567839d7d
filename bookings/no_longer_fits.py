"""Booked appointments that the plan of today no longer holds: one query, never an event that somebody could forget.

From it follow the count that is shown before the plan is changed, the desk's tasks, silence in place of a reminder,
and an honest status page.
"""

from datetime import date

from django.db.models import Case, QuerySet, TextField, When
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .free_times import furthest_day
from .models import Appointment

CAUSES = {
    "left": _("The doctor no longer works here"),
    "closed": _("The location is closed"),
    "leave": _("The doctor is on leave"),
    "holiday": _("It is a holiday"),
    "session": _("The session is not held, or at another time or place"),
    "capacity": _("The session has fewer numbers"),
}
# Of each row, as the plan is now.
CAUSE = RawSQL(
    "(select cause from bookings_unfit(bookings_appointment.day, bookings_appointment.day) unfit"
    " where unfit.appointment_id = bookings_appointment.id)",
    [],
    output_field=TextField(),
)


def no_longer_fitting(
    first_day: date | None = None, last_day: date | None = None, *, among: QuerySet[Appointment] | None = None
) -> QuerySet[Appointment]:
    """Booked, not begun, and outside the plan; each with its `cause`, a key of CAUSES. All, unless said."""
    days = [first_day or timezone.localdate(), last_day or furthest_day()]
    unfit = RawSQL("select appointment_id from bookings_unfit(%s, %s)", days)
    among = Appointment.objects.all() if among is None else among
    to_come = among.upcoming()  # type: ignore[attr-defined]  # mypy knows no queryset of ours
    to_come = to_come.filter(attendance="", pk__in=unfit)
    return to_come.annotate(cause=CAUSE)


def with_cause(rows: QuerySet[Appointment]) -> QuerySet[Appointment]:
    """These appointments, whatever became of them; each with its `cause`, None for what fits or is over."""
    to_come = When(status=Appointment.Status.BOOKED, attendance="", starts_at__gt=timezone.now(), then=CAUSE)
    return rows.annotate(cause=Case(to_come, output_field=TextField()))


def count() -> int:
    """How many there are; asked before and after each change of the plan, before it is saved."""
    return no_longer_fitting().count()


def cause_of(appointment: Appointment) -> Promise | str:
    """Why it cannot take place, as the plan is now, in words; empty when it can, or has begun."""
    return CAUSES.get(cause_code(appointment), "")


def cause_code(appointment: Appointment) -> str:
    """The same as a key of CAUSES."""
    unfit = no_longer_fitting(appointment.day, appointment.day).filter(pk=appointment.pk).first()
    return unfit.cause if unfit else ""  # type: ignore[attr-defined]  # annotated
