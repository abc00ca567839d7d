"""A booked time: which doctor, where, when, and whether the patient came."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models import Doctor, Location, OpdSession

from .appointment_rules import LONGEST, ONE_APPOINTMENT_AT_A_TIME, ONE_NUMBER_EACH, RULES, TAKES_A_PLACE, TRIGGERS
from .requests import AppointmentRequest


class AppointmentQuerySet(models.QuerySet):
    def booked(self):
        return self.filter(status=Appointment.Status.BOOKED)

    def taking_place(self):
        """What nobody else can have: booked, or held for somebody who was offered it and has time still to take it."""
        return self.filter(Q(status=Appointment.Status.BOOKED) | Q(held_until__gt=timezone.now()))

    def overlapping(self, doctor, starts_at, ends_at):
        """Of this doctor, at that time. No index knows which of all that began before have ended; none lasts longer."""
        near = self.filter(doctor=doctor, starts_at__gt=starts_at - LONGEST, starts_at__lt=ends_at)
        return near.filter(ends_at__gt=starts_at)

    def offered(self):
        """Held for the patient, who can still take it."""
        return self.filter(status=Appointment.Status.OFFERED, held_until__gt=timezone.now()).order_by("starts_at")

    def upcoming(self):
        """Booked and still to come, the next one first."""
        return self.booked().filter(starts_at__gt=timezone.now()).order_by("starts_at")

    def unnoted(self):
        """Begun, and nobody has noted yet whether the patient came; the newest first."""
        begun = self.booked().filter(starts_at__lte=timezone.now(), attendance="")
        # Looked up for each of the few: a join would read all requests of all years.
        erased_at = AppointmentRequest.objects.filter(pk=OuterRef("appointment_request")).values("erased_at")
        return begun.alias(erased_at=Subquery(erased_at)).filter(erased_at__isnull=True).order_by("-starts_at")

    def for_desk(self):
        return self.select_related("appointment_request", "doctor", "location", "session")


class Appointment(models.Model):
    """Exactly one of: a slot of a session, a token of a shared session, or an exception that somebody answers for.

    Only bookings/services.py writes it. No column is personal: whose it is, the request says.
    """

    class Status(models.TextChoices):
        OFFERED = "offered", _("Held for a patient")
        BOOKED = "booked", _("Booked")
        CANCELLED = "cancelled", _("Cancelled")
        RELEASED = "released", _("No longer held")

    class ExceptionReason(models.TextChoices):
        URGENT = "urgent", _("It cannot wait")
        DOCTOR_AGREED = "doctor_agreed", _("The doctor agreed")
        SEEN_TOGETHER = "seen_together", _("Both patients are seen together")

    class Attendance(models.TextChoices):
        ARRIVED = "arrived", _("Came")
        NO_SHOW = "no_show", _("Did not come")

    class Origin(models.TextChoices):
        REQUEST = "request", _("Request on the site")
        PHONE = "phone", _("On the phone")
        WALK_IN = "walk_in", _("Walk-in")
        FOLLOW_UP = "follow_up", _("Follow-up")

    appointment_request = models.ForeignKey(AppointmentRequest, on_delete=models.PROTECT, related_name="appointments")
    status = models.CharField(max_length=10, choices=Status, default=Status.BOOKED)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.REQUEST)
    doctor = models.ForeignKey(Doctor, on_delete=models.PROTECT, related_name="appointments")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="appointments")
    # Null only for an exception outside all sessions.
    session = models.ForeignKey(OpdSession, on_delete=models.PROTECT, related_name="appointments", null=True)
    day = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    token_number = models.PositiveSmallIntegerField(null=True)
    # Given only on purpose, by somebody who may. With an appointment `beside` it, it overlaps that one and no other.
    exception_reason = models.CharField(max_length=20, choices=ExceptionReason, blank=True)
    beside = models.ForeignKey("self", on_delete=models.PROTECT, related_name="exceptions", null=True)
    attendance = models.CharField(max_length=10, choices=Attendance, blank=True)
    sequence = models.PositiveIntegerField(default=0)  # SEQUENCE of the calendar entry
    # When this time was given. Rules about "to come" are measured from it, for the database asks no clock.
    given_at = models.DateTimeField()
    held_until = models.DateTimeField(null=True)  # only while it is offered
    created_at = models.DateTimeField(default=timezone.now)
    cancelled_at = models.DateTimeField(null=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["starts_at", "pk"]
        default_permissions = []
        permissions = [("book_exception", _("Can give a time outside the plan, or beside another appointment"))]
        indexes = [
            models.Index(fields=["doctor", "starts_at"], name="appointment_of_doctor_by_time"),
            models.Index(fields=["session", "day"], name="appointment_of_session"),
            models.Index(fields=["starts_at"], name="appointment_booked_by_time", condition=Q(status="booked")),
            models.Index(
                fields=["-starts_at"], name="appointment_unnoted", condition=Q(status="booked", attendance="")
            ),
            models.Index(fields=["day"], name="appointment_by_day", condition=Q(status__in=TAKES_A_PLACE)),
        ]
        constraints = [
            *RULES,
            # Checked when a statement ends, so that a whole session can be shifted in one.
            ExclusionConstraint(
                name=ONE_APPOINTMENT_AT_A_TIME,
                expressions=[
                    ("doctor", RangeOperators.EQUAL),
                    (Func(F("starts_at"), F("ends_at"), function="tstzrange"), RangeOperators.OVERLAPS),
                ],
                condition=Q(exception_reason="", token_number__isnull=True, status__in=TAKES_A_PLACE),
                deferrable=models.Deferrable.IMMEDIATE,
            ),
            # PostgreSQL has no unique constraint that is both partial and checked at the end; this one is.
            ExclusionConstraint(
                name=ONE_NUMBER_EACH,
                expressions=[
                    ("session", RangeOperators.EQUAL),
                    ("day", RangeOperators.EQUAL),
                    ("token_number", RangeOperators.EQUAL),
                ],
                condition=Q(token_number__isnull=False, status__in=TAKES_A_PLACE),
                deferrable=models.Deferrable.IMMEDIATE,
            ),
            models.UniqueConstraint(
                name="one_appointment_to_come_for_each_request",
                fields=["appointment_request"],
                condition=Q(status="booked", attendance=""),
            ),
        ]
        triggers = TRIGGERS

    def __str__(self):
        return f"{self.appointment_request_id} {self.starts_at:%d %b %Y %H:%M} ({self.get_status_display()})"

    @property
    def is_exception(self):
        return bool(self.exception_reason)

    @property
    def has_begun(self):
        """From now on it is a thing of the past: nobody moves it or calls it off."""
        return self.starts_at <= timezone.now()

    def may_note(self, attendance):
        """Who came may be early; who did not come, is known once it has begun."""
        if self.status != self.Status.BOOKED:
            return False
        return self.has_begun or (attendance == self.Attendance.ARRIVED and self.day <= timezone.localdate())

    @property
    def may_lead_on(self):
        """The patient came, or is here today: the next time can be agreed."""
        is_here = self.status == self.Status.BOOKED and not self.attendance and self.day == timezone.localdate()
        return is_here or self.attendance == self.Attendance.ARRIVED

    @property
    def length(self):
        return self.ends_at - self.starts_at
