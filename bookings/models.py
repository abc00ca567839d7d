"""Appointment requests: the only home of patients' personal data.

What a patient sends is a request. It becomes an appointment when the front desk confirms it.
Only bookings/services.py changes a request's status.
"""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.models import Treatment
from directory.models import E164, Department, Doctor, Location

ONE_VISIT_AT_A_TIME = "one_confirmed_visit_at_a_time"  # the exclusion constraint of migration 0003

# Letters and digits that survive being read out on the phone: no 0/O, 1/I/L, 5/S, 8/B, 2/Z.
SPOKEN = "34679ACDEFGHJKMNPQRTUVWXY"


def new_reference():
    return "-".join("".join(secrets.choice(SPOKEN) for _place in range(4)) for _group in range(2))


class AppointmentRequestQuerySet(models.QuerySet):
    def waiting(self):
        """Unanswered requests, the one that has waited longest first."""
        return self.filter(status=AppointmentRequest.Status.REQUESTED).order_by("created_at")

    def upcoming(self):
        """Confirmed visits still to come, the next one first."""
        return self.filter(status=AppointmentRequest.Status.CONFIRMED, ends_at__gte=Now()).order_by("starts_at")

    def for_desk(self):
        return self.select_related("treatment", "doctor", "wished_doctor", "department", "location")


