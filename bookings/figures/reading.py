"""Sums over a span of days, read from what is kept of each day; of today, from the rows."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from ..models import DayFigures, DeskScope
from ..models.desk.day_figures import CLASSES
from . import counting, histograms


def _added(name: str) -> str:
    return f"array[{', '.join(f'coalesce(sum({name}[{place}]), 0)' for place in range(1, CLASSES + 1))}]"


# grouping() has a bit for each of the three that is not told apart.
ONE_DAY, ONE_DEPARTMENT = 0b011, 0b101
SUMS = f"""
    select grouping(day, department_id, location_id), day, department_id, location_id,
        {", ".join(f"coalesce(sum({name}), 0)" for name in counting.NUMBERS)},
        {", ".join(map(_added, counting.CLASSED))}
    from bookings_dayfigures
    where day between %s and %s and day <> %s and ({{scope}})
    group by grouping sets ((day), (department_id), (location_id))
"""  # noqa: S608 - of names that stand here


@dataclass
class Sums:
    """Of however many days, departments and locations."""

    requests: int = 0
    answered: int = 0
    promises: int = 0
    kept: int = 0
    broken: int = 0
    appointments: int = 0
    arrived: int = 0
    no_shows: int = 0
    to_attempt: list[int] = field(default_factory=lambda: [0] * CLASSES)
    to_answer: list[int] = field(default_factory=lambda: [0] * CLASSES)

    def add(self, figures: "DayFigures | Sums") -> None:
        self.requests += figures.requests
        self.answered += figures.answered
        self.promises += figures.promises
        self.kept += figures.kept
        self.broken += figures.broken
        self.appointments += figures.appointments
        self.arrived += figures.arrived
        self.no_shows += figures.no_shows
        self.to_attempt = histograms.added([self.to_attempt, figures.to_attempt])
        self.to_answer = histograms.added([self.to_answer, figures.to_answer])

    @property
    def kept_share(self) -> float | None:
        """Of the promises that are kept or broken by now."""
        return self.kept / (self.kept + self.broken) if self.kept + self.broken else None

    @property
    def no_show_share(self) -> float | None:
        """Of those of whom somebody noted whether they came."""
        return self.no_shows / (self.no_shows + self.arrived) if self.no_shows + self.arrived else None

    @property
    def median_to_attempt(self) -> float | None:
        return histograms.quantile(self.to_attempt, 0.5)

    @property
    def most_to_attempt(self) -> float | None:
        return histograms.quantile(self.to_attempt, 0.9)

    @property
    def median_to_answer(self) -> float | None:
        return histograms.quantile(self.to_answer, 0.5)

    @property
    def most_to_answer(self) -> float | None:
        return histograms.quantile(self.to_answer, 0.9)


@dataclass
class Report:
    """The sums of a span: of all, and of each day, week (by its Monday), department and location that has any."""

    total: Sums = field(default_factory=Sums)
    days: dict[date, Sums] = field(default_factory=lambda: defaultdict(Sums))
    weeks: dict[date, Sums] = field(default_factory=lambda: defaultdict(Sums))
    departments: dict[int | None, Sums] = field(default_factory=lambda: defaultdict(Sums))
    locations: dict[int | None, Sums] = field(default_factory=lambda: defaultdict(Sums))

    def add(self, figures: DayFigures) -> None:
        for sums in (
            self.total,
            self.days[figures.day],
            self.weeks[monday_of(figures.day)],
            self.departments[figures.department_id],
            self.locations[figures.location_id],
        ):
            sums.add(figures)


def report(user: User, first: date, last: date) -> Report:
    """What this person may see of these days; a manager of the desk, and who has no scope, sees all."""
    today, scopes = timezone.localdate(), _scopes(user)
    found = _kept(first, last, today, scopes)
    live = counting.count_of(today) if first <= today <= last else []
    for each in live:
        if not scopes or any(_covers(scope, each) for scope in scopes):
            found.add(each)
    return found


def _kept(first: date, last: date, today: date, scopes: list[DeskScope]) -> Report:
    condition, values = _in_sql(scopes)
    found = Report()
    with connection.cursor() as cursor:
        cursor.execute(SUMS.format(scope=condition), [first, last, today, *values])
        for kind, day, department, location, *numbers in cursor.fetchall():
            sums = Sums(*numbers[:-2], *map(list, numbers[-2:]))
            if kind == ONE_DAY:
                found.days[day] = sums
                found.weeks[monday_of(day)].add(sums)
                found.total.add(sums)
            elif kind == ONE_DEPARTMENT:
                found.departments[department] = sums
            else:
                found.locations[location] = sums
    return found


def _in_sql(scopes: list[DeskScope]) -> tuple[str, list[int]]:
    if not scopes:
        return "true", []
    terms: list[str] = []
    values: list[int] = []
    for scope in scopes:
        named = {"location_id": scope.location_id, "department_id": scope.department_id}
        said = {column: value for column, value in named.items() if value}
        terms.append(" and ".join(f"{column} = %s" for column in said))
        values += said.values()
    return " or ".join(f"({term})" for term in terms), values


def _scopes(user: User) -> list[DeskScope]:
    return [] if user.has_perm("bookings.manage_desk") else list(DeskScope.objects.filter(user=user))


def _covers(scope: DeskScope, figures: DayFigures) -> bool:
    return scope.location_id in (None, figures.location_id) and scope.department_id in (None, figures.department_id)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())
