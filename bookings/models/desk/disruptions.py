"""What was done for patients whose time could not be kept."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..appointments import Appointment

TAKEN_AWAY = "taken_away"  # the cause, where the hospital took a time away that the plan still holds
CAUSES = ["left", "closed", "leave", "holiday", "session", "capacity", TAKEN_AWAY]


class HandledDisruption(models.Model):
    """The newest step for one appointment and one cause. Ids and codes only.

    What is disrupted is never stored: that is a question to the plan (no_longer_fits). So leave that was deleted and
    entered again neither loses a patient nor lists one twice.
    """

    class How(models.TextChoices):
        OFFERED = "offered", _("Times offered")
        TOLD = "told", _("Told on the phone")
        TAKEN_AWAY = "taken_away", _("Waits for another time")
        MOVED = "moved", _("Moved to another time")
        CANCELLED = "cancelled", _("Cancelled")

    SETTLED = (How.MOVED, How.CANCELLED)

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="disruptions")
    cause = models.CharField(max_length=10)  # of no_longer_fits.CAUSES, or TAKEN_AWAY
    how = models.CharField(max_length=10, choices=How)
    # Null: the patient, by the private link.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        default_permissions = []
        indexes = [models.Index(fields=["at"], name="disruption_handled_by_time")]
        constraints = [
            models.UniqueConstraint(name="disruption_is_handled_once_for_each_cause", fields=["appointment", "cause"]),
            models.CheckConstraint(name="disruption_has_a_known_cause", condition=Q(cause__in=CAUSES)),
        ]

    def __str__(self):
        return f"{self.appointment_id} {self.cause}: {self.how}"
