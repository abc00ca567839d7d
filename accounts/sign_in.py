"""The one page where staff sign in, the page that asks for the code, and the one that says goodbye."""

from django.contrib import messages
from django.contrib.auth import get_user_model, login, logout
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.private_pages import private_page, too_many
from common.rate_limits import RateLimitExceeded, address_of
from common.security_events.log import tell

from . import browser_copies, devices, limits
from .auth_state import AuthState, auth_state, clear_verification, record_verification
from .forms import CodeForm, SignInForm
from .guesses import known_browsers, warnings
from .redirects import go_on, wanted_by


@sensitive_post_parameters("password")
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request):
    if request.auth_state not in (AuthState.ANONYMOUS, AuthState.EXPIRED):
        return go_on(request, request.person, request.auth_state)
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    context = {"form": form, "next": wanted_by(request)}
    if request.method == "POST":
        username = request.POST.get("username", "").replace("\0", "")  # PostgreSQL has no sign for NUL
        try:
            if limits.count_failures(tuple(limits.sign_in_tries(request, username)), form.is_valid):
                return _signed_in(request, form.person)
            if form.has_tried:
                tell("sign-in failed", by=None, user=id_of(username), step="password")
        except RateLimitExceeded as refused:
            if limits.ONE_LOGIN in refused.kinds:
                warnings.tell_owner(username)
            limits.tell_once("sign-in", refused, id_of(username), address_of(request))
            return too_many(request, "accounts/sign_in.html", {**context, "form": SignInForm(request)}, refused.wait)
    return render(request, "accounts/sign_in.html", context)


def _signed_in(request, person):
    login(request, person)  # gives the session a new key
    clear_verification(request)
    state = auth_state(request, person)
    if state == AuthState.AUTHENTICATED:
        tell("signed in", by=person.pk)
    response = go_on(request, person, state)
    known_browsers.make_known(request, response, person)
    return response


def id_of(username):
    """Of the login that somebody tried; None for none. What was typed may be a password in the wrong field."""
    return get_user_model().objects.filter(username=username).values_list("pk", flat=True).first()


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def code(request):
    """The second step, for whoever has a device."""
    if request.auth_state != AuthState.OTP:
        return redirect("staff:sign_in")
    form = CodeForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "next": wanted_by(request)}
    if form.is_valid():
        try:
            device = limits.count_failures(
                limits.code_tries(request.person), lambda: devices.accept(request.person, form.cleaned_data["code"])
            )
        except RateLimitExceeded as refused:
            limits.tell_once("code", refused, request.person.pk)
            return too_many(request, "accounts/code.html", {**context, "form": CodeForm()}, refused.wait)
        if device:
            return _code_was_right(request, device, len(form.cleaned_data["code"]) == devices.RECOVERY_DIGITS)
        tell("sign-in failed", by=None, user=request.person.pk, step="code")
        form.add_error("code", _("This code is wrong, or it was used before. Wait for the next one, and enter that."))
    return render(request, "accounts/code.html", context)


def _code_was_right(request, device, was_recovery_code):
    record_verification(request, device)
    tell("signed in", by=request.person.pk)
    if was_recovery_code:
        left = devices.recovery_codes_left(request.person)
        words = ngettext(
            "You used a recovery code. %(count)d is left.", "You used a recovery code. %(count)d are left.", left
        )
        messages.warning(request, words % {"count": left})
    return go_on(request, request.person, AuthState.AUTHENTICATED)


@private_page
@require_POST
def sign_out(request):
    response = redirect("staff:signed_out")
    browser_copies.forget(request, response, request.user)
    logout(request)
    return response


@private_page
@require_safe
def signed_out(request):
    return render(request, "accounts/signed_out.html")
