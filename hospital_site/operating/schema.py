"""Whether the database has the tables that this code needs."""

from functools import cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def missing_migrations():
    """Names of the apps whose newest migration has not run here. Newer ones than ours are no reason to stop."""
    return sorted(app for app, _name in newest_migrations() - set(MigrationRecorder(connection).applied_migrations()))


@cache  # the files do not change while the process lives
def newest_migrations():
    return set(MigrationLoader(None).graph.leaf_nodes())
