"""The answers of earlier pages, carried by the page that is open.

The session keeps them, and a session is a row of the database: while that is away, or where it was lost, what a patient
typed on four pages is on the page before them, and comes back with it.
"""

from django.conf import settings
from django.core import signing

SALT = "bookings.carried_answers"


def carried(draft):
    """What the page of this draft carries in a hidden field: signed, so that it comes back as it was."""
    return signing.dumps([draft.key, draft.data], salt=SALT, compress=True) if draft.exists else ""


def bring_back(draft, key, text):
    """Fill a draft that its session has lost from what its page carried, for as long as the session would have."""
    try:
        its_key, data = signing.loads(text, salt=SALT, max_age=settings.DRAFT_HOURS * 3600)
    except signing.BadSignature:
        return
    if its_key == key:
        draft.bring_back(key, data)
