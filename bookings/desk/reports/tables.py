"""The same sums as rows: of a table on the page, and of a file."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from directory.models import Department, Location

from ...figures.histograms import in_words
from ...figures.reading import Report, Sums

FILE_COLUMNS = {
    "requests": gettext_lazy("Requests"),
    "answered": gettext_lazy("Answered"),
    "median_to_attempt": gettext_lazy("Minutes to the first attempt, median"),
    "most_to_attempt": gettext_lazy("Minutes to the first attempt, nine of ten"),
    "median_to_answer": gettext_lazy("Minutes to the first answer, median"),
    "most_to_answer": gettext_lazy("Minutes to the first answer, nine of ten"),
    "promises": gettext_lazy("Promised calls"),
    "kept": gettext_lazy("Promises kept"),
    "broken": gettext_lazy("Promises broken"),
    "appointments": gettext_lazy("Appointments"),
    "arrived": gettext_lazy("Came"),
    "no_shows": gettext_lazy("Did not come"),
}
TITLES = {
    "week": gettext_lazy("By week"),
    "department": gettext_lazy("By department"),
    "location": gettext_lazy("By location"),
    "day": gettext_lazy("By day"),
}


@dataclass(frozen=True)
class Row:
    title: str
    sums: Sums
    short: str = ""  # where there is little room

    @property
    def attempt(self):
        return pair(self.sums.median_to_attempt, self.sums.most_to_attempt)

    @property
    def answer(self):
        return pair(self.sums.median_to_answer, self.sums.most_to_answer)

    @property
    def kept(self):
        return share(self.sums.kept, self.sums.kept + self.sums.broken)

    @property
    def no_shows(self):
        return share(self.sums.no_shows, self.sums.no_shows + self.sums.arrived)


def pair(median, most):
    """Half of the people, and nine of ten."""
    return (in_words(median), in_words(most))


def share(part, whole):
    if not whole:
        return "–", ""
    percent = _("%(percent)s %%") % {"percent": round(100 * part / whole)}
    return percent, _("%(part)s of %(whole)s") % {"part": part, "whole": whole}


def rows(report: Report, by: str, first: date, last: date) -> list[Row]:
    """Of each day and week of the span, also without anything; of departments and locations that have something."""
    if by == "day":
        return [Row(short_day(day), report.days.get(day, Sums()), short_day(day)) for day in every(first, last, 1)]
    if by == "week":
        mondays = every(first - timedelta(days=first.weekday()), last, 7)
        return [_week(report, monday) for monday in mondays]
    sums, model, none = _places(report)[by]
    names = {place.pk: str(place.name) for place in model.objects.filter(pk__in=[pk for pk in sums if pk])}
    named = sorted((Row(names[pk], each) for pk, each in sums.items() if pk in names), key=_most_first)
    return [*named, Row(none, sums[None])] if None in sums else named


def _week(report, monday):
    title = pgettext("a week in a report", "Week of %(day)s") % {"day": short_day(monday)}
    return Row(title, report.weeks.get(monday, Sums()), short_day(monday))


def _places(report):
    return {
        "department": (report.departments, Department, _("No department named")),
        "location": (report.locations, Location, _("No location named")),
    }


def _most_first(row):
    return -row.sums.requests, -row.sums.appointments, row.title


def every(first, last, step):
    return [first + timedelta(days=days) for days in range(0, (last - first).days + 1, step)]


def short_day(day):
    return date_format(day, "j M Y")


def cells(row: Row) -> list[str | int]:
    """For a file: numbers as numbers, times in minutes."""
    return [row.title, *(_whole(getattr(row.sums, name)) for name in FILE_COLUMNS)]


def _whole(number):
    return "" if number is None else round(number)
