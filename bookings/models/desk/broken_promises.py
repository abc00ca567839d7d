"""The promised calls that nobody made in time, each once. Ids and times only."""

from django.db import models
from django.utils import timezone

from ..requests import AppointmentRequest


class BrokenPromise(models.Model):
    """Noted when the promised moment had passed without a first attempt; it stays, whatever came after."""

    appointment_request = models.ForeignKey(
        AppointmentRequest, on_delete=models.PROTECT, related_name="broken_promises"
    )
    promised_by = models.DateTimeField()
    noted_at = models.DateTimeField(default=timezone.now)
    # The day whose digest told the managers; null: no digest has yet.
    reported_on = models.DateField(null=True)

    class Meta:
        ordering = ["promised_by", "pk"]
        default_permissions = []
        constraints = [
            models.UniqueConstraint(name="promise_is_broken_once", fields=["appointment_request", "promised_by"])
        ]
        indexes = [models.Index(fields=["reported_on"], name="broken_promise_by_digest")]

    def __str__(self):
        return f"{self.appointment_request_id} {self.promised_by:%d %b %Y %H:%M}"
