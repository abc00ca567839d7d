"""What cannot be declared on a model of ours: the facets of a doctor, kept from four tables (two are of Django's making),
and the OPD sessions that are really held, as rules of the database ask for them."""

from django.db import migrations

# What the filters of the doctors list look at stands in one column of the doctor.
FACETS_OF_A_DOCTOR = """
create function directory_facets_of(doctor directory_doctor) returns varchar[] language sql stable as $$
    select array(
        select 'gender:' || doctor.gender
        union select 'language:' || spoken from unnest(doctor.languages) as spoken
        union select 'accepting:yes' where doctor.accepting_new_patients
        union select 'department:' || department_id from directory_doctor_departments where doctor_id = doctor.id
        union select 'location:' || location_id from directory_doctor_locations where doctor_id = doctor.id
        union select 'day:' || weekday from directory_opdsession where doctor_id = doctor.id
        union select 'day:' || weekday || '@' || location_id from directory_opdsession where doctor_id = doctor.id
        union select 'until:' || coalesce(valid_until::text, '') || ':' || weekday || '@' || location_id
            from directory_opdsession where doctor_id = doctor.id
        order by 1
    )
$$;
create function directory_facets_are_true() returns trigger language plpgsql as $$
begin
    new.facets := directory_facets_of(new);
    return new;
end
$$;
create trigger directory_facets_are_true
before insert or update on directory_doctor for each row execute function directory_facets_are_true();
create function directory_facets_have_changed() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' then
        update directory_doctor set facets = facets where id = old.doctor_id;
    end if;
    if tg_op = 'INSERT' or (tg_op = 'UPDATE' and new.doctor_id <> old.doctor_id) then
        update directory_doctor set facets = facets where id = new.doctor_id;
    end if;
    return null;
end
$$;
"""
CHANGED_WITH = """
create trigger directory_facets_have_changed
after insert or update or delete on {table} for each row execute function directory_facets_have_changed();
"""
FACET_TABLES = ("directory_doctor_departments", "directory_doctor_locations", "directory_opdsession")
TAKE_BACK = """
drop function directory_facets_are_true cascade;
drop function directory_facets_have_changed cascade;
drop function directory_facets_of cascade;
"""

# The moment at which the hospital's clocks show a time. As directory.opd.moment: the first of two moments that show it,
# and the moment at which the clocks are moved past a time that they never show. An hour's search is only for that one.
MOMENTS = """
create function directory_time_zone() returns text language sql stable as $$
    select coalesce((select time_zone from directory_hospital), 'Asia/Kolkata')
$$;
create function directory_moment(wall timestamp, zone text) returns timestamptz language sql stable as $$
    select coalesce(
        min(moment) filter (where moment at time zone zone = wall),
        (
            select min(minute) from generate_series(min(candidate.moment), max(candidate.moment), '1 minute') as minute
            where minute at time zone zone > wall
        )
    )
    from (
        select (wall - ((near at time zone zone) - (near at time zone 'UTC'))) at time zone 'UTC' as moment
        from (values (wall at time zone 'UTC' - interval '1 day'), (wall at time zone 'UTC' + interval '1 day'))
            as around (near)
    ) as candidate
$$;
"""
# What directory.opd.occurrences_of finds, for all doctors: a session, or each piece of one, that is held on a day.
# tests/directory/test_held_sessions.py compares the two. Where only some rows are asked for, PostgreSQL works out no others.
HELD_SESSIONS = """
create function directory_held_sessions(first_day date, last_day date)
returns table (
    session_id bigint, doctor_id bigint, location_id bigint, day date,
    starts_at timestamptz, ends_at timestamptz, kind text, slot_minutes smallint, capacity smallint
)
language sql stable as $$
    select
        session.id, session.doctor_id, held.place, calendar.today,
        times.starts_at, times.ends_at, session.kind::text, session.slot_minutes, session.capacity
    from generate_series(first_day::timestamp, last_day::timestamp, interval '1 day') as midnight
    cross join lateral (select midnight::date as today) as calendar
    join directory_opdsession as session
        on session.weekday = extract(isodow from calendar.today) - 1
        and calendar.today
            between coalesce(session.valid_from, '-infinity') and coalesce(session.valid_until, 'infinity')
    join directory_doctor as doctor
        on doctor.id = session.doctor_id
        and calendar.today between coalesce(doctor.joined_on, '-infinity') and coalesce(doctor.left_on, 'infinity')
    left join directory_planchange as change on change.session_id = session.id and change.day = calendar.today
    cross join lateral (
        select
            coalesce(change.location_id, session.location_id) as place,
            tsrange(
                calendar.today + coalesce(change.starts, session.starts),
                calendar.today + coalesce(change.ends, session.ends)
            )::tsmultirange - coalesce(
                (
                    select range_agg(tsrange(leave.first_day + leave.starts, leave.first_day + leave.ends))
                    from directory_leave as leave
                    where leave.doctor_id = session.doctor_id and leave.first_day = calendar.today
                    and leave.starts is not null
                ),
                '{}'
            ) as pieces
    ) as held
    cross join lateral unnest(
        case
            when session.kind = 'slots' or isempty(held.pieces) then held.pieces
            else range_merge(held.pieces)::tsmultirange
        end
    ) as piece
    cross join lateral (
        select
            directory_moment(lower(piece), directory_time_zone()) as starts_at,
            directory_moment(upper(piece), directory_time_zone()) as ends_at
    ) as times
    where change.kind is distinct from 'cancelled'
    and times.starts_at < times.ends_at
    and not exists (
        select from directory_holiday as holiday
        where holiday.day = calendar.today and (holiday.location_id is null or holiday.location_id = held.place)
    )
    and not exists (
        select from directory_closure as closure
        where closure.location_id = held.place and calendar.today between closure.first_day and closure.last_day
    )
    and not exists (
        select from directory_leave as leave
        where leave.doctor_id = session.doctor_id and leave.starts is null
        and calendar.today between leave.first_day and leave.last_day
    )
$$;
"""
FORGET_HELD_SESSIONS = """
drop function directory_held_sessions;
drop function directory_moment;
drop function directory_time_zone;
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]

    operations = [
        migrations.RunSQL(
            FACETS_OF_A_DOCTOR + "".join(CHANGED_WITH.format(table=each) for each in FACET_TABLES), TAKE_BACK
        ),
        migrations.RunSQL(MOMENTS + HELD_SESSIONS, FORGET_HELD_SESSIONS),
    ]
