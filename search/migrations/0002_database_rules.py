"""What Django cannot state: the vectors of search are not compressed."""

from django.db import migrations

# Unpacking a long vector takes ten times as long as reading it: five times as long for the whole search.
VECTORS_ARE_READ_FAST = "alter table search_searchentry alter column {column} set storage {how}"


def storage(column):
    return migrations.RunSQL(
        VECTORS_ARE_READ_FAST.format(column=column, how="external"),
        VECTORS_ARE_READ_FAST.format(column=column, how="extended"),
    )


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [storage("head"), storage("everything")]
