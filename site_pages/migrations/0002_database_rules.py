"""What cannot be declared on a model of ours (the table is the CMS's): the database remembers the path that a free page had."""

from django.db import migrations

# Free pages have an address in each language, and those below a page move with it.
OLD_PATHS_ARE_KEPT = """
create function site_pages_old_path_is_kept() returns trigger language plpgsql as $$
begin
    delete from directory_slugredirect where kind = 'page.' || new.language and slug = new.path;
    insert into directory_slugredirect (kind, slug, object_id) values ('page.' || new.language, old.path, new.page_id)
    on conflict (kind, slug) do update set object_id = excluded.object_id;
    return null;
end
$$;
create trigger site_pages_old_path_is_kept
after update of path on cms_pageurl for each row when (old.path <> '' and old.path <> new.path)
execute function site_pages_old_path_is_kept();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("site_pages", "0001_initial"),
        ("directory", "0001_initial"),
        ("cms", "0045_pageurl_site_unique_path"),
    ]

    operations = [migrations.RunSQL(OLD_PATHS_ARE_KEPT, "drop function site_pages_old_path_is_kept cascade")]
