"""Several things of one kind in a visitor's session, each under a random key that the addresses of its pages carry.

The key is no secret: it opens something only in the session that holds it. What stands under it ends some hours after
it was last changed, because a phone is lent and lost.
"""

import secrets
import time

from django.conf import settings


def new_key():
    return secrets.token_urlsafe(9)


class SessionEntries:
    """The newest few: sessions stay small."""

    def __init__(self, session, name, most):
        self.session, self.name, self.most = session, name, most

    def all(self):
        """{key: entry}, the one that was left alone longest first."""
        earliest = time.time() - settings.DRAFT_HOURS * 3600
        return {key: entry for key, entry in self.session.get(self.name, {}).items() if entry["at"] > earliest}

    def get(self, key):
        return self.all().get(key)

    def put(self, key, entry):
        others = [(other, each) for other, each in self.all().items() if other != key]
        self.session[self.name] = dict([*others, (key, entry | {"at": time.time()})][-self.most :])
        remember_for_hours(self.session)

    def remove(self, key):
        left = {other: each for other, each in self.all().items() if other != key}
        if left:
            self.session[self.name] = left
        else:
            self.session.pop(self.name, None)


def remember_for_hours(session):
    if "_auth_user_id" not in session:  # a signed-in colleague's session has its own end
        session.set_expiry(settings.DRAFT_HOURS * 3600)
