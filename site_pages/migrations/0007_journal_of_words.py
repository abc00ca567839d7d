import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0011_journal_of_words'),
        ('site_pages', '0006_link_checks'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='homedoctors',
            trigger=pgtrigger.compiler.Trigger(name='words_are_noted', sql=pgtrigger.compiler.UpsertTriggerSql(func="if tg_op = 'UPDATE' and content_what_is_read(to_jsonb(old)) = content_what_is_read(to_jsonb(new)) then return new; end if; if tg_op <> 'INSERT' then perform content_note_block(old.cmsplugin_ptr_id, tg_table_name, tg_op); end if; if tg_op = 'INSERT' or tg_op = 'UPDATE' and (old.cmsplugin_ptr_id) is distinct from (new.cmsplugin_ptr_id) then perform content_note_block(new.cmsplugin_ptr_id, tg_table_name, tg_op); end if; if tg_op = 'DELETE' then return old; end if; return new;", hash='62c94476c996a4fa95d65c433de6856e32098d2d', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_words_are_noted_54917', table='site_pages_homedoctors', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hometreatments',
            trigger=pgtrigger.compiler.Trigger(name='words_are_noted', sql=pgtrigger.compiler.UpsertTriggerSql(func="if tg_op = 'UPDATE' and content_what_is_read(to_jsonb(old)) = content_what_is_read(to_jsonb(new)) then return new; end if; if tg_op <> 'INSERT' then perform content_note_block(old.cmsplugin_ptr_id, tg_table_name, tg_op); end if; if tg_op = 'INSERT' or tg_op = 'UPDATE' and (old.cmsplugin_ptr_id) is distinct from (new.cmsplugin_ptr_id) then perform content_note_block(new.cmsplugin_ptr_id, tg_table_name, tg_op); end if; if tg_op = 'DELETE' then return old; end if; return new;", hash='1044d679efb209418f57f046e5ac2c5caf986814', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_words_are_noted_0f8be', table='site_pages_hometreatments', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='homewords',
            trigger=pgtrigger.compiler.Trigger(name='words_are_noted', sql=pgtrigger.compiler.UpsertTriggerSql(func="if tg_op = 'UPDATE' and content_what_is_read(to_jsonb(old)) = content_what_is_read(to_jsonb(new)) then return new; end if; if tg_op <> 'INSERT' then perform content_note_block(old.cmsplugin_ptr_id, tg_table_name, tg_op); end if; if tg_op = 'INSERT' or tg_op = 'UPDATE' and (old.cmsplugin_ptr_id) is distinct from (new.cmsplugin_ptr_id) then perform content_note_block(new.cmsplugin_ptr_id, tg_table_name, tg_op); end if; if tg_op = 'DELETE' then return old; end if; return new;", hash='b03d7f0fb106179f9c66f94cbfca1db1bb30a6c1', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_words_are_noted_b9554', table='site_pages_homewords', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='officerandrates',
            trigger=pgtrigger.compiler.Trigger(name='words_are_noted', sql=pgtrigger.compiler.UpsertTriggerSql(func="if tg_op = 'UPDATE' and content_what_is_read(to_jsonb(old)) = content_what_is_read(to_jsonb(new)) then return new; end if; if tg_op <> 'INSERT' then perform content_note_block(old.cmsplugin_ptr_id, tg_table_name, tg_op); end if; if tg_op = 'INSERT' or tg_op = 'UPDATE' and (old.cmsplugin_ptr_id) is distinct from (new.cmsplugin_ptr_id) then perform content_note_block(new.cmsplugin_ptr_id, tg_table_name, tg_op); end if; if tg_op = 'DELETE' then return old; end if; return new;", hash='f0c100b4c3e1fde228b77e35784fccd41ef44f82', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_words_are_noted_1f095', table='site_pages_officerandrates', when='BEFORE')),
        ),
    ]
