"""What cannot be declared on a model of ours: the facets of a doctor, kept from four tables (two are of Django's making)."""

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


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]

    operations = [
        migrations.RunSQL(
            FACETS_OF_A_DOCTOR + "".join(CHANGED_WITH.format(table=each) for each in FACET_TABLES), TAKE_BACK
        ),
    ]
