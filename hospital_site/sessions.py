"""Sessions in the database, of which two tabs at once keep what each has written.

Django's own writes the whole session back, so that the slower of two answers sent in the same instant wipes out what
the faster one kept. SESSION_ENGINE names this module.
"""

import copy

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.db import transaction


class SessionStore(DatabaseSessions):
    row = loaded = None  # as they were when this request read or wrote them
    written = None

    def load(self):
        found = super().load()
        self.loaded = copy.deepcopy(found)
        return found

    def _get_session_from_db(self):
        found = super()._get_session_from_db()
        self.row = found.session_data if found else None
        return found

    def save(self, must_create=False):
        if must_create or self.session_key is None or self.row is None:
            super().save(must_create)
            self._remember()
        elif not self._saved_over(self.row):
            self._merge()

    def _saved_over(self, row):
        """False when somebody else has written since; costs no more than writing."""
        new = self.create_model_instance(self._get_session())
        rows = self.model.objects.filter(session_key=self.session_key, session_data=row)
        if not rows.update(session_data=new.session_data, expire_date=new.expire_date):
            return False
        self._remember()
        return True

    def create_model_instance(self, data):
        new = super().create_model_instance(data)
        self.written = new.session_data
        return new

    def _remember(self):
        self.row, self.loaded = self.written, copy.deepcopy(self._get_session())

    @transaction.atomic
    def _merge(self):
        row = self.model.objects.select_for_update().filter(session_key=self.session_key).first()
        if row is None:
            raise UpdateError  # signed out meanwhile
        self._session_cache = merged(self.loaded, self.decode(row.session_data), self._get_session())
        self._saved_over(row.session_data)


def merged(before, theirs, mine):
    """What either has changed since `before`; where both have changed the same, what is mine."""
    if not all(isinstance(each, dict) for each in (before, theirs, mine)):
        return theirs if mine == before else mine
    result = {}
    for key in [*theirs, *(key for key in mine if key not in theirs)]:
        value = merged(*(each.get(key, GONE) for each in (before, theirs, mine)))
        if value is not GONE:
            result[key] = value
    return result


GONE = object()
