"""Counts the days anew from the rows: the same question, whether for today, the days that still change, or all."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from ..models import Appointment, AppointmentRequest, DayFigures
from ..models.desk.day_figures import BOUNDS, CLASSES

# A wish may lie a year ahead, and such a request is answered late; all days are counted anew once a week.
STILL_CHANGING = timedelta(days=40)
NUMBERS = ("requests", "answered", "promises", "kept", "broken", "appointments", "arrived", "no_shows")
CLASSED = ("to_attempt", "to_answer")

# Who waits for the call is counted where the patient said; else where the treatment or the doctor belongs.
_ABOUT = """
    coalesce(
        asked.department_id, treatment.department_id,
        (select min(department_id) from directory_doctor_departments where doctor_id = {doctor})
    ) as department_id
"""


def _class_of(moment: str) -> str:
    return f"width_bucket(extract(epoch from {moment} - asked.created_at) / 60, %(bounds)s::numeric[])"


_REAL = "asked.decline_reason <> 'spam'"
_ROWS = f"""
    select (asked.created_at at time zone %(zone)s)::date as day, {_ABOUT.format(doctor="asked.preferred_doctor_id")},
        asked.location_id, 1 as requests, (asked.first_answered_at is not null)::int as answered,
        0 as promises, 0 as kept, 0 as broken, 0 as appointments, 0 as arrived, 0 as no_shows,
        -- An answer is an attempt, too, and a time that was taken away forgets the first one.
        {_class_of("least(asked.first_attempt_at, asked.first_answered_at)")} as to_attempt,
        {_class_of("asked.first_answered_at")} as to_answer
    from bookings_appointmentrequest as asked
    left join content_treatment as treatment on treatment.id = asked.treatment_id
    where asked.created_at >= %(begin)s and asked.created_at < %(end)s and {_REAL}
    union all
    select (asked.promised_by at time zone %(zone)s)::date, {_ABOUT.format(doctor="asked.preferred_doctor_id")},
        asked.location_id, 0, 0, 1, (asked.first_attempt_at <= asked.promised_by)::int,
        (asked.promised_by < coalesce(asked.first_attempt_at, asked.closed_at, %(now)s))::int, 0, 0, 0, null, null
    from bookings_appointmentrequest as asked
    left join content_treatment as treatment on treatment.id = asked.treatment_id
    where asked.promised_by >= %(begin)s and asked.promised_by < %(end)s and {_REAL}
        and (asked.first_attempt_at is not null or asked.closed_at is null or asked.closed_at > asked.promised_by)
    union all
    select seen.day, {_ABOUT.format(doctor="seen.doctor_id")}, seen.location_id, 0, 0, 0, 0, 0, 1,
        (seen.attendance = 'arrived')::int, (seen.attendance = 'no_show')::int, null, null
    from bookings_appointment as seen
    join bookings_appointmentrequest as asked on asked.id = seen.appointment_request_id
    left join content_treatment as treatment on treatment.id = asked.treatment_id
    where seen.day between %(first)s and %(last)s and seen.status = 'booked'
"""  # noqa: S608 - of names that stand here


def _classes(name: str) -> str:
    return f"array[{', '.join(f'count(*) filter (where {name} = {number})' for number in range(CLASSES))}]"


COUNT = f"""
    select day, department_id, location_id,
        {", ".join(f"coalesce(sum({name}), 0)" for name in NUMBERS)}, {", ".join(map(_classes, CLASSED))}
    from ({_ROWS}) as counted
    group by day, department_id, location_id
"""  # noqa: S608
COLUMNS = ("day", "department_id", "location_id", *NUMBERS, *CLASSED)


def recount_lately() -> int:
    """What a job does every hour."""
    today = timezone.localdate()
    return recount(today - STILL_CHANGING, today)


def recount_all() -> int:
    """From the first request to the last appointment."""
    today = timezone.localdate()
    first = AppointmentRequest.objects.order_by("created_at").values_list("created_at", flat=True).first()
    counted = DayFigures.objects.order_by("day").values_list("day", flat=True).first()
    last = Appointment.objects.filter(status="booked").order_by("-day").values_list("day", flat=True).first()
    begin = min([day for day in (first and timezone.localdate(first), counted) if day], default=today)
    return recount(begin, max(last or today, today))


@transaction.atomic
def recount(first: date, last: date) -> int:
    """Replace the figures of these days, at once for whoever reads them. One at a time; returns how many rows."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('bookings_dayfigures', 0))")
        cursor.execute("delete from bookings_dayfigures where day between %s and %s", [first, last])
        cursor.execute(f"insert into bookings_dayfigures ({', '.join(COLUMNS)}) {COUNT}", _between(first, last))
        return cursor.rowcount


def count_of(day: date) -> list[DayFigures]:
    """As the rows are at this moment; for today, which no job has counted to its end. Nothing is kept."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, _between(day, day))
        return [DayFigures(**dict(zip(COLUMNS, row, strict=True))) for row in cursor.fetchall()]


def _between(first: date, last: date) -> dict[str, Any]:
    return {
        "now": timezone.now(),
        "first": first,
        "last": last,
        "begin": timezone.make_aware(datetime.combine(first, time.min)),
        "end": timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min)),
        "zone": timezone.get_default_timezone_name(),
        "bounds": list(BOUNDS),
    }
