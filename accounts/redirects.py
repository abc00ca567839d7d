"""Where a person goes after signing in, and how every other door leads to the one sign-in page."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from .auth_state import AuthState

ANSWER_REQUESTS = "bookings.answer_appointmentrequest"


def to_sign_in(request, **_kwargs):
    """Doors that Django and the CMS have of their own, and addresses of earlier days."""
    return redirect(with_next("staff:sign_in", request.GET.get("next", "")))


def with_next(name, wanted):
    return reverse(name) + (f"?{urlencode({'next': wanted})}" if wanted else "")


def wanted_by(request):
    """The address of this site that somebody wanted to see before signing in; "" when it is none of ours."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else ""


def workplace(person):
    """The first page of a person's day."""
    if person.is_staff:
        return reverse("admin:index")
    if person.has_perm(ANSWER_REQUESTS):
        return reverse("desk:inbox")
    return reverse("staff:account")


def go_on(request, person, auth_state):
    """The next step of signing in, or where this person was going."""
    wanted = wanted_by(request)
    if auth_state == AuthState.OTP:
        return redirect(with_next("staff:code", wanted))
    if auth_state == AuthState.ENROL:
        return redirect("staff:second_factor")
    if wanted and not may_enter(person, wanted):
        messages.warning(request, _("Your login does not open the page you asked for."))
        wanted = ""
    return redirect(wanted or workplace(person))


def may_enter(person, url):
    """Whether a room is for this person at all. Each page in it decides for itself once more."""
    if url.startswith(reverse("admin:index")):
        return person.is_staff
    if url.startswith(reverse("desk:inbox")):
        return person.has_perm(ANSWER_REQUESTS)
    return True
