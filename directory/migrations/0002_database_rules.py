"""What Django cannot state: the database remembers the slug that something had, and keeps the facets of doctors."""

from django.db import migrations

OLD_SLUGS_ARE_KEPT = """
create function directory_old_slug_is_kept() returns trigger language plpgsql as $$
begin
    delete from directory_slugredirect where kind = tg_argv[0] and slug = new.slug;
    insert into directory_slugredirect (kind, slug, object_id) values (tg_argv[0], old.slug, new.id)
    on conflict (kind, slug) do update set object_id = excluded.object_id;
    return null;
end
$$;
"""
KEPT_OF = """
create trigger directory_old_slug_is_kept
after update of slug on {table} for each row when (old.slug is distinct from new.slug)
execute function directory_old_slug_is_kept('{kind}');
"""
TABLES = {
    "directory_doctor": "directory.doctor",
    "directory_department": "directory.department",
    "directory_location": "directory.location",
}


def keep_old_slugs_of(table, kind):
    return migrations.RunSQL(
        KEPT_OF.format(table=table, kind=kind), f"drop trigger directory_old_slug_is_kept on {table}"
    )


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
        migrations.RunSQL(OLD_SLUGS_ARE_KEPT, "drop function directory_old_slug_is_kept cascade"),
        *(keep_old_slugs_of(table, kind) for table, kind in TABLES.items()),
        migrations.RunSQL(
            FACETS_OF_A_DOCTOR + "".join(CHANGED_WITH.format(table=each) for each in FACET_TABLES), TAKE_BACK
        ),
    ]
