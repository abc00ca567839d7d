"""What all of the patient's pages have in common: they are nobody else's business."""

import math
from functools import wraps

from django.conf import settings
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language, ngettext

from content.models import TreatmentContent

from ..models import AppointmentRequest

OPEN_REQUEST = "appointment_request_id"
DRAFT = "appointment_draft"


def private_page(view):
    """Not stored, not found by search engines, and no word to other sites about where the visitor comes from."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex, nofollow"
        # Not "no-referrer": with that, browsers send forms with "Origin: null", and they would be refused.
        response.setdefault("Referrer-Policy", "same-origin")
        return response

    return wrapped


def open_for_visitor(request, appointment_request):
    """From now on this visitor's session shows this request."""
    request.session.cycle_key()
    request.session[OPEN_REQUEST] = appointment_request.pk
    remember_for_hours(request.session)


def remember_for_hours(session):
    """A phone is lent and lost: after some hours its pages are closed."""
    if "_auth_user_id" not in session:  # a signed-in colleague's session has its own end
        session.set_expiry(settings.DRAFT_HOURS * 3600)


def close_for_visitor(request):
    """This visitor's session shows no request any more, and forgets answers that were not sent."""
    for name in (OPEN_REQUEST, DRAFT):
        request.session.pop(name, None)
    if "_auth_user_id" not in request.session:
        request.session.flush()


def opened_by_visitor(request):
    """The request this visitor has opened, or None."""
    requests = AppointmentRequest.objects.for_desk().filter(erased_at__isnull=True)
    return requests.filter(pk=request.session.get(OPEN_REQUEST)).first()


def too_many(request, template, context, wait):
    """429, with everything that was typed, and when to try again."""
    response = render(request, template, context | {"try_again": wait_in_words(wait)}, status=429)
    response["Retry-After"] = math.ceil(wait.total_seconds())
    return response


def wait_in_words(wait):
    seconds = math.ceil(wait.total_seconds())
    if seconds <= 90:
        return ngettext("%(count)s second", "%(count)s seconds", seconds) % {"count": seconds}
    minutes = math.ceil(seconds / 60)
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}


def page_of(treatment):
    """The treatment's page in this language, else in any: its emergency signs matter in every language."""
    if treatment is None:
        return None
    contents = TreatmentContent.objects.filter(treatment=treatment)
    return contents.filter(language=get_language()).first() or contents.first()
