"""Patients whose time cannot be kept, and how each stands: who acts next, the desk or the patient."""

from dataclasses import dataclass, field
from itertools import groupby

from django.conf import settings
from django.db.models import Count, DateField, Exists, OuterRef, Q, QuerySet, Subquery, TextField, Value, Window
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from ...models import Appointment, AppointmentRequest, Consent, HandledDisruption
from ...no_longer_fits import CAUSE, CAUSES, no_longer_fitting
from ...proposals import Free
from ..access import appointments_for

SHOWN = 300
How = HandledDisruption.How
Status = Appointment.Status
WAITING, OFFERED, CALL, TOLD = "waiting", "offered", "call", "told"


@dataclass(eq=False)
class Disrupted:
    appointment: Appointment
    proposed: list[Free] = field(default_factory=list)

    @property
    def request(self):
        return self.appointment.appointment_request

    @property
    def cause(self):
        return CAUSES.get(self.appointment.cause, _("The hospital took the time away"))

    @property
    def is_reachable(self):
        """By a message that leads to the times."""
        return bool(self.request.email) or (bool(settings.WEBHOOK_URL) and self.appointment.takes_phone_messages)

    @property
    def state(self):
        if self.appointment.offered_until:
            return OFFERED
        if self.appointment.handled_how == How.TOLD:
            return TOLD
        offer_is_over = self.appointment.handled_how == How.OFFERED
        return CALL if offer_is_over or not self.is_reachable else WAITING

    @property
    def offer_is_over(self):
        return self.appointment.handled_how == How.OFFERED and not self.appointment.offered_until


def disrupted_for(user) -> QuerySet[Appointment]:
    """Booked and outside the plan, or taken away with nothing in its place; each with its cause and newest step."""
    handled = HandledDisruption.objects.filter(appointment=OuterRef("pk"))
    unfit = no_longer_fitting(among=appointments_for(user))
    is_unsettled = Exists(handled.exclude(how__in=HandledDisruption.SETTLED))
    taken_away = appointments_for(user).filter(
        is_unsettled, status=Status.CANCELLED, appointment_request__status=AppointmentRequest.Status.REQUESTED
    )
    either = Q(pk__in=unfit.values("pk")) | Q(pk__in=taken_away.values("pk"))
    newest = handled.order_by("-at")
    return Appointment.objects.filter(either).annotate(
        cause=Coalesce(CAUSE, Subquery(newest.values("cause")[:1]), output_field=TextField()),
        handled_how=Subquery(newest.values("how")[:1]),
    )


def disrupted_rows(user):
    """(the first of them, by day and doctor; how many there are; how many were settled today)"""
    own = Appointment.objects.filter(appointment_request=OuterRef("appointment_request"))
    offers = own.filter(status=Status.OFFERED, held_until__gt=timezone.now()).order_by("held_until")
    consents = Consent.objects.in_force().filter(
        appointment_request=OuterRef("appointment_request"), purpose=Consent.Purpose.PHONE_MESSAGES
    )
    found = disrupted_for(user).annotate(
        offered_until=Subquery(offers.values("held_until")[:1]),
        takes_phone_messages=Exists(consents),
        number=Window(Count("pk")),
        settled=Subquery(_settled_today(user).values("day").annotate(number=Count("pk")).values("number")),
    )
    asked = ("appointment_request__location", "appointment_request__preferred_doctor", "doctor", "location", "session")
    found = found.select_related(*asked).order_by("day", "doctor", "session", "starts_at", "token_number", "pk")
    rows = list(found[:SHOWN])
    for each in rows:
        each.appointment_request.appointment = each  # known already: no page asks once more
    if not rows:
        return [], 0, _settled_today(user).count()
    return [Disrupted(each) for each in rows], rows[0].number, rows[0].settled or 0


def _settled_today(user):
    today = HandledDisruption.objects.filter(how__in=HandledDisruption.SETTLED, at__date=timezone.localdate())
    today = today.filter(appointment__in=appointments_for(user))
    return today.order_by().annotate(day=Value(timezone.localdate(), DateField()))


def group_key(row):
    appointment = row.appointment
    return appointment.doctor_id, appointment.session_id, appointment.day


def groups_of(rows):
    """[(doctor, session, day)'s rows]"""
    return [list(rows) for _key, rows in groupby(rows, key=group_key)]
