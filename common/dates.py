"""One formatter for every time a person reads: page, mail and calendar agree, and the zone is always named."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext_lazy

# The parts of a day, each until its hour. With the time inside, because many languages say the part first.
PARTS_OF_A_DAY = (
    (4, pgettext_lazy("after midnight", "%(time)s am")),
    (12, pgettext_lazy("in the morning", "%(time)s am")),
    (16, pgettext_lazy("in the afternoon", "%(time)s pm")),
    (20, pgettext_lazy("in the evening", "%(time)s pm")),
    (24, pgettext_lazy("at night", "%(time)s pm")),
)
gettext_noop("IST")  # other zones keep the letters they are known by


def in_words(moment):
    """An aware datetime as "Thursday 26 November 2026, 10:30 am IST": the hospital's zone, the active language."""
    local = timezone.localtime(moment)
    return _("%(day)s, %(time)s %(zone)s") % {
        "day": day_in_words(local.date()),
        "time": time_in_words(local),
        "zone": _(local.tzname()),
    }


def day_in_words(day):
    return f"{date_format(day, 'l')} {date_format(day, 'j F Y')}"


def time_in_words(moment):
    """ "10:30 am", with the language's own words for the part of the day."""
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    words = next(words for until, words in PARTS_OF_A_DAY if local.hour < until)
    return words % {"time": f"{local.hour % 12 or 12}:{local.minute:02d}"}
