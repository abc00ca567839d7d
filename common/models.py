"""What the site as a whole remembers."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Attempt(models.Model):
    """One try that was let through. `who` is a keyed hash that changes every day, never an address."""

    kind = models.CharField(max_length=20)
    who = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    about = models.UUIDField(null=True)  # the form it was for: the same form again is the same try

    class Meta:
        default_permissions = []
        indexes = [models.Index(fields=["kind", "who", "at"], name="attempt_recent")]

    def __str__(self):
        return f"{self.kind} {self.at:%d %b %Y %H:%M:%S}"


class Task(models.Model):
    """One piece of work that is still to be done, or that was given up; see queue.py. It holds no personal data."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=100, blank=True)  # the row of the room that it is about
    lane = models.CharField(max_length=100, blank=True)  # of those in one lane only one runs at a time
    run_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    is_dead = models.BooleanField(default=False)

    class Meta:
        default_permissions = []
        indexes = [
            models.Index(fields=["run_at"], name="task_due", condition=Q(is_dead=False)),
            models.Index(fields=["lane"], name="task_lane_taken", condition=Q(lease_until__isnull=False)),
        ]
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="task_once")]

    def __str__(self):
        return f"{self.kind} {self.key}".strip()


class SecurityEvent(models.Model):
    """Written by triggers, so that no way goes round it, and deleted as it is told (common/security_events)."""

    at = models.DateTimeField()
    event = models.CharField(max_length=40)
    by_id = models.IntegerField(null=True)
    ids = models.TextField()

    class Meta:
        default_permissions = []

    def __str__(self):
        return f"{self.event} {self.ids}"
