"""The days of which it is not noted yet who came, the newest first: each leads to its list."""

from django.db.models import Count

from common.dates import day_in_words

from ..access import appointments_for

DAYS_SHOWN = 60


def unnoted_days(user):
    """[(day, in words, how many)]"""
    unnoted = appointments_for(user).unnoted().order_by().values("day")
    days = unnoted.annotate(number=Count("pk")).order_by("-day")[:DAYS_SHOWN]
    return [(each["day"].isoformat(), day_in_words(each["day"]), each["number"]) for each in days]
