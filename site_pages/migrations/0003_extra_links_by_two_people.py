"""A link on every page is put live by a second person; those that are there stay."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('site_pages', '0002_database_rules'),
    ]

    operations = [
        migrations.AddField(
            model_name='extralink',
            name='is_live',
            field=models.BooleanField(default=True, editable=False, verbose_name='put live by a second person'),
        ),
        migrations.AlterField(
            model_name='extralink',
            name='is_live',
            field=models.BooleanField(default=False, editable=False, verbose_name='put live by a second person'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='extralink',
            trigger=pgtrigger.compiler.Trigger(name='guarded_writes', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE was jsonb; becomes jsonb;', func="\n            was := case when tg_op = 'INSERT' then '{}'::jsonb else to_jsonb(old) end;\n            becomes := case when tg_op = 'DELETE' then '{}'::jsonb else to_jsonb(new) end;\n            insert into directory_guardedwrite\n                (table_name, row_id, operation, before, after, by_id, way, reason, at)\n            select tg_table_name, (coalesce(becomes ->> 'id', was ->> 'id'))::bigint, tg_op,\n                jsonb_object_agg(name, (was -> name)), jsonb_object_agg(name, (becomes -> name)),\n                nullif(current_setting('hospital.user', true), '')::int,\n                coalesce(current_setting('hospital.way', true), ''),\n                coalesce(current_setting('hospital.reason', true), ''),\n                clock_timestamp()\n            from unnest(array['place', 'label', 'page_id', 'url', 'is_live']) as name\n            where 'true' in (was ->> 'is_live', becomes ->> 'is_live') and was -> name is distinct from becomes -> name\n            having count(*) > 0;\n            return null;\n        ", hash='5ae1909876c50f4c5647490e296a8946234966fb', operation='UPDATE OR DELETE OR INSERT', pgid='pgtrigger_guarded_writes_c20ba', table='site_pages_extralink', when='AFTER')),
        ),
    ]
