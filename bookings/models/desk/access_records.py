"""The access journal: which person of the staff saw whose request, or which mail showed it, when and how. Ids only."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..requests import AppointmentRequest


class AccessRecord(models.Model):
    class Way(models.TextChoices):
        OPENED = "opened", _("Opened")
        INBOX = "inbox", _("On a card of the inbox")
        SEARCH = "search", _("Found by search")
        DAY_LIST = "day_list", _("On a day list")
        PRINTED = "printed", _("Printed, or sent as a list")
        EXPORTED = "exported", _("Exported")
        MAILED = "mailed", _("In the mail of the lists")

    # Null: the mailbox of the front desk, which no person stands for.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    appointment_request = models.ForeignKey(AppointmentRequest, on_delete=models.PROTECT, related_name="accesses")
    way = models.CharField(max_length=10, choices=Way)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        default_permissions = []
        indexes = [
            models.Index(fields=["user", "at"], name="access_by_user"),
            models.Index(fields=["appointment_request", "at"], name="access_to_request"),
            models.Index(fields=["at"], name="access_by_time"),
        ]
        constraints = [
            models.CheckConstraint(
                name="access_is_of_a_person_or_of_the_mailbox",
                condition=Q(user__isnull=False) & ~Q(way="mailed") | Q(user__isnull=True, way="mailed"),
            )
        ]

    def __str__(self):
        return f"{self.user_id} {self.way} {self.appointment_request_id} {self.at:%d %b %Y %H:%M}"
