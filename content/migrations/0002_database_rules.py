"""What Django cannot state: the database remembers the slug that a treatment or a condition had."""

from django.db import migrations

KEPT_OF = """
create trigger directory_old_slug_is_kept
after update of slug on {table} for each row when (old.slug is distinct from new.slug)
execute function directory_old_slug_is_kept('{kind}');
"""
TABLES = {"content_treatment": "content.treatment", "content_condition": "content.condition"}


class Migration(migrations.Migration):
    dependencies = [("content", "0001_initial"), ("directory", "0002_database_rules")]

    operations = [
        migrations.RunSQL(
            KEPT_OF.format(table=table, kind=kind), f"drop trigger directory_old_slug_is_kept on {table}"
        )
        for table, kind in TABLES.items()
    ]
