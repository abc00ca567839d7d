"""Which parts of the day a patient may choose for our call: only those in which the front desk is there.

A window that the desk keeps in part, like "4 pm to 7 pm" where it closes at 5, is offered as what is left of it.
"""

from datetime import timedelta

from django.utils import timezone

from directory.models import CallWindow

from ..callback_deadline import desk_hours, openings, within
from ..models import AppointmentRequest

ANY = "any"
ONE_WEEK = timedelta(days=6)  # and today


def offered():
    """{what the form sends: the window} of those that the desk of their location keeps in an ordinary week."""
    windows = CallWindow.objects.offered().select_related("location")
    return {str(window.pk): window for window in windows if times(window)}


def choices(windows):
    return [*((key, in_words(window)) for key, window in windows.items()), (ANY, in_words(None))]


def in_words(window, location=None):
    """With the times at which the desk of this location really calls; `window` is None for any time."""
    if window is None:
        return str(AppointmentRequest.PartOfDay.ANY.label)
    return window.in_words(*(times(window, location) or (window.starts, window.ends)))


def times(window, location=None):
    """From when until when we call in this window, or None where the desk is never there then.

    Where no desk hours are known nothing is ruled out, and nothing is promised.
    """
    hours = desk_hours(location or window.location)
    if not hours:
        return window.starts, window.ends
    today = timezone.localdate()
    kept = within([window], openings(hours, (), today, today + ONE_WEEK))
    opens = [timezone.localtime(stretch.opens).time() for stretch in kept]
    closes = [timezone.localtime(stretch.closes).time() for stretch in kept]
    return (min(opens), max(closes)) if kept else None
