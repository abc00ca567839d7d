"""What a person can see and change about their own login."""

from functools import wraps

from cms.models import UserSettings
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.i18n import set_language

from common.private_pages import private_page, too_many
from common.rate_limits import RateLimitExceeded
from common.security_events.log import tell

from . import devices, limits, own_sessions
from .auth_state import AuthState, clear_verification, devices_of, record_verification
from .forms import CodeForm, PasswordAgainForm
from .redirects import ANSWER_REQUESTS
from .sessions import lasting


@private_page
@login_required
@require_safe
def account(request):
    return render(
        request,
        "accounts/account.html",
        {
            "roles": request.user.groups.values_list("name", flat=True),
            "answers_requests": request.user.has_perm(ANSWER_REQUESTS),
            "device": devices_of(request.user.pk).first(),
            "codes_left": devices.recovery_codes_left(request.user),
            "sessions": own_sessions.shown_to(request),
        },
    )


@private_page
@require_POST
def language(request):
    """In a cookie, as Django does it; the CMS's toolbar keeps one of its own for each person."""
    response = set_language(request)
    if chosen := response.cookies.get(settings.LANGUAGE_COOKIE_NAME):
        UserSettings.objects.filter(user_id=request.user.pk).update(language=chosen.value)
    return response


def for_their_owner(view):
    """Of somebody who is signed in, or who must set up a second factor before they are."""

    @private_page
    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if request.auth_state not in (AuthState.AUTHENTICATED, AuthState.ENROL):
            return redirect("staff:sign_in")
        return view(request, *args, **kwargs)

    return wrapped


@sensitive_post_parameters("password")
@for_their_owner
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request):
    """Whether there is one; the password opens every change."""
    person = request.person
    form = PasswordAgainForm(person, request.POST if request.method == "POST" else None)
    context = {
        "form": form,
        "device": devices_of(person.pk).first(),
        "codes_left": devices.recovery_codes_left(person),
        "must_set_up": request.auth_state == AuthState.ENROL,
        "may_remove": not settings.REQUIRE_SECOND_FACTOR,
    }
    if request.method == "POST":
        try:
            if limits.count_failures(limits.password_tries(person), form.is_valid):
                return _change(request, person, request.POST.get("change"), has_device=bool(context["device"]))
        except RateLimitExceeded as refused:
            context["form"] = PasswordAgainForm(person)
            return too_many(request, "accounts/second_factor.html", context, refused.wait)
    return render(request, "accounts/second_factor.html", context)


def _change(request, person, change, has_device):
    if change == "codes" and has_device:
        return _show_codes(request, person)
    if change == "remove" and not settings.REQUIRE_SECOND_FACTOR:
        devices.remove(person, by=person.pk)
        clear_verification(request)
        lasting.end_others(request, person)
        messages.success(request, _("Your second factor is removed. Your password alone opens your login now."))
        return redirect("staff:account")
    return _show_secret(request, devices.begin(person))


def _show_secret(request, device):
    """In the answer to the password and nowhere else: whoever loads the page anew begins anew."""
    secret = {"qr_code": devices.qr_code(device), "secret": devices.secret_to_type(device)}
    return render(request, "accounts/new_phone.html", {"form": CodeForm(), **secret})


@for_their_owner
@require_http_methods(["GET", "HEAD", "POST"])
def new_phone(request):
    """The first code comes back. With it the device counts, and the recovery codes are shown."""
    device = devices.begun(request.person)
    if device is None or request.method != "POST":
        return redirect("staff:second_factor")
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            is_right = limits.count_failures(
                limits.code_tries(request.person),
                lambda: devices.confirm(request.person, device, form.cleaned_data["code"]),
            )
        except RateLimitExceeded as refused:
            return too_many(request, "accounts/new_phone.html", {"form": CodeForm()}, refused.wait)
        if is_right:
            was_signed_in = request.auth_state == AuthState.AUTHENTICATED
            record_verification(request, device)
            if not was_signed_in:
                tell("signed in", by=request.person.pk)
            lasting.end_others(request, request.person)
            request.user = request.person
            return _show_codes(request, request.person)
        form.add_error("code", _("This code does not belong to the picture. Enter the one that the app shows now."))
    return render(request, "accounts/new_phone.html", {"form": form})


def _show_codes(request, person):
    """In the answer to the form itself: nowhere else are they shown, and nothing keeps them for a second look."""
    return render(request, "accounts/recovery_codes.html", {"codes": devices.new_recovery_codes(person)})
