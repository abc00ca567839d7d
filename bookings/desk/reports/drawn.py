"""The charts of a report: each shows what a table below it says."""

from django.utils.translation import gettext as _

from ...figures.histograms import in_words
from .charts import chart
from .tables import rows

MOST_BARS_OF_DAYS = 35


def charts(report, first, last):
    by = "day" if (last - first).days < MOST_BARS_OF_DAYS else "week"
    each = rows(report, by, first, last)
    weeks = rows(report, "week", first, last)
    return [_requests(each, by), _promises(weeks), _answers(weeks), _attendance(weeks)]


def _requests(rows, by):
    return chart(
        "requests",
        _("Requests a day") if by == "day" else _("Requests a week"),
        _("How many requests came. The figures are in the tables below."),
        [(row.short, [row.sums.requests]) for row in rows],
        [("main", _("Requests"))],
    )


def _promises(rows):
    return chart(
        "promises",
        _("Promises kept, by week"),
        _("How many promised calls were made in time, and how many were not. The figures are in the tables below."),
        [(row.short, [row.sums.kept, row.sums.broken]) for row in rows],
        [("main", _("Kept")), ("bad", _("Broken"))],
    )


def _answers(rows):
    """The second part is what nine of ten waited longer than half of them."""
    columns = []
    for row in rows:
        median, most = row.sums.median_to_answer or 0, row.sums.most_to_answer or 0
        columns.append((row.short, [median, max(most - median, 0)]))
    return chart(
        "answers",
        _("Time to the first answer, by week"),
        _("How long half of the patients waited, and nine of ten. The figures are in the tables below."),
        columns,
        [("main", _("Half of the patients")), ("pale", _("Nine of ten"))],
        in_words,
    )


def _attendance(rows):
    return chart(
        "attendance",
        _("Who came, by week"),
        _("How many came to their appointments, and how many did not. The figures are in the tables below."),
        [(row.short, [row.sums.arrived, row.sums.no_shows]) for row in rows],
        [("main", _("Came")), ("bad", _("Did not come"))],
    )
