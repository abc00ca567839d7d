"""The Django database backend that brings its own server: PostgreSQL's, started when it is needed."""

from django.db.backends.postgresql import base
from django.db.utils import OperationalError

from . import hold, is_held

ATTEMPTS = 3


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params):
        if not is_held(self.settings_dict):
            hold(self.settings_dict)
        for attempts_left in reversed(range(ATTEMPTS)):
            try:
                return super().get_new_connection(conn_params)
            except (OperationalError, base.Database.OperationalError):
                if not attempts_left:
                    raise
                # It was killed, or is just stopping. Any other trouble comes back with the next attempt.
                hold(self.settings_dict)
