"""The SQL that writes one slice of time: first what is by chance into a table of its own, then every table from it."""

CHANCE = """
create temp table demonstration_slice on commit drop as
with asked as (
    select place, session_id, doctor_id, location_id, day, starts_at, ends_at, token,
        case when day < %(today)s then 'closed' else 'booked' end as status,
        least(starts_at, %(now)s) - make_interval(mins => (1440 + 20000 * random())::int) as created_at
    from demonstration_places, (select count(*) as number from demonstration_places) as counted
    where place > number * %(slice)s / %(slices)s and place <= number * (%(slice)s + 1) / %(slices)s
    union all
    select null, null, null, null, null, null, null, null,
        case when chance < 0.35 then 'cancelled' when chance < 0.9 then 'declined' else 'expired' end,
        %(today)s::timestamp at time zone %(zone)s - make_interval(days => %(days_back)s)
            + make_interval(secs => 86400.0 * %(days_back)s * (%(slice)s + 0.97 * random()) / %(slices)s)
    from (select random() as chance from generate_series(1, %(others)s)) as others
    union all
    select null, null, null, null, null, null, null, null, 'requested',
        %(now)s - make_interval(mins => (5 + 6000 * random() ^ 3)::int)
    from generate_series(1, %(waiting)s)
),
thrown as (
    select asked.*, row_number() over () as number,
        1 + floor(random() * array_length(%(languages)s, 1))::int as language,
        case when random() < 0.85 then 8 + 200 * random() ^ 2 else 200 + 2600 * random() ^ 2 end as minutes,
        random() as about, random() as somebody, random() as anybody, random() as chance
    from asked
)
select
    nextval(pg_get_serial_sequence('bookings_appointmentrequest', 'id')) as id,
    gen_random_uuid() as key,
    thrown.*,
    case when extract(hour from created_at at time zone %(zone)s) between 9 and 12 then created_at + interval '4 hours'
        else date_trunc('day', created_at at time zone %(zone)s + interval '11 hours') at time zone %(zone)s
            + interval '12 hours' end as promised_by,
    least(created_at + make_interval(mins => minutes::int), starts_at - interval '1 hour', %(now)s) as attempt_at
from thrown
"""
CLOSED_AT = """
case status
    when 'closed' then (day + 1)::timestamp at time zone %(zone)s + interval '1 hour'
    when 'declined' then attempt_at when 'cancelled' then attempt_at + interval '1 hour'
    when 'expired' then created_at + interval '14 days'
end
"""
DECLINED_BECAUSE = """
case when status = 'declined'
    then (array['no_time', 'not_offered', 'not_reached', 'duplicate', 'spam'])[1 + floor(chance * 5)::int] else '' end
"""
REQUESTS = f"""
insert into bookings_appointmentrequest (
    id, reference, idempotency_key, answers_digest, token_hash, link_number, version, network,
    full_name, name_words, contact_name, relation, under_18, is_urgent, phone, phone_on_whatsapp, email,
    hospital_number, reason, visit_kind, language, call_language, call_window_id,
    treatment_id, department_id, location_id, preferred_doctor_id,
    preferred_day, preferred_part, second_preferred_day, second_preferred_part, status, decline_reason, follows_id,
    promised_by, first_attempt_at, next_action, next_action_at, first_answered_at, expires_after, looks_like_duplicate,
    created_at, closed_at, purge_after, erased_at
)
select
    id,
    (
        select string_agg(
            case when at = 4 then '-' else '' end
                || substr(%(letters)s, 1 + (floor(spread / 25 ^ at)::bigint %% 25)::int, 1),
            '' order by at
        )
        from generate_series(0, 7) as at
    ),
    key, '', encode(sha256(key::text::bytea), 'hex'), 0, 1, '',
    (%(first_names)s)[%(names)s * (language - 1) + 1 + floor(somebody * %(names)s)::int] || ' '
        || (%(last_names)s)[%(names)s * (language - 1) + 1 + floor(anybody * %(names)s)::int],
    (%(first_words)s)[%(names)s * (language - 1) + 1 + floor(somebody * %(names)s)::int]::tsvector
        || (%(last_words)s)[%(names)s * (language - 1) + 1 + floor(anybody * %(names)s)::int]::tsvector,
    '', '', chance < 0.1, false, '+914950000' || lpad(floor(random() * 1000)::text, 3, '0'), chance > 0.5, '', '',
    case when about < 0.3 then (%(reasons)s)[language] else '' end, '',
    (%(languages)s)[language], (%(languages)s)[language], null,
    case when place is null and about < 0.3
        then (%(treatments)s)[1 + floor(somebody * array_length(%(treatments)s, 1))::int] end,
    case when place is not null
        then (select min(department_id) from directory_doctor_departments as its where its.doctor_id = slice.doctor_id)
        when about between 0.3 and 0.9
        then (%(departments)s)[1 + floor(somebody * array_length(%(departments)s, 1))::int] end,
    case when chance < 0.2 then null when place is not null then location_id
        else (%(locations)s)[1 + floor(anybody * array_length(%(locations)s, 1))::int] end,
    case when place is not null and about < 0.5 then doctor_id
        when place is null and about > 0.7
        then (%(doctors)s)[1 + floor(anybody * array_length(%(doctors)s, 1))::int] end,
    case when about < 0.5 then coalesce(day, (created_at + interval '5 days')::date) end, '', null, '',
    status,
    {DECLINED_BECAUSE},
    null, promised_by,
    case when status not in ('expired', 'requested') or (status = 'requested' and chance < 0.2 and attempt_at < %(now)s)
        then attempt_at end,
    case when status = 'requested' then 'call' else '' end,
    case when status = 'requested' then promised_by end,
    case when status in ('closed', 'booked', 'declined') then attempt_at end,
    (greatest(created_at, case when status = 'requested' then %(now)s else created_at end) + interval '14 days')::date,
    false, created_at, {CLOSED_AT},
    -- Kept longer than the usual year, so that searches have a million names to look through.
    (({CLOSED_AT})::date + 4 * 365),
    null
from demonstration_slice as slice
-- By a step that has no divisor in common with the number of references: no two are the same.
cross join lateral (select (id * 61803398747) %% 152587890625 as spread) as reference
"""  # noqa: S608 - nothing in it comes from outside
APPOINTMENTS = """
insert into bookings_appointment (
    appointment_request_id, status, origin, doctor_id, location_id, session_id, day, starts_at, ends_at, token_number,
    exception_reason, attendance, sequence, given_at, created_at, cancelled_at
)
select id, 'booked', 'request', doctor_id, location_id, session_id, day, starts_at, ends_at, token, '',
    case when status = 'booked' then '' when chance < 0.12 then 'no_show' when chance < 0.99 then 'arrived' else '' end,
    0, attempt_at, attempt_at, null
from demonstration_slice where place is not null
union all
select slice.id, 'cancelled', 'request', other.doctor_id, other.location_id, other.session_id, other.day,
    other.starts_at, other.ends_at, other.token, '', '', 0, other.starts_at - interval '2 days',
    other.starts_at - interval '2 days', other.starts_at - interval '1 day'
from demonstration_slice as slice
join demonstration_places as other
    on other.place = 1 + floor(slice.anybody * (select count(*) from demonstration_places))::int
where slice.status = 'cancelled' and slice.about < 0.5
"""
HISTORY = f"""
insert into bookings_historyentry (appointment_request_id, event, from_status, to_status, actor, by_id, reason, at)
select id, 'requested', '', 'requested', 'patient', null, '', created_at from demonstration_slice
union all
select id, 'called', 'requested', 'requested', 'desk', %(desk)s, 'no_answer', attempt_at
from demonstration_slice where chance < 0.2 and status <> 'expired' and attempt_at < %(now)s
union all
select id, 'booked', 'requested', 'booked', 'desk', %(desk)s, '', attempt_at
from demonstration_slice where place is not null
union all
select id, 'attended', 'booked', 'booked', 'desk', %(desk)s,
    case when chance < 0.12 then 'no_show' else 'arrived' end, ends_at
from demonstration_slice where status = 'closed' and chance < 0.99
union all
select id, status, case when place is null then 'requested' else 'booked' end, status,
    case status when 'declined' then 'desk' when 'cancelled' then 'patient' else 'system' end,
    case status when 'declined' then %(desk)s end,
    {DECLINED_BECAUSE},
    {CLOSED_AT}
from demonstration_slice where status not in ('booked', 'requested')
"""  # noqa: S608
CONSENTS = """
insert into bookings_consent (appointment_request_id, purpose, notice_id, sha256, version, language, given_at)
select id, purpose, (%(notices)s)[language], (%(hashes)s)[language], (%(versions)s)[language],
    (%(languages)s)[language], created_at
from demonstration_slice cross join unnest(array['answer', 'phone_messages']) as purpose
where purpose = 'answer' or somebody < 0.3
"""
MESSAGES = """
insert into bookings_outgoingmessage (
    dedupe_key, kind, audience, channel, appointment_request_id, state, attempts, last_error, created_at, sent_at
)
select 'demonstration.' || id || '.' || kind, kind, case kind when 'received' then 'desk' else 'patient' end,
    case kind when 'received' then 'mail' else 'webhook' end, id,
    case when dies then 'dead' else 'sent' end, case when dies then 60 else 1 end, '', created_at,
    case when not dies then created_at + interval '1 minute' end
from demonstration_slice cross join unnest(array['received', 'confirmed']) as kind
cross join lateral (select status in ('requested', 'booked') and anybody < 0.01 as dies) as fate
where kind = 'received' or (place is not null and somebody < 0.3)
"""
TASKS = """
insert into bookings_desktask (kind, appointment_request_id, created_at, done_at, done_by_id)
select case when status = 'expired' then 'expired' else 'change_requested' end, id, created_at,
    case when status = 'expired' then created_at + interval '15 days' end,
    case when status = 'expired' then %(desk)s end
from demonstration_slice where status = 'expired' or (status in ('requested', 'booked') and anybody > 0.99)
"""
NOTES = """
insert into bookings_note (appointment_request_id, by_id, text, at)
select id, %(desk)s, (%(reasons)s)[language], attempt_at from demonstration_slice where about < 0.1
"""
SEEN = """
insert into bookings_accessrecord (user_id, appointment_request_id, way, at)
select %(desk)s, id, 'opened', attempt_at from demonstration_slice where created_at > %(now)s - interval '365 days'
"""
ALL = [
    "drop table if exists demonstration_slice",
    CHANCE,
    REQUESTS,
    APPOINTMENTS,
    HISTORY,
    CONSENTS,
    MESSAGES,
    TASKS,
    NOTES,
    SEEN,
]

# What the triggers would have asked of each row. Read from the other side: days of the slice, and neighbours in time.
UNFIT = """
with days as (select distinct day from demonstration_slice where place is not null),
taken as (
    select doctor_id, session_id, day, token_number, starts_at,
        max(ends_at) over (earlier rows between unbounded preceding and 1 preceding) as before,
        lag(token_number) over earlier as token_before, lag(session_id) over earlier as session_before
    from bookings_appointment where day in (select day from days) and status in ('offered', 'booked')
    and exception_reason = ''
    window earlier as (partition by doctor_id, day order by starts_at, id)
)
select
    (select count(*) from days cross join lateral bookings_unfit(days.day, days.day) as unfit
        join bookings_appointment as given on given.id = unfit.appointment_id
        where given.appointment_request_id in (select id from demonstration_slice))
    + (select count(*) from taken where starts_at < before
        and (token_number is null or token_before is null or session_id <> session_before))
"""
