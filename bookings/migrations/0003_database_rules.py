"""The rules that Django cannot state: no overlapping visits, a history and notices that nobody edits, and
no free words about a patient whose data is erased."""

from django.db import migrations

# Each doctor gets a stretch of the number line of their own (2^34 seconds, more than 500 years), so
# that one range says who and when, and no extension (btree_gist) is needed. Subtracting the epoch
# keeps the expression immutable; plain extract(epoch from ...) is refused in an index.
SECONDS = "extract(epoch from ({column} - '1970-01-01 00:00+00'::timestamptz))::bigint"
STARTS, ENDS = SECONDS.format(column="starts_at"), SECONDS.format(column="ends_at")

NO_OVERLAP = f"""
alter table bookings_appointmentrequest
add constraint one_confirmed_visit_at_a_time
exclude using gist (
    int8range(doctor_id * 17179869184 + {STARTS}, doctor_id * 17179869184 + {ENDS}) with &&
)
where (status = 'confirmed' and overlap_reason = '' and token_number is null)
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
    if new.erased_at is not null and exists (select from bookings_note where appointment_id = new.id) then
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
    perform from bookings_appointmentrequest where id = new.appointment_id for share;
    if exists (select from bookings_appointmentrequest where id = new.appointment_id and erased_at is not null) then
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
    dependencies = [("bookings", "0002_initial")]

    operations = [
        migrations.RunSQL(
            NO_OVERLAP, "alter table bookings_appointmentrequest drop constraint one_confirmed_visit_at_a_time"
        ),
        migrations.RunSQL(HISTORY_IS_KEPT, "drop function bookings_history_is_kept cascade"),
        migrations.RunSQL(NOTICES_ARE_KEPT, "drop function bookings_notices_are_kept cascade"),
        migrations.RunSQL(
            ERASED_WITH_NOTES,
            "drop function bookings_erased_completely cascade; drop function bookings_no_note_after_erasing cascade",
        ),
    ]
