"""A session that has ended loses nothing of what was typed at the desk.

`front_desk` (access.py) does it for every POST: what was typed is kept, the person signs in, and comes back to the page
that it was typed on, with a note. A page fills its forms in with

    form = NoteForm(initial={...} | typed_before(request, "note_call"))

where "note_call" is the name of the address (in urls.py) that the form is sent to. What is hidden is not among it: the
version, for one, must be that of the page that is shown now. Nothing is sent by itself.
"""

import inspect
import json
from datetime import timedelta
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from common import rate_limits

from ..models import KeptForm
from .back import back_of, with_back

IN_SESSION = "kept_desk_form"
NOT_KEPT = {"csrfmiddlewaretoken", "version"}
ONLY_WITH_A_QUERY = {"freed"}  # pages that are not there by their address alone
MOST_CHARACTERS = 20_000  # a stranger's post is kept as well
KEPT_BY_ADDRESS = rate_limits.Limit("kept-form-address", 20, timedelta(minutes=15))


def keep_and_sign_in(request):
    """The answer to a POST of nobody: sign in, then back to the page it came from."""
    page = page_of(request)
    fields = {name: request.POST.getlist(name) for name in request.POST if name not in NOT_KEPT}
    if fields and len(json.dumps(fields, ensure_ascii=False)) < MOST_CHARACTERS and _may_keep(request):
        kept = KeptForm.objects.create(form=request.resolver_match.url_name, page=page[:300], fields=_storable(fields))
        request.session[IN_SESSION] = str(kept.key)
    return redirect(reverse("staff:sign_in") + "?" + urlencode({"next": page}))


def _may_keep(request):
    """A desk shares one address, and a stranger fills no table."""
    try:
        rate_limits.hit((KEPT_BY_ADDRESS, rate_limits.address_of(request)))
    except rate_limits.RateLimitExceeded:
        return False
    return True


def page_of(request):
    """The page that this form stands on: where it came from if that can be opened, or what is above its address."""
    referer = request.META.get("HTTP_REFERER", "")
    if url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        came_from = urlsplit(referer)
        if _can_be_opened(came_from.path):
            return came_from.path + (f"?{came_from.query}" if came_from.query else "")
    page = _above(request.path)
    return with_back(page, back_of(request)) if resolve(page).url_name == "detail" else page


def _above(path):
    inbox = reverse("desk:inbox")
    while path.startswith(inbox) and not (_can_be_opened(path) and resolve(path).url_name not in ONLY_WITH_A_QUERY):
        path = path.rstrip("/").rpartition("/")[0] + "/"
    return path if path.startswith(inbox) else inbox


def _can_be_opened(path):
    """Whether a GET of this address of the desk shows a page. The decorators of its view know."""
    try:
        match = resolve(path)
    except Resolver404:
        return False
    view = inspect.unwrap(match.func, stop=_knows_methods)
    methods = inspect.getclosurevars(view).nonlocals.get("request_method_list", ["GET"])
    return match.namespace == "desk" and "GET" in methods


def _knows_methods(view):
    return "request_method_list" in inspect.getclosurevars(view).nonlocals


def arrive(request):
    """On each page of the desk: say that nothing was sent yet, where there is something; what is sent now, ends it."""
    key = request.session.get(IN_SESSION)
    if key is None:
        return
    if request.method == "POST":
        KeptForm.objects.filter(key=key).delete()
        del request.session[IN_SESSION]
        return
    request.kept_form = _alive(key)
    if request.kept_form and urlsplit(request.kept_form.page).path == request.path:
        messages.warning(request, _("You were signed out. Nothing was sent: check and send again."))


def typed_before(request, form):
    """{name: what was typed} in this form when the session ended; mostly nothing. To be its `initial`."""
    kept = getattr(request, "kept_form", None)
    if kept is None or kept.form != form or urlsplit(kept.page).path != request.path:
        return {}
    return {name: texts if len(texts) > 1 else texts[0] for name, texts in kept.fields.items() if texts}


def typed_on(request):
    """{name: what was typed} on this page when the session ended, in whichever of its forms."""
    kept = getattr(request, "kept_form", None)
    if kept is None or urlsplit(kept.page).path != request.path:
        return {}
    return {name: texts[-1] for name, texts in kept.fields.items() if texts}


def _alive(key):
    try:
        return KeptForm.objects.alive().filter(key=key).first()
    except (ValidationError, ValueError):
        return None


def _storable(fields):
    """PostgreSQL has no sign for NUL."""
    return {name.replace("\0", ""): [text.replace("\0", "") for text in texts] for name, texts in fields.items()}
