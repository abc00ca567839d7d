"""What the filters of the doctors list look at stands in one column of the doctor, and the database keeps it true."""

from django.db import migrations

CHOICES_OF_A_DOCTOR = """
create function directory_choices_of(doctor directory_doctor) returns varchar[] language sql stable as $$
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
create function directory_choices_are_true() returns trigger language plpgsql as $$
begin
    new.choices := directory_choices_of(new);
    return new;
end
$$;
create trigger directory_choices_are_true
before insert or update on directory_doctor for each row execute function directory_choices_are_true();
create function directory_choices_have_changed() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' then
        update directory_doctor set choices = choices where id = old.doctor_id;
    end if;
    if tg_op = 'INSERT' or (tg_op = 'UPDATE' and new.doctor_id <> old.doctor_id) then
        update directory_doctor set choices = choices where id = new.doctor_id;
    end if;
    return null;
end
$$;
"""
CHANGED_WITH = """
create trigger directory_choices_have_changed
after insert or update or delete on {table} for each row execute function directory_choices_have_changed();
"""
TABLES = ("directory_doctor_departments", "directory_doctor_locations", "directory_opdsession")
TAKE_BACK = """
drop function directory_choices_are_true cascade;
drop function directory_choices_have_changed cascade;
drop function directory_choices_of cascade;
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_old_addresses_are_kept")]

    operations = [
        migrations.RunSQL(CHOICES_OF_A_DOCTOR + "".join(CHANGED_WITH.format(table=each) for each in TABLES), TAKE_BACK)
    ]
