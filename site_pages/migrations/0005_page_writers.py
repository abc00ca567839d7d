"""Who writes in a free page or the home page, noted by the database whatever way they take. The tables are the CMS's."""

from django.db import migrations

NOTE = """
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
PLUGINS = """
create trigger site_pages_note_writer after insert or update or delete on {table}
for each row execute function site_pages_note_writer('{column}');
"""
COLUMNS = "title page_title menu_title meta_description slug overwrite_url redirect in_navigation template".split()  # noqa: SIM905
CONTENT = f"""
create trigger site_pages_note_writer_new after insert on cms_pagecontent
for each row execute function site_pages_note_writer('content');
create trigger site_pages_note_writer after update on cms_pagecontent
for each row when (({", ".join(f"old.{name}" for name in COLUMNS)}) is distinct from ({", ".join(f"new.{name}" for name in COLUMNS)}))
execute function site_pages_note_writer('content');
"""
TABLES = {
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
ALL = NOTE + CONTENT + "".join(PLUGINS.format(table=table, column=column) for table, column in TABLES.items())


class Migration(migrations.Migration):
    dependencies = [
        ("site_pages", "0004_page_checks"),
        ("content", "0001_initial"),
        ("djangocms_text", "0001_initial"),
        ("cms", "0045_pageurl_site_unique_path"),
    ]

    operations = [migrations.RunSQL(ALL, "drop function site_pages_note_writer cascade")]
