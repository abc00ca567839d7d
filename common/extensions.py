"""The extensions of PostgreSQL that the site needs. All are trusted: the owner of a database may create them."""

from django.contrib.postgres.operations import CreateExtension
from django.core.management.base import CommandError
from django.db import transaction
from django.db.utils import NotSupportedError, OperationalError, ProgrammingError

NEEDED = ("btree_gist", "pg_trgm", "unaccent")


class NeededExtension(CreateExtension):
    """Creates the extension where it is missing; says in one sentence what to do where the server refuses.

    Raises CommandError. It stays when migrations are taken back: the database may need it for something else.
    """

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        try:
            with transaction.atomic(schema_editor.connection.alias):
                super().database_forwards(app_label, schema_editor, from_state, to_state)
        except (NotSupportedError, OperationalError, ProgrammingError):
            database = schema_editor.connection.settings_dict["NAME"]
            raise CommandError(
                f"PostgreSQL did not create the extension {self.name}: an administrator of the server runs "
                f'`create extension {self.name}` in the database "{database}" '
                "(on Debian the package postgresql-contrib brings it)."
            ) from None

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        pass
