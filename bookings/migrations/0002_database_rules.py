"""What cannot be declared on a model: the question whether an appointment fits the plan, asked of many at once."""

from django.db import migrations

# Of what is booked or held, what the plan does not hold, and why. A trigger asks it of one row, the desk of all.
UNFIT = """
create function bookings_unfit(first_day date, last_day date)
returns table (appointment_id bigint, cause text) language sql stable as $$
    with held as materialized (
        select * from directory_held_sessions(first_day, last_day)
    ),
    judged as (
        select booked.id, booked.day, booked.location_id, booked.doctor_id, booked.starts_at, booked.ends_at,
            booked.session_id is null as outside,
            booked.session_id is null or exists (
                select from held
                where held.session_id = booked.session_id and held.day = booked.day
                and held.doctor_id = booked.doctor_id and held.location_id = booked.location_id
                and case when booked.token_number is null
                    then held.kind = 'slots'
                        and held.starts_at <= booked.starts_at and booked.ends_at <= held.ends_at
                    else held.kind = 'tokens'
                        and held.starts_at = booked.starts_at and booked.ends_at = held.ends_at
                end
            ) as is_held,
            booked.token_number is not null and booked.exception_reason = '' and booked.token_number > (
                select capacity from directory_opdsession where id = booked.session_id
            ) as above_capacity
        from bookings_appointment booked
        where booked.day between first_day and last_day and booked.status in ('offered', 'booked')
    ),
    away as (
        select judged.*,
            exists (
                select from directory_doctor
                where id = judged.doctor_id and (left_on < judged.day or joined_on > judged.day)
            ) as has_left,
            exists (
                select from directory_closure closure
                where closure.location_id = judged.location_id
                and judged.day between closure.first_day and closure.last_day
            ) as is_closed,
            exists (
                select from directory_leave away
                where away.doctor_id = judged.doctor_id and judged.day between away.first_day and away.last_day
                and (starts is null or tstzrange(
                    directory_moment(judged.day + starts, directory_time_zone()),
                    directory_moment(judged.day + ends, directory_time_zone())
                ) && tstzrange(judged.starts_at, judged.ends_at))
            ) as is_on_leave
        from judged
        where outside or not is_held or above_capacity
    )
    select id, case
        when has_left then 'left'
        when is_closed then 'closed'
        when is_on_leave then 'leave'
        when exists (
            select from directory_holiday
            where day = away.day and (location_id is null or location_id = away.location_id)
        ) then 'holiday'
        when above_capacity then 'capacity'
        else 'session'
    end
    from away
    where not outside or has_left or is_closed or is_on_leave
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("bookings", "0001_initial"), ("directory", "0002_database_rules")]

    operations = [migrations.RunSQL(UNFIT, "drop function bookings_unfit")]
