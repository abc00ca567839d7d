"""The lists of a day, sent to the desk the evening before: which days' were put on their way."""

from django.db import models
from django.utils import timezone


class ListMail(models.Model):
    day = models.DateField(unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-day"]
        default_permissions = []

    def __str__(self):
        return f"{self.day}"
