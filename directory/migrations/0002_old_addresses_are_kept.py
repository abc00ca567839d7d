"""The database itself remembers an address that something had, whatever way it was changed."""

from django.db import migrations

OLD_ADDRESSES_ARE_KEPT = """
create function directory_old_address_is_kept() returns trigger language plpgsql as $$
begin
    delete from directory_oldaddress where kind = tg_argv[0] and slug = new.slug;
    insert into directory_oldaddress (kind, slug, object_id) values (tg_argv[0], old.slug, new.id)
    on conflict (kind, slug) do update set object_id = excluded.object_id;
    return null;
end
$$;
"""
KEPT_OF = """
create trigger directory_old_address_is_kept
after update of slug on {table} for each row when (old.slug is distinct from new.slug)
execute function directory_old_address_is_kept('{kind}');
"""
TABLES = {
    "directory_doctor": "directory.doctor",
    "directory_department": "directory.department",
    "directory_location": "directory.location",
}


def keep_old_addresses_of(table, kind):
    return migrations.RunSQL(
        KEPT_OF.format(table=table, kind=kind), f"drop trigger directory_old_address_is_kept on {table}"
    )


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]

    operations = [
        migrations.RunSQL(OLD_ADDRESSES_ARE_KEPT, "drop function directory_old_address_is_kept cascade"),
        *(keep_old_addresses_of(table, kind) for table, kind in TABLES.items()),
    ]
