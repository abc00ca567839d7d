"""Triggers on everything below a version of a page: who changed which words, and nobody once patients read them."""

import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

# What is noted and what is refused, for every kind of versions. The triggers on our own tables are declared
# (content/models/journal/rules.py); those of tables that are not ours stand at the end.
FUNCTIONS = """
create function content_type_of(app text, name text) returns integer language sql stable as
$$ select id from django_content_type where (app_label, model) = (app, name) $$;

-- Not what only follows, what only the editor program needs, or what only translators need to know.
create function content_what_is_read(line jsonb) returns jsonb language sql immutable as
$$ select line - '{sort_key,translated_from_id,json,rte,creation_date,changed_date}'::text[] $$;

-- One writer of a version at a time: so that nobody writes while it is signed or published, and none is missed.
create function content_note_words(type_of integer, words bigint, thing bigint, spoken text, place text, what text)
returns void language plpgsql as $$
declare
    stands text;
    of_the_site record;
begin
    select app_label, model into of_the_site from django_content_type where id = type_of;
    select state into stands from djangocms_versioning_version
        where content_type_id = type_of and object_id = words for no key update;
    if of_the_site.app_label = 'content' and stands <> 'draft'
        and (what <> 'DELETE' or current_setting('hospital.erasing', true) is distinct from 'on')
    then
        raise exception 'words of a version that is % are never changed: make a new draft', stands
            using errcode = 'restrict_violation', constraint = 'words_are_noted', table = place;
    end if;
    insert into content_wordchange (kind, object_id, language, content_id, user_id, "table", operation) values (
        regexp_replace(of_the_site.model, 'content$', ''), thing, spoken, words,
        nullif(current_setting('hospital.user', true), '')::integer, place, what
    );
end $$;

-- For what belongs to a version. What belongs to none, like the clipboard, is nobody's word.
create function content_note_below(type_of integer, words bigint, place text, what text)
returns void language plpgsql as $$
declare
    of_the_site record;
    thing bigint;
    spoken text;
begin
    select app_label, model into of_the_site from django_content_type where id = type_of and model like '%content';
    if not found then return; end if;
    execute format(
        'select %I, language from %I where id = $1',
        regexp_replace(of_the_site.model, 'content$', '') || '_id', of_the_site.app_label || '_' || of_the_site.model
    ) into thing, spoken using words;
    if thing is not null then
        perform content_note_words(type_of, words, thing, spoken, place, what);
    end if;
end $$;

create function content_note_placeholder(slot_of bigint, place text, what text) returns void language sql as $$
    select content_note_below(content_type_id, object_id, place, what) from cms_placeholder where id = slot_of;
$$;

create function content_note_block(block bigint, place text, what text) returns void language sql as $$
    select content_note_placeholder(placeholder_id, place, what) from cms_cmsplugin where id = block;
$$;

-- Where a block stands, and in which order.
create function content_plugins() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and content_what_is_read(to_jsonb(old)) = content_what_is_read(to_jsonb(new)) then
        return new;
    end if;
    if tg_op <> 'INSERT' then perform content_note_placeholder(old.placeholder_id, tg_table_name, tg_op); end if;
    if tg_op = 'INSERT' or tg_op = 'UPDATE' and old.placeholder_id is distinct from new.placeholder_id then
        perform content_note_placeholder(new.placeholder_id, tg_table_name, tg_op);
    end if;
    if tg_op = 'DELETE' then return old; end if;
    return new;
end $$;

create function content_blocks() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and content_what_is_read(to_jsonb(old)) = content_what_is_read(to_jsonb(new)) then
        return new;
    end if;
    if tg_op <> 'INSERT' then perform content_note_block(old.cmsplugin_ptr_id, tg_table_name, tg_op); end if;
    if tg_op = 'INSERT' or tg_op = 'UPDATE' and old.cmsplugin_ptr_id <> new.cmsplugin_ptr_id then
        perform content_note_block(new.cmsplugin_ptr_id, tg_table_name, tg_op);
    end if;
    if tg_op = 'DELETE' then return old; end if;
    return new;
end $$;

-- All blocks of a placeholder: moved to another version or another part of the page, or about to go with it.
create function content_placeholders() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if exists (select from cms_cmsplugin where placeholder_id = old.id) then
            perform content_note_below(old.content_type_id, old.object_id, tg_table_name, tg_op);
        end if;
        return old;
    end if;
    if (old.content_type_id, old.object_id, old.slot)
        is not distinct from (new.content_type_id, new.object_id, new.slot)
    then
        return new;
    end if;
    perform content_note_below(old.content_type_id, old.object_id, tg_table_name, tg_op);
    if (old.content_type_id, old.object_id) is distinct from (new.content_type_id, new.object_id) then
        perform content_note_below(new.content_type_id, new.object_id, tg_table_name, tg_op);
    end if;
    return new;
end $$;

-- Another file in the place of one that pages show.
create function content_files() returns trigger language plpgsql as $$
begin
    perform content_note_placeholder(placeholder_id, tg_table_name, tg_op) from (
        select distinct block.placeholder_id from content_picture picture
        join cms_cmsplugin block on block.id = picture.cmsplugin_ptr_id
        where picture.image_id = old.id
    ) shown;
    return new;
end $$;

-- A version is written, then read, and never written again.
create function content_versions() returns trigger language plpgsql as $$
declare
    is_signable boolean;
begin
    if tg_op = 'DELETE' then
        select app_label = 'content' into is_signable from django_content_type where id = old.content_type_id;
        if is_signable and old.state <> 'draft' and current_setting('hospital.erasing', true) is distinct from 'on' then
            raise exception 'a version that is % is kept', old.state
                using errcode = 'restrict_violation', constraint = tg_name;
        end if;
        return old;
    end if;
    select app_label = 'content' into is_signable from django_content_type where id = new.content_type_id;
    if not is_signable then return new; end if;
    if tg_op = 'INSERT' and new.state <> 'draft' then
        raise exception 'a version begins as a draft' using errcode = 'restrict_violation', constraint = tg_name;
    end if;
    if tg_op = 'UPDATE' and (old.content_type_id, old.object_id) <> (new.content_type_id, new.object_id) then
        raise exception 'a version stays the version of its words'
            using errcode = 'restrict_violation', constraint = tg_name;
    end if;
    if tg_op = 'UPDATE' and old.state <> 'draft' and new.state = 'draft' then
        raise exception 'what was % never becomes a draft again: make a new one', old.state
            using errcode = 'restrict_violation', constraint = tg_name;
    end if;
    return new;
end $$;

-- At the end of the transaction: the gate speaks first, and in words.
create function content_published_versions() returns trigger language plpgsql as $$
begin
    if exists (select from django_content_type where id = new.content_type_id and app_label = 'content')
        and exists (select from djangocms_versioning_version where id = new.id and state = 'published')
        and not exists (select from content_signoff where version_id = new.id)
    then
        raise exception 'nobody has signed this version' using errcode = 'restrict_violation', constraint = tg_name;
    end if;
    return new;
end $$;

create trigger words_are_noted before insert or update or delete on cms_cmsplugin
    for each row execute function content_plugins();
create trigger words_are_noted before insert or update or delete on djangocms_text_text
    for each row execute function content_blocks();
create trigger words_are_noted before insert or update or delete on djangocms_link_link
    for each row execute function content_blocks();
create trigger words_are_noted before insert or update or delete on djangocms_alias_aliasplugin
    for each row execute function content_blocks();
create trigger words_are_noted before insert or update or delete on cms_aliaspluginmodel
    for each row execute function content_blocks();
create trigger words_are_noted before insert or update or delete on cms_placeholderreference
    for each row execute function content_blocks();
create trigger words_are_noted before update or delete on cms_placeholder
    for each row execute function content_placeholders();
create trigger words_are_noted before update on filer_file for each row
    when ((old.file, old.sha1, old.mime_type, old.is_public)
        is distinct from (new.file, new.sha1, new.mime_type, new.is_public))
    execute function content_files();
create trigger versions_are_kept before insert or update or delete on djangocms_versioning_version
    for each row execute function content_versions();
create constraint trigger published_versions_are_signed after update on djangocms_versioning_version
    deferrable initially deferred for each row
    when (old.state is distinct from new.state and new.state = 'published')
    execute function content_published_versions();
"""
BACKWARDS = """
drop trigger published_versions_are_signed on djangocms_versioning_version;
drop trigger versions_are_kept on djangocms_versioning_version;
drop trigger words_are_noted on filer_file;
drop trigger words_are_noted on cms_placeholder;
drop trigger words_are_noted on cms_placeholderreference;
drop trigger words_are_noted on cms_aliaspluginmodel;
drop trigger words_are_noted on djangocms_alias_aliasplugin;
drop trigger words_are_noted on djangocms_link_link;
drop trigger words_are_noted on djangocms_text_text;
drop trigger words_are_noted on cms_cmsplugin;
drop function content_published_versions, content_versions, content_files, content_placeholders, content_blocks, content_plugins,
    content_note_block, content_note_placeholder, content_note_below, content_note_words, content_what_is_read,
    content_type_of;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cms', '0045_pageurl_site_unique_path'),
        ('content', '0010_reviews'),
        ('djangocms_alias', '0008_alter_categorytranslation_unique_together_and_more'),
        ('djangocms_link', '0020_rename_target_link_link_target'),
        ('djangocms_text', '0004_remove_old_ckeditor_table'),
        ('djangocms_versioning', '0018_fix_typo'),
        ('filer', '0018_alter_file_options'),
    ]

    operations = [
        migrations.CreateModel(
            name='WordChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('object_id', models.PositiveIntegerField()),
                ('language', models.CharField(max_length=5)),
                ('content_id', models.PositiveIntegerField()),
                ('copied_from_id', models.PositiveIntegerField(null=True)),
                ('user_id', models.IntegerField(null=True)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('table', models.CharField(max_length=63)),
                ('operation', models.CharField(choices=[('INSERT', 'added'), ('UPDATE', 'changed'), ('DELETE', 'taken away'), ('COPY', 'copied')], max_length=10)),
            ],
            options={
                'verbose_name': 'change of words',
                'verbose_name_plural': 'changes of words',
                'default_permissions': [],
            },
        ),
        migrations.AddField(
            model_name='signoff',
            name='seen_changes',
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.RunSQL(FUNCTIONS, BACKWARDS),
        pgtrigger.migrations.AddTrigger(
            model_name='conditioncontent',
            trigger=pgtrigger.compiler.Trigger(name='words_are_noted', sql=pgtrigger.compiler.UpsertTriggerSql(func="if tg_op = 'UPDATE' and content_what_is_read(to_jsonb(old)) = content_what_is_read(to_jsonb(new)) then return new; end if; if tg_op <> 'INSERT' then perform content_note_words(content_type_of('content', 'conditioncontent'), old.id, old.condition_id, old.language, tg_table_name, tg_op); end if; if tg_op = 'INSERT' or tg_op = 'UPDATE' and (old.id, old.condition_id, old.language) is distinct from (new.id, new.condition_id, new.language) then perform content_note_words(content_type_of('content', 'conditioncontent'), new.id, new.condition_id, new.language, tg_table_name, tg_op); end if; if tg_op = 'DELETE' then return old; end if; return new;", hash='94999ebb5fabc6b6efe9189386d751110cae2f3e', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_words_are_noted_ed4b2', table='content_conditioncontent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='conditionreference',
            trigger=pgtrigger.compiler.Trigger(name='words_are_noted', sql=pgtrigger.compiler.UpsertTriggerSql(func="if tg_op = 'UPDATE' and content_what_is_read(to_jsonb(old)) = content_what_is_read(to_jsonb(new)) then return new; end if; if tg_op <> 'INSERT' then perform content_note_below(content_type_of('content', 'conditioncontent'), old.content_id, tg_table_name, tg_op); end if; if tg_op = 'INSERT' or tg_op = 'UPDATE' and (old.content_id) is distinct from (new.content_id) then perform content_note_below(content_type_of('content', 'conditioncontent'), new.content_id, tg_table_name, tg_op); end if; if tg_op = 'DELETE' then return old; end if; return new;", hash='60fe58fc3ef9135edab9bcf21774d878b32020ba', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_words_are_noted_b476f', table='content_conditionreference', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='conditionsign',
            trigger=pgtrigger.compiler.Trigger(name='words_are_noted', sql=pgtrigger.compiler.UpsertTriggerSql(func="if tg_op = 'UPDATE' and content_what_is_read(to_jsonb(old)) = content_what_is_read(to_jsonb(new)) then return new; end if; if tg_op <> 'INSERT' then perform content_note_below(content_type_of('content', 'conditioncontent'), old.content_id, tg_table_name, tg_op); end if; if tg_op = 'INSERT' or tg_op = 'UPDATE' and (old.content_id) is distinct from (new.content_id) then perform content_note_below(content_type_of('content', 'conditioncontent'), new.content_id, tg_table_name, tg_op); end if; if tg_op = 'DELETE' then return old; end if; return new;", hash='c07a1a2432fc66d0cf054c2fc6f5b6aa1d12ac36', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_words_are_noted_10b1f', table='content_conditionsign', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='picture',
            trigger=pgtrigger.compiler.Trigger(name='words_are_noted', sql=pgtrigger.compiler.UpsertTriggerSql(func="if tg_op = 'UPDATE' and content_what_is_read(to_jsonb(old)) = content_what_is_read(to_jsonb(new)) then return new; end if; if tg_op <> 'INSERT' then perform content_note_block(old.cmsplugin_ptr_id, tg_table_name, tg_op); end if; if tg_op = 'INSERT' or tg_op = 'UPDATE' and (old.cmsplugin_ptr_id) is distinct from (new.cmsplugin_ptr_id) then perform content_note_block(new.cmsplugin_ptr_id, tg_table_name, tg_op); end if; if tg_op = 'DELETE' then return old; end if; return new;", hash='01d088c133fed484feedce5905a55944a1401e9b', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_words_are_noted_cb217', table='content_picture', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='question',
            trigger=pgtrigger.compiler.Trigger(name='words_are_noted', sql=pgtrigger.compiler.UpsertTriggerSql(func="if tg_op = 'UPDATE' and content_what_is_read(to_jsonb(old)) = content_what_is_read(to_jsonb(new)) then return new; end if; if tg_op <> 'INSERT' then perform content_note_block(old.cmsplugin_ptr_id, tg_table_name, tg_op); end if; if tg_op = 'INSERT' or tg_op = 'UPDATE' and (old.cmsplugin_ptr_id) is distinct from (new.cmsplugin_ptr_id) then perform content_note_block(new.cmsplugin_ptr_id, tg_table_name, tg_op); end if; if tg_op = 'DELETE' then return old; end if; return new;", hash='af5774a88fbd96fccadccd3219f83ed009df27b4', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_words_are_noted_9998d', table='content_question', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='treatmentcondition',
            trigger=pgtrigger.compiler.Trigger(name='words_are_noted', sql=pgtrigger.compiler.UpsertTriggerSql(func="if tg_op = 'UPDATE' and content_what_is_read(to_jsonb(old)) = content_what_is_read(to_jsonb(new)) then return new; end if; if tg_op <> 'INSERT' then perform content_note_below(content_type_of('content', 'treatmentcontent'), old.content_id, tg_table_name, tg_op); end if; if tg_op = 'INSERT' or tg_op = 'UPDATE' and (old.content_id) is distinct from (new.content_id) then perform content_note_below(content_type_of('content', 'treatmentcontent'), new.content_id, tg_table_name, tg_op); end if; if tg_op = 'DELETE' then return old; end if; return new;", hash='3f4f2a738454243050d96ed90544d3f2c3dd2c49', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_words_are_noted_2d5bb', table='content_treatmentcondition', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='treatmentcontent',
            trigger=pgtrigger.compiler.Trigger(name='words_are_noted', sql=pgtrigger.compiler.UpsertTriggerSql(func="if tg_op = 'UPDATE' and content_what_is_read(to_jsonb(old)) = content_what_is_read(to_jsonb(new)) then return new; end if; if tg_op <> 'INSERT' then perform content_note_words(content_type_of('content', 'treatmentcontent'), old.id, old.treatment_id, old.language, tg_table_name, tg_op); end if; if tg_op = 'INSERT' or tg_op = 'UPDATE' and (old.id, old.treatment_id, old.language) is distinct from (new.id, new.treatment_id, new.language) then perform content_note_words(content_type_of('content', 'treatmentcontent'), new.id, new.treatment_id, new.language, tg_table_name, tg_op); end if; if tg_op = 'DELETE' then return old; end if; return new;", hash='44c54c63084ec100c8bf6f912edc7b82c504ce69', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_words_are_noted_13856', table='content_treatmentcontent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='treatmentfact',
            trigger=pgtrigger.compiler.Trigger(name='words_are_noted', sql=pgtrigger.compiler.UpsertTriggerSql(func="if tg_op = 'UPDATE' and content_what_is_read(to_jsonb(old)) = content_what_is_read(to_jsonb(new)) then return new; end if; if tg_op <> 'INSERT' then perform content_note_below(content_type_of('content', 'treatmentcontent'), old.content_id, tg_table_name, tg_op); end if; if tg_op = 'INSERT' or tg_op = 'UPDATE' and (old.content_id) is distinct from (new.content_id) then perform content_note_below(content_type_of('content', 'treatmentcontent'), new.content_id, tg_table_name, tg_op); end if; if tg_op = 'DELETE' then return old; end if; return new;", hash='71c2e65bc3b08cc4f83b07ac45d2ed01d331dc35', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_words_are_noted_72db6', table='content_treatmentfact', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='treatmentreference',
            trigger=pgtrigger.compiler.Trigger(name='words_are_noted', sql=pgtrigger.compiler.UpsertTriggerSql(func="if tg_op = 'UPDATE' and content_what_is_read(to_jsonb(old)) = content_what_is_read(to_jsonb(new)) then return new; end if; if tg_op <> 'INSERT' then perform content_note_below(content_type_of('content', 'treatmentcontent'), old.content_id, tg_table_name, tg_op); end if; if tg_op = 'INSERT' or tg_op = 'UPDATE' and (old.content_id) is distinct from (new.content_id) then perform content_note_below(content_type_of('content', 'treatmentcontent'), new.content_id, tg_table_name, tg_op); end if; if tg_op = 'DELETE' then return old; end if; return new;", hash='76cd66fbedba1e3871e2262aedf976ff27b4bd43', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_words_are_noted_cd206', table='content_treatmentreference', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='treatmentsign',
            trigger=pgtrigger.compiler.Trigger(name='words_are_noted', sql=pgtrigger.compiler.UpsertTriggerSql(func="if tg_op = 'UPDATE' and content_what_is_read(to_jsonb(old)) = content_what_is_read(to_jsonb(new)) then return new; end if; if tg_op <> 'INSERT' then perform content_note_below(content_type_of('content', 'treatmentcontent'), old.content_id, tg_table_name, tg_op); end if; if tg_op = 'INSERT' or tg_op = 'UPDATE' and (old.content_id) is distinct from (new.content_id) then perform content_note_below(content_type_of('content', 'treatmentcontent'), new.content_id, tg_table_name, tg_op); end if; if tg_op = 'DELETE' then return old; end if; return new;", hash='249dab18d519d1cf048efe32ff380150e426ee72', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_words_are_noted_859a0', table='content_treatmentsign', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='wordchange',
            index=models.Index(fields=['kind', 'object_id', 'language'], name='word_changes_of_one_page'),
        ),
        migrations.AddIndex(
            model_name='wordchange',
            index=models.Index(fields=['kind', 'content_id'], name='word_changes_of_one_version'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='wordchange',
            trigger=pgtrigger.compiler.Trigger(name='journal_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="raise exception 'the journal of words is never changed' using errcode = 'restrict_violation', constraint = tg_name;", hash='c820ce483b73f919d5a54a5b68d0fad0f930c5ec', operation='UPDATE OR DELETE', pgid='pgtrigger_journal_is_kept_3431d', table='content_wordchange', when='BEFORE')),
        ),
    ]
