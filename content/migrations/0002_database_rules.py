"""What Django cannot state: old addresses are kept, and the vectors of search are not compressed."""

from django.db import migrations

KEPT_OF = """
create trigger directory_old_address_is_kept
after update of slug on {table} for each row when (old.slug is distinct from new.slug)
execute function directory_old_address_is_kept('{kind}');
"""
TABLES = {"content_treatment": "content.treatment", "content_condition": "content.condition"}

# Free pages have an address in each language, and those below a page move with it.
OLD_PAGE_ADDRESSES_ARE_KEPT = """
create function content_old_page_address_is_kept() returns trigger language plpgsql as $$
begin
    delete from directory_oldaddress where kind = 'page.' || new.language and slug = new.path;
    insert into directory_oldaddress (kind, slug, object_id) values ('page.' || new.language, old.path, new.page_id)
    on conflict (kind, slug) do update set object_id = excluded.object_id;
    return null;
end
$$;
create trigger content_old_page_address_is_kept
after update of path on cms_pageurl for each row when (old.path <> '' and old.path <> new.path)
execute function content_old_page_address_is_kept();
"""

# Unpacking a long vector takes ten times as long as reading it: five times as long for the whole search.
VECTORS_ARE_READ_FAST = "alter table content_searchentry alter column {column} set storage {how}"


def storage(column):
    return migrations.RunSQL(
        VECTORS_ARE_READ_FAST.format(column=column, how="external"),
        VECTORS_ARE_READ_FAST.format(column=column, how="extended"),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0001_initial"),
        ("directory", "0002_old_addresses_are_kept"),
        ("cms", "0045_pageurl_site_unique_path"),
    ]

    operations = [
        *(
            migrations.RunSQL(
                KEPT_OF.format(table=table, kind=kind), f"drop trigger directory_old_address_is_kept on {table}"
            )
            for table, kind in TABLES.items()
        ),
        migrations.RunSQL(OLD_PAGE_ADDRESSES_ARE_KEPT, "drop function content_old_page_address_is_kept cascade"),
        storage("head"),
        storage("everything"),
    ]
