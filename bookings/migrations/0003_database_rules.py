"""The two rules that Django cannot state: no overlapping visits, and a history that nobody edits."""

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
where (status = 'confirmed' and not overlap_allowed)
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


class Migration(migrations.Migration):
    dependencies = [("bookings", "0002_initial")]

    operations = [
        migrations.RunSQL(
            NO_OVERLAP, "alter table bookings_appointmentrequest drop constraint one_confirmed_visit_at_a_time"
        ),
        migrations.RunSQL(HISTORY_IS_KEPT, "drop function bookings_history_is_kept cascade"),
    ]
