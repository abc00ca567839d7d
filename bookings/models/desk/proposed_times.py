"""Free times that stand as buttons on an open page of the desk. For some minutes no other page proposes them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models import OpdSession

from ..requests import AppointmentRequest


class ProposedTime(models.Model):
    """Nothing is held by it: whoever chooses the time first has it. Ids and times only."""

    appointment_request = models.ForeignKey(AppointmentRequest, on_delete=models.CASCADE, related_name="+")
    session = models.ForeignKey(OpdSession, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    starts_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("proposed time")
        verbose_name_plural = _("proposed times")
        ordering = ["starts_at", "pk"]
        default_permissions = []

    def __str__(self):
        return f"{self.appointment_request_id} {self.starts_at:%d %b %Y %H:%M}"
