"""What cannot be declared on a model of ours (the tables are the CMS's): the database remembers the path that a free page
had, and who writes in it or in the home page, whatever way they take."""

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

NOTE_WRITER = """
create function site_pages_note_writer() returns trigger language plpgsql as $$
declare
    written jsonb := case when tg_op = 'DELETE' then to_jsonb(old) else to_jsonb(new) end;
    content cms_pagecontent;
begin
    if tg_argv[0] = 'content' then
        select * into content from cms_pagecontent where id = (written ->> 'id')::bigint;
    else
        select page.* into content
        from cms_placeholder as placeholder
        join django_content_type as kind on kind.id = placeholder.content_type_id
        join cms_pagecontent as page on page.id = placeholder.object_id
        where kind.app_label = 'cms' and kind.model = 'pagecontent'
        and placeholder.id = case
            when tg_argv[0] = 'plugin' then (written ->> 'placeholder_id')::bigint
            else (select placeholder_id from cms_cmsplugin where id = (written ->> tg_argv[0])::bigint)
        end;
    end if;
    if content.id is not null then
        insert into site_pages_pagewriter (content_id, page_id, language, by_id, way, at)
        values (
            content.id, content.page_id, content.language,
            nullif(current_setting('hospital.user', true), '')::int,
            coalesce(current_setting('hospital.way', true), ''), clock_timestamp()
        )
        on conflict (content_id, by_id, way) do update set at = excluded.at;
    end if;
    return null;
end
$$;
"""
WRITTEN_IN = """
create trigger site_pages_note_writer after insert or update or delete on {table}
for each row execute function site_pages_note_writer('{column}');
"""
CONTENT_COLUMNS = "title page_title menu_title meta_description slug overwrite_url redirect in_navigation template".split()  # noqa: SIM905
WRITTEN_IN_CONTENT = f"""
create trigger site_pages_note_writer_new after insert on cms_pagecontent
for each row execute function site_pages_note_writer('content');
create trigger site_pages_note_writer after update on cms_pagecontent
for each row when (({", ".join(f"old.{name}" for name in CONTENT_COLUMNS)}) is distinct from ({", ".join(f"new.{name}" for name in CONTENT_COLUMNS)}))
execute function site_pages_note_writer('content');
"""
BLOCK_TABLES = {
    "cms_cmsplugin": "plugin",
    "djangocms_text_text": "cmsplugin_ptr_id",
    "content_picture": "cmsplugin_ptr_id",
    "site_pages_homewords": "cmsplugin_ptr_id",
    "site_pages_officerandrates": "cmsplugin_ptr_id",
    "site_pages_hometreatments": "cmsplugin_ptr_id",
    "site_pages_homedoctors": "cmsplugin_ptr_id",
    "site_pages_hometreatments_treatments": "hometreatments_id",
    "site_pages_homedoctors_doctors": "homedoctors_id",
}
WRITERS_ARE_NOTED = NOTE_WRITER + WRITTEN_IN_CONTENT + "".join(WRITTEN_IN.format(table=table, column=column) for table, column in BLOCK_TABLES.items())


class Migration(migrations.Migration):
    dependencies = [
        ("site_pages", "0001_initial"),
        ("content", "0002_database_rules"),
        ("directory", "0002_database_rules"),
        ("djangocms_text", "0004_remove_old_ckeditor_table"),
        ("cms", "0045_pageurl_site_unique_path"),
    ]

    operations = [
        migrations.RunSQL(OLD_PATHS_ARE_KEPT, "drop function site_pages_old_path_is_kept cascade"),
        migrations.RunSQL(WRITERS_ARE_NOTED, "drop function site_pages_note_writer cascade"),
    ]
