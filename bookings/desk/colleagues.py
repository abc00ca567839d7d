"""Who of the desk is on a request, in words."""

from django.utils.timesince import timesince
from django.utils.translation import gettext as _


def name_of(user):
    return user.get_full_name() or user.get_username()


def open_in_words(name, opened_at):
    isolated = f"\u2068{name}\u2069"  # a name in another script turns no sentence round
    return _("%(name)s has this open, %(time)s") % {"name": isolated, "time": timesince(opened_at, depth=1)}


def in_hand_of(appointment_request):
    """The assignment that holds now, or None."""
    held = getattr(appointment_request, "assignment", None)
    return held if held and held.is_in_force else None
