"""One formatter for every time a person reads: page, mail and calendar agree, and the zone is always named."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def in_words(moment):
    """An aware datetime as "Thursday 26 November 2026, 10:30 am IST": the hospital's zone, the active language."""
    local = timezone.localtime(moment)
    return _("%(day)s, %(time)s %(zone)s") % {
        "day": day_in_words(local.date()),
        "time": time_in_words(local),
        "zone": local.tzname(),
    }


def day_in_words(day):
    return f"{date_format(day, 'l')} {date_format(day, 'j F Y')}"


def time_in_words(moment):
    """ "10:30 am", with the language's own words for before and after noon."""
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    half = _("am") if local.hour < 12 else _("pm")
    return f"{local.hour % 12 or 12}:{local.minute:02d} {half}"