class AppointmentRequest(models.Model):
    class Status(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        CONFIRMED = "confirmed", _("Confirmed")
        DECLINED = "declined", _("Declined")
        CANCELLED = "cancelled", _("Cancelled")
        EXPIRED = "expired", _("Expired")

    class CallWindow(models.TextChoices):
        MORNING = "morning", _("Morning, 8 am to 12 noon")
        AFTERNOON = "afternoon", _("Afternoon, 12 noon to 4 pm")
        EVENING = "evening", _("Evening, 4 pm to 7 pm")
        ANY = "any", pgettext_lazy("time of day", "Any time")

    class DeclineReason(models.TextChoices):
        NOT_OFFERED = "not_offered", _("We do not offer this")
        NO_TIME = "no_time", _("No time could be found")
        NOT_REACHED = "not_reached", _("We could not reach you")
        DUPLICATE = "duplicate", _("Sent twice")
        SPAM = "spam", _("Not a real request")

    # The only changes of status that can happen. services.py is the only place that makes them.
    ALLOWED_MOVES = {
        Status.REQUESTED: {Status.CONFIRMED, Status.DECLINED, Status.CANCELLED, Status.EXPIRED},
        Status.CONFIRMED: {Status.CANCELLED},
        Status.DECLINED: set(),
        Status.CANCELLED: set(),
        Status.EXPIRED: set(),
    }

    # tests/bookings/test_personal_data.py fails when a field is in neither list.
    PERSONAL_FIELDS = {"full_name", "phone", "email", "reason"}
    OTHER_FIELDS = {
        "id", "reference", "idempotency_key", "answers_digest", "token_hash", "version", "status", "decline_reason",
        "language", "call_window", "treatment", "department", "location", "wished_doctor", "preferred_day",
        "doctor", "starts_at", "ends_at", "overlap_allowed", "messages_sequence", "created_at", "closed_at",
    }  # fmt: skip

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    idempotency_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    answers_digest = models.CharField(max_length=64, editable=False)  # same key, other answers: a change, not a repeat
    token_hash = models.CharField(max_length=64, unique=True, editable=False)  # SHA-256 of the link's 256-bit token
    version = models.PositiveIntegerField(default=1, editable=False)

    full_name = models.CharField(_("full name"), max_length=120)
    phone = models.CharField(_("phone number"), max_length=16)
    email = models.EmailField(_("email address"), blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    call_window = models.CharField(_("when to call"), max_length=10, choices=CallWindow, default=CallWindow.ANY)
    treatment = models.ForeignKey(
        Treatment, on_delete=models.PROTECT, related_name="appointment_requests", null=True, blank=True
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="appointment_requests", null=True, blank=True
    )
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, related_name="appointment_requests", null=True, blank=True
    )
    wished_doctor = models.ForeignKey(
        Doctor, on_delete=models.PROTECT, related_name="wished_for_in", null=True, blank=True
    )
    preferred_day = models.DateField(_("preferred day"), null=True, blank=True)

    status = models.CharField(max_length=10, choices=Status, default=Status.REQUESTED, editable=False)
    decline_reason = models.CharField(max_length=20, choices=DeclineReason, blank=True, editable=False)
    doctor = models.ForeignKey(
        Doctor, on_delete=models.PROTECT, related_name="appointments", null=True, blank=True, editable=False
    )
    starts_at = models.DateTimeField(null=True, editable=False)
    ends_at = models.DateTimeField(null=True, editable=False)
    overlap_allowed = models.BooleanField(default=False, editable=False)
    messages_sequence = models.PositiveIntegerField(default=0, editable=False)  # SEQUENCE of the calendar entry

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    objects = AppointmentRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment request")
        verbose_name_plural = _("appointment requests")
        ordering = ["-created_at"]
        default_permissions = []
        permissions = [("answer_appointmentrequest", _("Can see and answer appointment requests"))]
        indexes = [
            models.Index(fields=["status", "created_at"], name="request_by_status"),
            models.Index(fields=["doctor", "starts_at"], name="request_by_doctor_and_time"),
        ]
        constraints = [
            models.CheckConstraint(
                name="request_status_is_known",
                condition=Q(status__in=["requested", "confirmed", "declined", "cancelled", "expired"]),
            ),
            models.CheckConstraint(name="request_has_a_name", condition=~Q(full_name="")),
            models.CheckConstraint(name="request_phone_is_e164", condition=Q(phone__regex=E164)),
            models.CheckConstraint(
                name="request_confirmed_has_doctor_and_time",
                condition=~Q(status="confirmed")
                | Q(doctor__isnull=False, starts_at__isnull=False, ends_at__isnull=False),
            ),
            models.CheckConstraint(
                name="request_ends_after_it_starts",
                condition=Q(starts_at__isnull=True, ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
            ),
            models.CheckConstraint(
                name="request_declined_has_a_reason",
                condition=Q(status="declined", decline_reason__gt="") | (~Q(status="declined") & Q(decline_reason="")),
            ),
            models.CheckConstraint(
                name="request_closed_has_a_time",
                condition=Q(status__in=["requested", "confirmed"], closed_at__isnull=True)
                | Q(status__in=["declined", "cancelled", "expired"], closed_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.reference} ({self.get_status_display()})"

    def can_move_to(self, status):
        return status in self.ALLOWED_MOVES[self.status]


class HistoryEntry(models.Model):
    """One line of a request's history. Added, never edited: the database refuses UPDATE and DELETE.

    Holds codes and ids only, no personal data, so that erasing a patient's data never touches it.
    """

    class Actor(models.TextChoices):
        PATIENT = "patient", _("Patient")
        DESK = "desk", _("Front desk")
        SYSTEM = "system", _("System")

    class Event(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        CONFIRMED = "confirmed", _("Confirmed")
        RESCHEDULED = "rescheduled", _("Moved to another time")
        DECLINED = "declined", _("Declined")
        CANCELLED = "cancelled", _("Cancelled")
        EXPIRED = "expired", _("Expired")

    appointment = models.ForeignKey(AppointmentRequest, on_delete=models.PROTECT, related_name="history")
    event = models.CharField(max_length=20, choices=Event)
    from_status = models.CharField(max_length=10, blank=True)
    to_status = models.CharField(max_length=10)
    actor = models.CharField(max_length=10, choices=Actor)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=20, blank=True)  # a code of DeclineReason
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = []
        constraints = [
            models.CheckConstraint(
                name="history_of_the_desk_has_a_person",
                condition=Q(actor="desk", by__isnull=False) | (~Q(actor="desk") & Q(by__isnull=True)),
            )
        ]

    def __str__(self):
        return f"{self.appointment_id} {self.event} {self.at:%d %b %Y %H:%M}"


class OutgoingMessage(models.Model):
    """A message that must leave. Written in the transaction of the change it tells about (an outbox).

    It holds no text and no address: both are made from the request at the moment of sending.
    """

    class Kind(models.TextChoices):
        RECEIVED = "received", _("Request received")
        CONFIRMED = "confirmed", _("Appointment confirmed")
        RESCHEDULED = "rescheduled", _("Appointment moved")
        DECLINED = "declined", _("Request declined")
        CANCELLED = "cancelled", _("Appointment cancelled")
        EXPIRED = "expired", _("Request not answered")

    class Audience(models.TextChoices):
        PATIENT = "patient", _("Patient")
        DESK = "desk", _("Front desk")

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting")
        SENT = "sent", _("Sent")
        SKIPPED = "skipped", _("No longer true, not sent")
        DEAD = "dead", _("Could not be sent")

    dedupe_key = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    audience = models.CharField(max_length=10, choices=Audience)
    channel = models.CharField(max_length=10, default="mail")
    appointment = models.ForeignKey(AppointmentRequest, on_delete=models.PROTECT, related_name="messages")
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        default_permissions = []
        indexes = [
            models.Index(fields=["next_attempt_at"], name="message_due", condition=Q(state="pending")),
        ]
        constraints = [
            models.CheckConstraint(
                name="message_sent_has_a_time",
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
            )
        ]

    def __str__(self):
        return f"{self.dedupe_key} ({self.state})"
