"""Messages that must leave: the outbox."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .appointments import Appointment
from .requests import AppointmentRequest


class OutgoingMessageQuerySet(models.QuerySet):
    def dead(self):
        """What could not be sent and was given up, the newest first."""
        return self.filter(state=OutgoingMessage.State.DEAD).order_by("-pk")


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
        TIME_TAKEN_AWAY = "time_taken_away", _("We cannot keep the time")
        EXPIRED = "expired", _("Request not answered")
        OFFERED = "offered", _("Times offered")
        REMINDER = "reminder", _("Reminder of the day before")
        LATE = "late", _("The doctor runs late")
        URGENT = "urgent", _("Phone now, out of hours")

    class Audience(models.TextChoices):
        PATIENT = "patient", _("Patient")
        DESK = "desk", _("Front desk")

    class Channel(models.TextChoices):
        MAIL = "mail", _("Mail")
        WEBHOOK = "webhook", _("Phone message, by the gateway")

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting")
        SENT = "sent", _("Sent")
        SKIPPED = "skipped", _("No longer true, not sent")
        DEAD = "dead", _("Could not be sent")

    dedupe_key = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    audience = models.CharField(max_length=10, choices=Audience)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.MAIL)
    appointment_request = models.ForeignKey(AppointmentRequest, on_delete=models.PROTECT, related_name="messages")
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="messages", null=True)
    # The appointment as this message told it, written when it was sent: the next one says what is different.
    told = models.JSONField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveIntegerField(default=0)  # how often it was tried, and why in vain, before it was given up
    last_error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = OutgoingMessageQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        default_permissions = []
        indexes = [models.Index(fields=["-id"], name="message_dead", condition=Q(state="dead"))]
        constraints = [
            models.CheckConstraint(
                name="message_sent_has_a_time",
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
            )
        ]

    def __str__(self):
        return f"{self.dedupe_key} ({self.state})"
