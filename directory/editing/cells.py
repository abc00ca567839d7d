"""What a cell of a spreadsheet may hold. Nothing is guessed: what has two readings is refused with the reason."""

import re
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _
from import_export import widgets

from common.text.typed import clean_code, clean_text

from .sheet_files import as_typed

BETWEEN = "|"
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
YES = ("yes", "y", "x", "1", "true", "അതെ", "ഉവ്വ്", "हाँ", "हां", "نعم")
NO = ("no", "n", "0", "false", "ഇല്ല", "അല്ല", "नहीं", "لا")
LARGEST_NUMBER = 1_000_000


def is_empty(value):
    return value is None or (isinstance(value, str) and not clean_text(value))


class TextWidget(widgets.Widget):
    def clean(self, value, row=None, **kwargs):
        return as_typed(value).strip()


class YesNoWidget(widgets.Widget):
    def clean(self, value, row=None, **kwargs):
        if isinstance(value, bool):
            return value
        word = word_of(value)
        if word in WORDS_FOR_YES:
            return True
        if word in WORDS_FOR_NO:
            return False
        if not word:
            raise ValueError(_("Write yes or no; this cell is empty."))
        raise ValueError(_("Write yes or no. We do not know “%(typed)s”.") % {"typed": value})

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else ("no", "yes")[value]


def word_of(value):
    """In one spelling, with the digits of every script as 0 to 9."""
    return clean_code(as_typed(value)).casefold()


WORDS_FOR_YES, WORDS_FOR_NO = ({word_of(word) for word in words} for words in (YES, NO))


class DayOfYearWidget(widgets.Widget):
    """2020-05-01, or a cell that is a date."""

    def clean(self, value, row=None, **kwargs):
        if is_empty(value):
            return None
        if isinstance(value, datetime):
            return day_alone(value)
        if isinstance(value, date):
            return value
        return day_of_text(value)

    def render(self, value, obj=None, **kwargs):
        return value.isoformat() if value else ""


def day_alone(value):
    if value.time() != time.min:
        raise ValueError(_("This is a day and a time. Write the day alone, like 2026-05-31."))
    return value.date()


def day_of_text(value):
    typed = str(value).strip()
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", clean_code(typed)):
        text = _("“%(typed)s” can be read in more than one way. Write year-month-day, like 2026-05-31.")
        raise ValueError(text % {"typed": typed})
    try:
        return date.fromisoformat(clean_code(typed))
    except ValueError:
        raise ValueError(_("There is no such day: %(typed)s.") % {"typed": typed}) from None


class ClockWidget(widgets.Widget):
    """09:30, or a cell that is a time."""

    def clean(self, value, row=None, **kwargs):
        if isinstance(value, time):
            return whole_minute(value)
        if isinstance(value, timedelta) and timedelta(0) <= value < timedelta(days=1):
            return whole_minute((datetime.min + value).time())
        if is_empty(value):
            return None
        return time_of_text(value)

    def render(self, value, obj=None, **kwargs):
        return f"{value:%H:%M}" if value else ""


def time_of_text(value):
    typed = str(value).strip()
    found = re.fullmatch(r"(\d{1,2}):(\d\d)(?::00)?", clean_code(typed))
    try:
        if found:
            return time(int(found[1]), int(found[2]))
    except ValueError:
        pass
    text = _("Write the time with a colon, from 00:00 to 23:59, like 09:30; not “%(typed)s”.")
    raise ValueError(text % {"typed": typed})


def whole_minute(value):
    if value.second or value.microsecond:
        raise ValueError(_("Write the time without seconds, like 09:30."))
    return value


class WholeNumberWidget(widgets.Widget):
    def clean(self, value, row=None, **kwargs):
        if is_empty(value):
            return None
        typed = clean_code(as_typed(value))
        if not re.fullmatch(r"\d{1,7}", typed) or int(typed) > LARGEST_NUMBER:
            raise ValueError(_("Write a whole number in digits, not “%(typed)s”.") % {"typed": value})
        return int(typed)


class CodesWidget(widgets.Widget):
    def clean(self, value, row=None, **kwargs):
        return parts_of(value)

    def render(self, value, obj=None, **kwargs):
        return BETWEEN.join(value or [])


def parts_of(value):
    return [part.strip() for part in as_typed(value).split(BETWEEN) if part.strip()]


class SlugsWidget(widgets.ManyToManyWidget):
    """Addresses of things that exist, with | between them."""

    def __init__(self, model):
        super().__init__(model, separator=BETWEEN, field="slug")

    def clean(self, value, row=None, **kwargs):
        slugs = parts_of(value)
        found = self.model.objects.filter(slug__in=slugs)
        unknown = set(slugs) - {thing.slug for thing in found}
        if unknown:
            raise ValueError(_("There is no %(slug)s.") % {"slug": ", ".join(sorted(unknown))})
        return found


class SlugWidget(widgets.ForeignKeyWidget):
    def clean(self, value, row=None, **kwargs):
        slug = as_typed(value).strip()
        found = self.model.objects.filter(slug=slug).first()
        if found is None:
            raise ValueError(_("There is no %(slug)s.") % {"slug": slug or "–"})
        return found


class WeekdayWidget(widgets.Widget):
    def clean(self, value, row=None, **kwargs):
        word = as_typed(value).strip().casefold()
        for number, day in enumerate(DAYS):
            if len(word) >= 3 and day.startswith(word):
                return number
        raise ValueError(_("Write the day of the week in English, like Thursday."))

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else DAYS[value].title()
