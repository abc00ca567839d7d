"""A sent file between its preview and its import: in the database, beside the sessions, for an hour.

Its place has a name that only the sender's session knows. Nothing that a browser sends is ever the name of a file.
"""

import base64
import hashlib
from importlib import import_module

from django.conf import settings

SessionStore = import_module(settings.SESSION_ENGINE).SessionStore
SECONDS = 3600
MOST = 5  # previews of one person that are open at once
PLACES = "spreadsheets sent"


def digest_of(data, kind):
    return hashlib.sha256(kind.encode() + b"\0" + data).hexdigest()


def keep(session, data, kind, shown):
    """`kind` is the model that the file is for, `shown` what its preview said. Returns the digest to ask for it by."""
    place = SessionStore()
    place.update({"sheet": base64.b64encode(data).decode(), "shown": shown})
    place.set_expiry(SECONDS)
    place.create()
    digest = digest_of(data, kind)
    remember(session, {**session.get(PLACES, {}), digest: place.session_key})
    return digest


def remember(session, places):
    """The oldest make room."""
    session[PLACES] = dict(list(places.items())[-MOST:])


def take(session, digest, kind):
    """The file and what its preview said, once; None where this session has no such file for this model."""
    places = dict(session.get(PLACES, {}))
    key = places.pop(digest, None)
    if key is None:
        return None
    remember(session, places)
    place = SessionStore(key)
    kept = place.load()
    place.delete()
    data = base64.b64decode(kept.get("sheet", ""))
    return (data, kept["shown"]) if kept and digest_of(data, kind) == digest else None
