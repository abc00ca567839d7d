"""What cannot be declared on a model of ours: what a condition says is what is published of it, blocks keep what stood there
before, and every word below a version is noted, and refused once patients read it. Most of the tables are the CMS's."""

from django.conf import settings
from django.db import migrations

# Without a name in this language, the one of the main language is sorted by.
MAIN = settings.LANGUAGE_CODE

WORDS_OF_CONDITIONS = f"""
create function content_words_of(wanted bigint, out name jsonb, out explanation jsonb, out sort_keys jsonb)
language sql stable as $$
    with words as (
        select distinct on (content.language)
            content.language, content.name, content.explanation, content.sort_key
        from content_conditioncontent content
        join djangocms_versioning_version version on version.object_id = content.id and version.state = 'published'
        join django_content_type kind
            on kind.id = version.content_type_id and (kind.app_label, kind.model) = ('content', 'conditioncontent')
        where content.condition_id = wanted
        order by content.language, version.id desc
    )
    select
        coalesce(jsonb_object_agg(words.language, words.name), '{{}}'),
        coalesce(jsonb_object_agg(words.language, words.explanation) filter (where words.explanation ~ '\\S'), '{{}}'),
        coalesce(
            jsonb_object_agg(words.language, words.sort_key) || jsonb_build_object(
                'other', (array_agg(words.sort_key order by words.language <> '{MAIN}', words.language))[1]
            ),
            '{{}}'
        )
    from words
$$;
create function content_condition_follows(wanted bigint) returns void language plpgsql as $$
begin
    -- Who publishes another language of it at this moment is waited for, and then seen.
    perform 1 from content_condition where id = wanted for update;
    update content_condition kept set name = truth.name, explanation = truth.explanation, sort_keys = truth.sort_keys
    from content_words_of(wanted) truth
    where kept.id = wanted and row(kept.name, kept.explanation, kept.sort_keys)
        is distinct from row(truth.name, truth.explanation, truth.sort_keys);
end
$$;
create function content_condition_version_moved() returns trigger language plpgsql as $$
declare
    ours integer := (select id from django_content_type where (app_label, model) = ('content', 'conditioncontent'));
begin
    if tg_op <> 'INSERT' and old.content_type_id = ours and old.state = 'published' then
        perform content_condition_follows(condition_id) from content_conditioncontent where id = old.object_id;
    end if;
    if tg_op <> 'DELETE' and new.content_type_id = ours and new.state = 'published' then
        perform content_condition_follows(condition_id) from content_conditioncontent where id = new.object_id;
    end if;
    return null;
end
$$;
create trigger content_condition_version_moved
after insert or update or delete on djangocms_versioning_version
for each row execute function content_condition_version_moved();
"""  # noqa: S608 - made of our own words
FORGET_WORDS_OF_CONDITIONS = """
drop function content_condition_version_moved cascade;
drop function content_condition_follows;
drop function content_words_of;
"""

# Not where a block stands, not what its editor program needs, and nothing where the same was saved again.
EARLIER_WORDS = """
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
KEPT_FROM = """
create trigger earlier_words_are_kept after update on {table}
    for each row execute function content_keep_earlier_words();
"""
BLOCK_TABLES = ("content_question", "content_picture", "djangocms_text_text")
FORGET_EARLIER_WORDS = """
drop function content_keep_earlier_words cascade;
drop function content_drop_earlier_words cascade;
"""

# What is noted and what is refused, for every kind of versions. The triggers on our own tables are declared
# (content/models/journal/rules.py); those of tables that are not ours stand at the end.
JOURNAL = """
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
FORGET_JOURNAL = """
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
        ("content", "0001_initial"),
        ("cms", "0045_pageurl_site_unique_path"),
        ("djangocms_alias", "0008_alter_categorytranslation_unique_together_and_more"),
        ("djangocms_link", "0020_rename_target_link_link_target"),
        ("djangocms_text", "0004_remove_old_ckeditor_table"),
        ("djangocms_versioning", "0018_fix_typo"),
        ("filer", "0018_alter_file_options"),
    ]

    operations = [
        migrations.RunSQL(WORDS_OF_CONDITIONS, FORGET_WORDS_OF_CONDITIONS),
        migrations.RunSQL(
            EARLIER_WORDS + "".join(KEPT_FROM.format(table=each) for each in BLOCK_TABLES), FORGET_EARLIER_WORDS
        ),
        migrations.RunSQL(JOURNAL, FORGET_JOURNAL),
    ]
