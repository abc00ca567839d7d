"""Triggers on the tables of blocks keep what stood there before a change, and throw it away with the block."""

import django.db.models.functions.datetime
from django.db import migrations, models


# Not where a block stands, not what its editor program needs, and nothing where the same was saved again.
FUNCTIONS = """
create function content_keep_earlier_words() returns trigger language plpgsql as $$
begin
    if to_jsonb(old) - '{cmsplugin_ptr_id,json,rte}'::text[]
        is distinct from to_jsonb(new) - '{cmsplugin_ptr_id,json,rte}'::text[]
    then
        insert into content_earlierwords (block_id, words, user_id) values (
            old.cmsplugin_ptr_id, to_jsonb(old) - '{cmsplugin_ptr_id,json,rte}'::text[],
            nullif(current_setting('hospital.user', true), '')::integer
        );
    end if;
    return null;
end $$;

create function content_drop_earlier_words() returns trigger language plpgsql as $$
begin
    delete from content_earlierwords where block_id = old.id;
    return null;
end $$;

create trigger earlier_words_go_with_the_block after delete on cms_cmsplugin
    for each row execute function content_drop_earlier_words();
"""
TRIGGER = """
create trigger earlier_words_are_kept after update on {table}
    for each row execute function content_keep_earlier_words();
"""
TABLES = ("content_question", "content_picture", "djangocms_text_text")


class Migration(migrations.Migration):

    dependencies = [
        ('cms', '0045_pageurl_site_unique_path'),
        ('content', '0004_open_editors'),
        ('djangocms_text', '0004_remove_old_ckeditor_table'),
    ]

    operations = [
        migrations.CreateModel(
            name='EarlierWords',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('block_id', models.PositiveIntegerField()),
                ('words', models.JSONField()),
                ('user_id', models.IntegerField(null=True)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'default_permissions': [],
                'indexes': [models.Index(fields=['block_id', '-at'], name='earlier_words_of_a_block')],
            },
        ),
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
        *(migrations.RunSQL(TRIGGER.format(table=table), migrations.RunSQL.noop) for table in TABLES),
    ]
