"""The one line on the desk about promised calls that nobody made in time."""

from datetime import datetime, time

from django.utils import timezone

from .access import requests_for


def broken_today(user):
    """Whose promise of today is broken by now; each request once, of those that this person answers."""
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    return requests_for(user).broken().filter(promised_by__gte=midnight)
