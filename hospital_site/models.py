"""When each job of the site last ran."""

from django.db import models
from django.utils import timezone


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
