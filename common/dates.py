"""One formatter for every time a person reads: page, mail and calendar agree, and the zone is always named."""

import re
import unicodedata

from django.utils import timezone
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_noop, override, pgettext_lazy
from django.utils.translation import gettext as _

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


AS_SHOWN = re.compile(r"\A(?:\D{1,40}\s)?(\d{1,2})\s{1,4}(\D{1,40}?),?\s{1,4}(\d{4})")


def iso_of_a_shown_day(text):
    """ "2026-03-05" of "5 March 2026" or "Thursday 5 മാർച്ച് 2026", as pages show a day; any other text as it is."""
    found = AS_SHOWN.fullmatch("".join(_western(sign) for sign in " ".join(text.split())))
    month = _months().get(found[2].casefold()) if found else None
    return f"{found[3]}-{month:02d}-{int(found[1]):02d}" if month else text


def _western(sign):
    return str(unicodedata.digit(sign)) if sign.isdigit() else sign


def _months():
    """In the language of the page, and in English."""
    names = {}
    for language in (get_language(), "en"):
        with override(language):
            for table in (MONTHS, MONTHS_3):
                names |= {str(name).casefold(): number for number, name in table.items()}
    return names
