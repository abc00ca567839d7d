"""One's own sessions: where they are, ending them, how long this one still lasts (static/js/session-end.js asks)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from common.private_pages import private_page

from . import browser_copies
from .auth_state import AuthState
from .sessions import described, lasting

WARNED_BEFORE = 2  # minutes


def shown_to(request):
    """The sessions of this person, this one first, with what the page says of each."""
    near = described.place_of(request)
    rows = list(lasting.open_ones().filter(user_id=request.user.pk))
    for row in rows:
        row.is_here = row.pk == request.staff_session.pk
        row.is_near = row.place == near != ""
    return sorted(rows, key=lambda row: not row.is_here)


@private_page
@login_required
@require_POST
def end_session(request, session_id):
    """One of their own; of anybody else's nothing is said."""
    lasting.open_ones().filter(pk=session_id, user_id=request.user.pk).delete()
    messages.success(request, _("You are signed out there."))
    return redirect("staff:account")


@private_page
@login_required
@require_POST
def end_other_sessions(request):
    lasting.end_others(request, request.user)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("staff:account")


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def time_left(request):
    """Asked by every page of the staff, which is no use of the session; a POST is: somebody wants to stay."""
    if request.auth_state != AuthState.AUTHENTICATED:
        return JsonResponse({"signed_out": True}, status=401)
    row = request.staff_session
    if request.method == "POST":
        lasting.note_use(request, row)
    now, end = timezone.now(), lasting.end_of(row)
    return JsonResponse(
        {
            "owner": browser_copies.owner(request.user),
            "seconds": max(0, (end - now).total_seconds()),
            "warned_before": WARNED_BEFORE * 60,
            "may_stay": end < lasting.last_end_of(row),
            "token": get_token(request),  # what was typed before signing in anew is sent with the code of now
            "sign_in": reverse("staff:sign_in"),
            "words": _words(),
        }
    )


def _words():
    soon = ngettext(
        "You will be signed out in %(count)d minute.", "You will be signed out in %(count)d minutes.", WARNED_BEFORE
    )
    return {
        "soon": soon % {"count": WARNED_BEFORE},
        "stay": _("Stay signed in"),
        "ended": _("You are signed out"),
        "kept": _("What you typed is still here. Sign in on the page that opens, and then come back to this one."),
        "sign_in": _("Sign in again"),
    }
