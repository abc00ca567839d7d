"""The rules that Django cannot state: no closed request that opens again, a history and
notices that nobody edits, and no free words about a patient whose data is erased."""

from django.db import migrations

# The same moves as ALLOWED_MOVES of the model; a test compares the two.
MOVES_ARE_ALLOWED = """
create function bookings_moves_are_allowed() returns trigger language plpgsql as $$
begin
    if (old.status, new.status) not in (
        ('requested', 'confirmed'), ('requested', 'declined'), ('requested', 'cancelled'), ('requested', 'expired'),
        ('confirmed', 'cancelled')
    ) then
        raise exception 'a request never goes from % to %', old.status, new.status
            using errcode = 'restrict_violation';
    end if;
    return new;
end
$$;
create trigger bookings_moves_are_allowed
before update on bookings_appointmentrequest
for each row when (old.status is distinct from new.status) execute function bookings_moves_are_allowed();
"""

# A new request puts right one that is over; for ever the same one.
FOLLOWS_WHAT_IS_OVER = """
create function bookings_follows_what_is_over() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        raise exception 'which request a request follows is never changed' using errcode = 'restrict_violation';
    end if;
    -- Waits for whoever is changing the earlier request at this moment.
    perform from bookings_appointmentrequest where id = new.follows_id for share;
    if not exists (
        select from bookings_appointmentrequest
        where id = new.follows_id and erased_at is null
        and (status in ('declined', 'cancelled', 'expired') or attendance <> '')
    ) then
        raise exception 'a new request follows one that is over' using errcode = 'restrict_violation';
    end if;
    return new;
end
$$;
create trigger bookings_follows_what_is_over
before insert on bookings_appointmentrequest
for each row when (new.follows_id is not null) execute function bookings_follows_what_is_over();
create trigger bookings_follows_for_ever
before update on bookings_appointmentrequest
for each row when (old.follows_id is distinct from new.follows_id) execute function bookings_follows_what_is_over();
"""

HISTORY_IS_KEPT = """
create function bookings_history_is_kept() returns trigger language plpgsql as $$
begin
    raise exception 'the history of appointment requests is never changed'
        using errcode = 'restrict_violation';
end
$$;
create trigger bookings_history_is_kept
before update or delete on bookings_historyentry
for each row execute function bookings_history_is_kept();
"""

NOTICES_ARE_KEPT = """
create function bookings_notices_are_kept() returns trigger language plpgsql as $$
begin
    raise exception 'a published privacy notice is never changed: add a version'
        using errcode = 'restrict_violation';
end
$$;
create trigger bookings_notices_are_kept
before update or delete on bookings_privacynotice
for each row execute function bookings_notices_are_kept();
"""

# Half erased is not erased: notes go first, and none comes after.
ERASED_WITH_NOTES = """
create function bookings_erased_completely() returns trigger language plpgsql as $$
begin
    if new.erased_at is not null and exists (select from bookings_note where appointment_request_id = new.id) then
        raise exception 'there are notes about this patient still' using errcode = 'restrict_violation';
    end if;
    return new;
end
$$;
create trigger bookings_erased_completely
before insert or update of erased_at on bookings_appointmentrequest
for each row execute function bookings_erased_completely();
create function bookings_no_note_after_erasing() returns trigger language plpgsql as $$
begin
    -- Waits for whoever is erasing the request at this moment.
    perform from bookings_appointmentrequest where id = new.appointment_request_id for share;
    if exists (select from bookings_appointmentrequest where id = new.appointment_request_id and erased_at is not null) then
        raise exception 'the data of this patient is erased' using errcode = 'restrict_violation';
    end if;
    return new;
end
$$;
create trigger bookings_no_note_after_erasing
before insert or update on bookings_note
for each row execute function bookings_no_note_after_erasing();
"""


class Migration(migrations.Migration):
    dependencies = [("bookings", "0001_initial")]

    operations = [
        migrations.RunSQL(MOVES_ARE_ALLOWED, "drop function bookings_moves_are_allowed cascade"),
        migrations.RunSQL(FOLLOWS_WHAT_IS_OVER, "drop function bookings_follows_what_is_over cascade"),
        migrations.RunSQL(HISTORY_IS_KEPT, "drop function bookings_history_is_kept cascade"),
        migrations.RunSQL(NOTICES_ARE_KEPT, "drop function bookings_notices_are_kept cascade"),
        migrations.RunSQL(
            ERASED_WITH_NOTES,
            "drop function bookings_erased_completely cascade; drop function bookings_no_note_after_erasing cascade",
        ),
    ]
