"""What somebody at the desk had typed when their session ended, until they have signed in again."""

import uuid
from datetime import timedelta

from django.db import models
from django.utils import timezone

KEPT_FOR = timedelta(minutes=15)


class KeptFormQuerySet(models.QuerySet):
    def alive(self):
        return self.filter(at__gt=timezone.now() - KEPT_FOR)

    def over(self):
        return self.filter(at__lte=timezone.now() - KEPT_FOR)


class KeptForm(models.Model):
    """Personal, and gone after KEPT_FOR. Only the browser that sent it has its key, in its session."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    form = models.CharField(max_length=60)  # the name of the address that it was sent to
    page = models.CharField(max_length=300)  # where it is filled in
    fields = models.JSONField()  # {name: [what was typed]}
    at = models.DateTimeField(default=timezone.now)

    objects = KeptFormQuerySet.as_manager()

    class Meta:
        default_permissions = []
        indexes = [models.Index(fields=["at"], name="kept_form_by_time")]

    def __str__(self):
        return f"{self.form} {self.at:%d %b %Y %H:%M}"
