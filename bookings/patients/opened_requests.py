"""Which requests a visitor has opened, for some hours: several beside each other, each with pages of its own."""

from datetime import timedelta

from django.utils import timezone

from ..models import AppointmentRequest
from .drafts import drafts_of
from .session_entries import SessionEntries, new_key

MOST_OPENED = 10
RECEIPT_FOR = timedelta(minutes=15)


def _opened(request):
    return SessionEntries(request.session, "appointment_requests", MOST_OPENED)


def open_for_visitor(request, appointment_request, sent_as=""):
    """From now on this visitor's session shows this request. Returns its key in addresses.

    `sent_as`: the key of the draft that it was. The request keeps it, so that Back finds the way.
    """
    request.session.cycle_key()
    entries, pk = _opened(request), appointment_request.pk
    known = {entry["id"]: (key, entry) for key, entry in entries.all().items()}
    key, entry = known.get(pk, (new_key(), {"id": pk}))
    if sent_as:
        key, entry = sent_as, {"id": pk, "sent_here": True}
    entries.put(key, entry)
    return key


def is_open(request, key):
    return key in _opened(request).all()


def opened_by_visitor(request, key):
    """The request that this visitor has opened under this key, or None."""
    entry = _opened(request).get(key)
    if entry is None:
        return None
    requests = AppointmentRequest.objects.for_desk().filter(erased_at__isnull=True)
    return requests.filter(pk=entry["id"]).first()


def was_sent_here_lately(request, key, appointment_request):
    """Its receipt is for the browser that sent it, and only for a while: the next person on this phone is another."""
    return _opened(request).get(key).get("sent_here", False) and is_fresh(appointment_request)


def is_fresh(appointment_request):
    return timezone.now() - appointment_request.created_at < RECEIPT_FOR


def others_are_open(request, key):
    """Another request is open on this phone, or answers that were not sent wait there."""
    return bool(_opened(request).all().keys() - {key} or drafts_of(request.session).all())


def close_for_visitor(request, appointment_request):
    """This visitor's session does not show this request any more."""
    entries = _opened(request)
    for key, entry in entries.all().items():
        if entry["id"] == appointment_request.pk:
            entries.remove(key)
    if not others_are_open(request, key=""):
        close_all_for_visitor(request)


def close_all_for_visitor(request):
    """This visitor's session shows no request any more, and forgets answers that were not sent."""
    for entries in (_opened(request), drafts_of(request.session)):
        request.session.pop(entries.name, None)
    if "_auth_user_id" not in request.session:  # a colleague stays signed in
        request.session.flush()
