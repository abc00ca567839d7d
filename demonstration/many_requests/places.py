"""The times that the plan of the demonstration has, and doctors enough to give as many as are wanted."""

from datetime import date, time, timedelta
from math import ceil
from pathlib import Path

from django.utils import timezone

from directory.models import Department, Doctor, Location, OpdSession

FOLDER = Path(__file__).parent
MOST_DOCTORS = 200

# Every time of every session that is held on these days, less what is given.
TIMES = """
create temp table demonstration_times as
select held.session_id, held.doctor_id, held.location_id, held.day, one.starts_at, one.ends_at, one.token
from directory_held_sessions(%(first)s, %(last)s) as held
cross join lateral (
    select slot as starts_at, slot + make_interval(mins => held.slot_minutes) as ends_at, null::smallint as token
    from generate_series(
        held.starts_at, held.ends_at - make_interval(mins => held.slot_minutes),
        make_interval(mins => held.slot_minutes)
    ) as slot
    where held.kind = 'slots'
    union all
    select held.starts_at, held.ends_at, number::smallint
    from generate_series(1, held.capacity) as number where held.kind = 'tokens'
) as one
where not exists (
    select from bookings_appointment as given
    where given.doctor_id = held.doctor_id and given.day = held.day and given.status in ('offered', 'booked')
    and given.token_number is not distinct from one.token
    and tstzrange(given.starts_at, given.ends_at) && tstzrange(one.starts_at, one.ends_at)
)
and (one.starts_at > %(now)s or %(last)s <= %(today)s)
"""
CHOSEN = """
create temp table demonstration_places as
select row_number() over (order by day, starts_at) as place, chosen.* from (
    select * from demonstration_times order by random() limit %(wanted)s
) as chosen
"""


def find(cursor, wanted, back, ahead):
    """Make the table of so many places, in the order of time."""
    today = timezone.localdate()
    days = {"first": today - timedelta(days=back), "last": today + timedelta(days=ahead or -1)}
    values = days | {"now": timezone.now(), "today": today}
    while True:
        cursor.execute("drop table if exists demonstration_times")
        cursor.execute(TIMES, values)
        missing = wanted * 1.1 - cursor.rowcount
        if missing <= 0:
            break
        _add_doctors(ceil(missing / ((back + ahead) * 6 / 7 * 50)))
    cursor.execute(CHOSEN, {"wanted": wanted})
    cursor.execute("drop table demonstration_times")
    cursor.execute("create unique index on demonstration_places (place)")
    cursor.execute("analyze demonstration_places")


def _add_doctors(number):
    departments, locations = list(Department.objects.all()), list(Location.objects.all())
    known = Doctor.objects.filter(slug__startswith="many-demo-").count()
    if known + number > MOST_DOCTORS:
        raise AssertionError("the plan has no room for so many appointments")
    for each in range(known + 1, known + number + 1):
        doctor = Doctor.objects.create(
            slug=f"many-demo-{each}",
            name={"en": f"Many Demo-{each}"},
            role={"en": "Doctor of the large demonstration"},
            registration_number=f"DEMO-MANY-{each}",
            registration_verified_by="Demonstration records office",
            registration_verified_on=date(2026, 11, 2),
            is_listed=False,
        )
        doctor.departments.set([departments[each % len(departments)]])
        location = locations[each % len(locations)]
        doctor.locations.set([location])
        OpdSession.objects.bulk_create(
            OpdSession(
                doctor=doctor, location=location, weekday=weekday, starts=time(8), ends=time(17), slot_minutes=10
            )
            for weekday in range(6)
        )
