"""Who at the desk has which request in hand. All of it only shows: nobody is ever kept from answering."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ..requests import AppointmentRequest

STILL_THERE = timedelta(minutes=3)  # an open page tells of itself every minute
UNDO = timedelta(minutes=15)


class AssignmentQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(Q(until=None) | Q(until__gt=timezone.now()))


class Assignment(models.Model):
    """A request that somebody took, for a time, or that was given to somebody, until it is released or handed on."""

    appointment_request = models.OneToOneField(AppointmentRequest, on_delete=models.CASCADE, related_name="assignment")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="desk_assignments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        default_permissions = []
        constraints = [
            models.CheckConstraint(
                name="assignment_taken_by_oneself_ends", condition=Q(until__isnull=False) | ~Q(to=F("by"))
            ),
        ]

    def __str__(self):
        return f"{self.appointment_request_id} {self.to_id}"

    @property
    def is_in_force(self):
        return self.until is None or self.until > timezone.now()


class OpenPage(models.Model):
    """Somebody has this request's page before them: since when, and when that was last known."""

    appointment_request = models.ForeignKey(AppointmentRequest, on_delete=models.CASCADE, related_name="open_pages")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = []
        constraints = [
            models.UniqueConstraint(name="open_page_once_for_each_person", fields=["appointment_request", "user"])
        ]
        indexes = [models.Index(fields=["seen_at"], name="open_page_by_time")]

    def __str__(self):
        return f"{self.appointment_request_id} {self.user_id}"


class SetAsideQuerySet(models.QuerySet):
    def can_be_undone(self):
        return self.filter(at__gt=timezone.now() - UNDO)

    def due(self):
        return self.filter(at__lte=timezone.now() - UNDO)


class SetAside(models.Model):
    """Somebody holds this waiting request for none. Out of the inbox at once, declined only when UNDO has passed."""

    appointment_request = models.OneToOneField(AppointmentRequest, on_delete=models.CASCADE, related_name="set_aside")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()  # of the request, as that person saw it
    at = models.DateTimeField(default=timezone.now)

    objects = SetAsideQuerySet.as_manager()

    class Meta:
        default_permissions = []
        indexes = [models.Index(fields=["at"], name="set_aside_by_time")]

    def __str__(self):
        return f"{self.appointment_request_id} {self.at:%d %b %Y %H:%M}"
