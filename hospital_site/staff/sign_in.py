"""The one page where staff sign in, the page that asks for the code, and the one that says goodbye."""

from django.contrib import messages
from django.contrib.auth import login, logout
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.pages import private_page, too_many
from hospital_site.rate_limits import TooMany

from . import devices, limits
from .forms import CodeForm, SignInForm
from .standing import Standing, forget, remember, standing
from .ways_in import go_on, wanted_by


@sensitive_post_parameters("password")
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request):
    if request.standing not in (Standing.NOBODY, Standing.OVER):
        return go_on(request, request.person, request.standing)
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    context = {"form": form, "next": wanted_by(request)}
    if request.method == "POST":
        tries = limits.sign_in_tries(request, request.POST.get("username", ""))
        try:
            if limits.only_wrong_ones(tries, form.is_valid):
                return _signed_in(request, form.person)
        except TooMany as refused:
            return too_many(request, "staff/sign_in.html", {**context, "form": SignInForm(request)}, refused.wait)
    return render(request, "staff/sign_in.html", context)


def _signed_in(request, person):
    login(request, person)  # gives the session a new key
    forget(request)
    return go_on(request, person, standing(request.session, person))


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def code(request):
    """The second step, for whoever has a device."""
    if request.standing != Standing.CODE:
        return redirect("staff:sign_in")
    form = CodeForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "next": wanted_by(request)}
    if form.is_valid():
        try:
            device = limits.only_wrong_ones(
                limits.code_tries(request.person), lambda: devices.accept(request.person, form.cleaned_data["code"])
            )
        except TooMany as refused:
            return too_many(request, "staff/code.html", {**context, "form": CodeForm()}, refused.wait)
        if device:
            return _code_was_right(request, device, len(form.cleaned_data["code"]) == devices.RECOVERY_DIGITS)
        form.add_error("code", _("This code is wrong, or it was used before. Wait for the next one, and enter that."))
    return render(request, "staff/code.html", context)


def _code_was_right(request, device, was_recovery_code):
    remember(request, device)
    if was_recovery_code:
        left = devices.recovery_codes_left(request.person)
        words = ngettext(
            "You used a recovery code. %(count)d is left.", "You used a recovery code. %(count)d are left.", left
        )
        messages.warning(request, words % {"count": left})
    return go_on(request, request.person, Standing.WHOLE)


@private_page
@require_POST
def sign_out(request):
    logout(request)
    return redirect("staff:signed_out")


@private_page
@require_safe
def signed_out(request):
    return render(request, "staff/signed_out.html")
