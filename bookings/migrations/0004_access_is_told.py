"""Who saw whose request is told as a security event, whichever page or mail wrote it down: a line a look."""

from django.db import migrations

TOLD = """
create function bookings_tell_access() returns trigger language plpgsql as $$
begin
    insert into common_securityevent (at, event, by_id, ids)
    select now(), 'request seen', user_id,
        'way=' || way || ' requests=' || string_agg(appointment_request_id::text, ',' order by appointment_request_id)
    from changed group by user_id, way;
    return null;
end $$;
create trigger bookings_tell_access after insert on bookings_accessrecord referencing new table as changed
for each statement execute function bookings_tell_access();
"""
NOT_TOLD = "drop function bookings_tell_access cascade"


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0003_words_are_looked_for_again"),
        ("common", "0002_security_events"),
    ]
    operations = [migrations.RunSQL(TOLD, NOT_TOLD)]
