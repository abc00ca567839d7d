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
            raise CommandError(self._what_to_do(schema_editor.connection)) from None

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        pass

    def _what_to_do(self, connection):
        with connection.cursor() as cursor:
            cursor.execute("SELECT extname FROM pg_extension")
            created = {name for (name,) in cursor}
        # All that are missing, so that the administrator is asked once.
        missing = [name for name in dict.fromkeys([self.name, *NEEDED]) if name not in created]
        commands = " ".join(f"CREATE EXTENSION {name};" for name in missing)
        return (
            f"PostgreSQL did not create the extension {self.name}: an administrator of the server runs `{commands}` "
            f'in the database "{connection.settings_dict["NAME"]}" '
            "(Debian's server brings their files, elsewhere a package that is often called postgresql-contrib)."
        )
