"""What the site as a whole remembers."""

from django.db import models
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


class Job(models.Model):
    """One row for each job in jobs.py. A worker that runs it holds the lease; a killed worker's lease ends."""

    name = models.CharField(max_length=40, primary_key=True)
    next_run_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    last_started_at = models.DateTimeField(null=True, blank=True)
    last_finished_at = models.DateTimeField(null=True, blank=True)
    last_result = models.CharField(max_length=200, blank=True)
    failures = models.PositiveIntegerField(default=0)  # in a row

    class Meta:
        default_permissions = []

    def __str__(self):
        return self.name
