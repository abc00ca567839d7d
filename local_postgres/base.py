"""The Django database backend that brings its own server: PostgreSQL's, started when it is needed."""

from django.db.utils import OperationalError

from bounded_postgres import base

from . import hold, is_held

ATTEMPTS = 3


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params):
        if not is_held(self.settings_dict):
            base.watching.server_of(conn_params).refuse_if_silent()
            hold(self.settings_dict)
        for attempts_left in reversed(range(ATTEMPTS)):
            try:
                return super().get_new_connection(conn_params)
            except (OperationalError, base.psycopg2.OperationalError):
                if not attempts_left or base.watching.server_of(conn_params).is_away:
                    raise
                # It was killed, or is just stopping. Any other trouble comes back with the next attempt.
                hold(self.settings_dict)
