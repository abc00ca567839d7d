"""What a condition says becomes drafts, one in each language; from now on it says what is published.

Nobody had signed those words. So that none is lost, each becomes a draft in its language, which a clinician can sign.
"""

import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import common.text.translated_text
from common.text.collation import sort_key

# Without a name in this language, the one of the main language stands there, to be written over.
MAIN = settings.LANGUAGE_CODE

WORDS_OF = f"""
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
update content_condition set name = '{{}}', explanation = '{{}}', sort_keys = '{{}}';
"""  # noqa: S608 - made of our own words
TAKE_BACK = """
drop function content_condition_version_moved cascade;
drop function content_condition_follows;
drop function content_words_of;
"""


def words_become_drafts(apps, schema_editor):
    Condition, Content = (apps.get_model("content", name) for name in ("Condition", "ConditionContent"))
    Sign, Version = apps.get_model("content", "ConditionSign"), apps.get_model("djangocms_versioning", "Version")
    conditions = list(Condition.objects.all())
    if not conditions:
        return
    User = apps.get_model(settings.AUTH_USER_MODEL)
    author, _new = User.objects.get_or_create(
        username="import", defaults={"is_active": False, "first_name": "Page import", "password": "!"}
    )
    kind, _new = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="content", model="conditioncontent"
    )
    for condition in conditions:
        for language in sorted({*condition.name, *condition.explanation, *condition.urgent_signs}):
            name = condition.name.get(language) or condition.name.get(MAIN) or condition.slug
            content = Content.objects.create(
                condition=condition,
                language=language,
                name=name,
                explanation=condition.explanation.get(language, ""),
                sort_key=sort_key(name),
            )
            Version.objects.create(content_type=kind, object_id=content.pk, created_by=author, number="1")
            lines = (line.strip(" \t-•*") for line in condition.urgent_signs.get(language, "").splitlines())
            for order, line in enumerate(filter(None, lines)):
                Sign.objects.create(content=content, order=order, text=line)
    # Checks still to come would keep the tables from being altered.
    schema_editor.execute("set constraints all immediate; set constraints all deferred")


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0006_conditions_have_versions"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("djangocms_versioning", "0018_fix_typo"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(words_become_drafts, migrations.RunPython.noop),
        migrations.AlterModelOptions(
            name='condition',
            options={'ordering': ['name__en', 'slug'], 'verbose_name': 'condition', 'verbose_name_plural': 'conditions'},
        ),
        migrations.RemoveConstraint(
            model_name='condition',
            name='condition_has_a_name',
        ),
        migrations.AlterField(
            model_name='condition',
            name='explanation',
            field=common.text.translated_text.TranslatedTextField(blank=True, default=common.text.translated_text.TranslatedText, editable=False, max_length=2000, multiline=True, verbose_name='explanation in plain words'),
        ),
        migrations.AlterField(
            model_name='condition',
            name='name',
            field=common.text.translated_text.TranslatedTextField(blank=True, default=common.text.translated_text.TranslatedText, editable=False, max_length=200, multiline=False, verbose_name='name'),
        ),
        migrations.AlterField(
            model_name='condition',
            name='sort_keys',
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.RemoveField(
            model_name='condition',
            name='urgent_signs',
        ),
        migrations.RunSQL(WORDS_OF, TAKE_BACK),
        pgtrigger.migrations.AddTrigger(
            model_name='condition',
            trigger=pgtrigger.compiler.Trigger(name='words_are_published', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE truth record;', func="\n        select * into truth from content_words_of(new.id);\n        if row(new.name, new.explanation, new.sort_keys)\n                is distinct from row(truth.name, truth.explanation, truth.sort_keys)\n            and (tg_op = 'INSERT' or row(new.name, new.explanation, new.sort_keys)\n                is distinct from row(old.name, old.explanation, old.sort_keys)) then\n            raise exception 'the words of a condition are those of its published versions' using errcode = 'restrict_violation', constraint = tg_name;\n        end if;\n        new.name := truth.name; new.explanation := truth.explanation; new.sort_keys := truth.sort_keys;\n        return new;\n    ", hash='177713b0f68b7600fc30e983e29340baf04cc8f7', operation='INSERT OR UPDATE', pgid='pgtrigger_words_are_published_57dba', table='content_condition', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='conditioncontent',
            trigger=pgtrigger.compiler.Trigger(name='condition_follows', sql=pgtrigger.compiler.UpsertTriggerSql(func='perform content_condition_follows(old.condition_id); return null;', hash='97c01f62d2f2ef19981ff12db374125b8c4ad5bd', operation='UPDATE OR DELETE', pgid='pgtrigger_condition_follows_cae47', table='content_conditioncontent', when='AFTER')),
        ),
    ]
