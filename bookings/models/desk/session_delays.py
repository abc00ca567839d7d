"""A session that runs late today: what its patients are told while they are on their way, or wait."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from directory.models import OpdSession

LONGEST = 240
WORTH_A_MESSAGE = 10  # less than that is no news


class SessionDelay(models.Model):
    """How late, as somebody at the desk last said. Nobody's appointment moves by it: see services.shift_session."""

    session = models.ForeignKey(OpdSession, on_delete=models.CASCADE, related_name="delays")
    day = models.DateField()
    minutes = models.PositiveSmallIntegerField()  # 0: in time again
    # What the patients were told last by message, and how often they were told so far.
    told_minutes = models.PositiveSmallIntegerField(default=0)
    tellings = models.PositiveSmallIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["day", "session"]
        default_permissions = []
        constraints = [
            models.UniqueConstraint(name="session_delay_is_one_for_each_day", fields=["session", "day"]),
            models.CheckConstraint(name="session_delay_is_within_four_hours", condition=Q(minutes__lte=LONGEST)),
        ]

    def __str__(self):
        return f"{self.session_id} {self.day} {self.minutes} min"

    @property
    def is_news(self):
        """Whether it differs enough from what was told; in time again always does."""
        if self.minutes == 0:
            return self.told_minutes > 0
        return abs(self.minutes - self.told_minutes) >= WORTH_A_MESSAGE
