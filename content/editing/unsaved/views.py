"""What the pages of editors ask in the background (static/js/unsaved.js), and the sign by which they forget a copy."""

import json

from django.contrib import admin
from django.http import JsonResponse
from django.urls import resolve
from django.urls.exceptions import Resolver404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import browser_copies

from . import presence, seen

SAVED = "saved_"  # a cookie for each form that has arrived, named by the number that the form carried
KEPT_BELOW = ("/admin/", "/review/")
LONGEST_NUMBER = 36
MOST_BLOCKS = 400


@never_cache
@require_POST
def unsaved(request):
    """Who is asking, the key of their copies, who else is here, and what each block said when the page was opened."""
    if not (request.user.is_authenticated and request.user.is_staff):
        return JsonResponse({"signed_out": True}, status=401)
    asked = _asked(request)
    thing = presence.about(asked["page"])
    if asked["leaves"]:
        presence.leave(request.user, thing)
        return JsonResponse({})
    others = presence.renew(request.user, thing) if thing else []
    return JsonResponse(
        {
            "owner": browser_copies.owner(request.user),
            "key": browser_copies.key(request.user),
            "others": [_is_here(name, minutes) for name, minutes in others],
            "seen": dict(_seen(asked["blocks"])),
            "words": _words(),
        }
    )


def _asked(request):
    try:
        body = json.loads(request.body)
    except ValueError:
        body = {}
    body = body if isinstance(body, dict) else {}
    blocks = body.get("blocks") if isinstance(body.get("blocks"), list) else []
    page = body.get("page") if isinstance(body.get("page"), str) else ""
    return {
        "page": page[:300],
        "blocks": [str(each)[:300] for each in blocks[:MOST_BLOCKS]],
        "leaves": "leaves" in body,
    }


def _seen(addresses):
    """(address, digest) for each address that changes a block or a field of a page."""
    for address in addresses:
        thing, fields = _behind(address)
        if thing is not None:
            yield address, seen.digest(thing, fields)


def _behind(address):
    path, _mark, query = address.partition("?")
    fields = [name for part in query.split("&") if part.startswith("edit_fields=") for name in part[12:].split(",")]
    try:
        match = resolve(path)
    except Resolver404:
        return None, []
    if found := seen.BLOCK.search(path):
        return seen.block_of(found[1]), fields
    return _content(match), fields


def _content(match):
    """Of the address where one field of a version is changed in its place."""
    models = {f"{model._meta.app_label}_{model._meta.model_name}_edit_field": model for model in admin.site._registry}
    model = models.get(match.url_name)
    return model and model._base_manager.filter(pk=match.args[0]).first()


def _is_here(name, minutes):
    if minutes < 1:
        return _("%(name)s is editing this page.") % {"name": name}
    words = ngettext(
        "%(name)s is editing this page, for %(minutes)d minute.",
        "%(name)s is editing this page, for %(minutes)d minutes.",
        minutes,
    )
    return words % {"name": name, "minutes": minutes}


def _words():
    return {
        "kept": _("Not yet saved: what you wrote at %(time)s is kept in this browser."),
        "elsewhere": _("Words of yours that were never saved, from %(time)s:"),
        "put_back": _("Put it back"),
        "throw_away": _("Throw it away"),
        "open": _("Open that page"),
        "signed_out": _("You are signed out. What you wrote is kept in this browser."),
        "sign_in": _("Sign in and go on"),
        "no_connection": _("The site cannot be reached. What you wrote is kept in this browser. Try again later."),
        "not_saved": _("This was not saved. What you wrote is kept in this browser."),
        "theirs": _("Somebody else has changed this text. It now says:"),
        "mine": _("Save mine all the same"),
        "keep_theirs": _("Keep theirs"),
    }


class SavedMiddleware:
    """Tells the browser which form has arrived: the copy of it goes. Whatever ends otherwise, the copy stays."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method == "POST" and request.path_info.startswith(KEPT_BELOW):
            number = request.POST.get("unsaved", "")
            if 0 < len(number) <= LONGEST_NUMBER and number.isalnum() and _was_saved(request, response):
                left = response.get(seen.HEADER, "-")
                response.set_cookie(SAVED + number, left, max_age=86_400, secure=request.is_secure(), samesite="Lax")
        return response


def _was_saved(request, response):
    if not request.user.is_authenticated:
        return False
    if response.status_code in (302, 303):
        return True
    context = getattr(response, "context_data", None) or {}
    if response.status_code != 200 or not context:
        return False
    if "data_bridge" in context:
        return True
    form = getattr(context.get("adminform"), "form", None)  # one field in its place: the CMS shows its form again
    return bool(form and form.is_bound and form.is_valid())
