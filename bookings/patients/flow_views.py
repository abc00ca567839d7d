"""Asking for an appointment: a start page and three pages of questions; sending_views.py has what comes after them.

What was typed waits in the session until it is sent (drafts.py). The addresses carry the key of the draft, and nothing
of what is in it.
"""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common import rate_limits
from common.private_pages import private_page, too_many
from content.models.rows import signs_before_booking

from .. import consents
from . import limits
from .carried_answers import bring_back, carried
from .drafts import STEPS, Draft
from .forms import EmergencyForm, OpenedFromForm
from .opened_requests import is_open
from .pages import page_of
from .sending_views import was_sent

TITLES = {
    "about": gettext_lazy("What is it about?"),
    "contact": gettext_lazy("How can we contact you?"),
    "when": gettext_lazy("When can we call you, and when can you come?"),
}


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def start(request, key=""):
    """Begins a draft of its own each time; with a key, what the address names is added to that draft."""
    about = OpenedFromForm(request.POST if request.method == "POST" else request.GET).about()
    draft = Draft(request.session, key)
    if not draft.exists and is_open(request, key):
        return was_sent(request, key)
    if key and not draft.exists and request.method != "POST":
        return redirect(_start_url(draft, about))
    content = page_of(about.get("treatment"))
    signs = signs_before_booking(content) if content else []
    form = EmergencyForm(request.POST or ({} if "unanswered" in request.GET and signs else None))
    context = {"form": form, "about": about, "content": content, "signs": signs, "start_url": draft.url("start")}
    if request.method != "POST":
        return render(request, "bookings/start.html", context)
    if signs and not form.is_valid():
        return redirect(_start_url(draft, about, unanswered="yes"))
    if signs and form.cleaned_data["emergency"] == "yes":
        return redirect("bookings:emergency")
    return _started(request, draft, context)


def _started(request, draft, context):
    about, signs, was_begun = context["about"], context["signs"], draft.exists
    try:
        _begin(request, draft, asked=about["treatment"].pk if signs else "")
    except rate_limits.RateLimitExceeded as refused:
        return too_many(request, "bookings/start.html", context, refused.wait)
    is_new = draft.add(about)
    only_asked_about_signs = signs and was_begun and not is_new
    return redirect(_next_url(draft) if only_asked_about_signs else draft.url("about"))


@private_page
@require_safe
def emergency(request):
    return render(request, "bookings/emergency.html")


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def step(request, name, key=""):
    draft = Draft(request.session, key)
    if not draft.exists and (request.method != "POST" or is_open(request, key)):
        return was_sent(request, key)
    if request.method == "POST":
        if not draft.exists:
            bring_back(draft, key, request.POST.get("earlier", ""))
        return _answered(request, draft, name)
    return _step_page(request, draft, name, draft.form(name))


def _answered(request, draft, name):
    """Keep what was typed, right or wrong, and show a page that Back and refresh can show again."""
    form = draft.form(name, request.POST)
    if name == "contact" and form.looks_like_a_program:
        return _step_page(request, draft, name, form)
    was_away = not draft.exists and name != STEPS[0]
    try:
        _begin(request, draft)
    except rate_limits.RateLimitExceeded as refused:
        return too_many(request, "bookings/step.html", _step_context(draft, name, form), refused.wait)
    draft.keep(name, form)
    if was_away:
        messages.info(request, _("You were away for some hours. This page is kept; please answer the others again."))
    return redirect(_next_url(draft) if form.is_valid() else draft.url(name))


def _next_url(draft):
    """Of the signs of an emergency, if this treatment's were not asked about; else of the first page without answer."""
    about = draft.form("about")
    treatment = about.cleaned_data["treatment"] if "about" in draft.data and about.is_valid() else None
    if treatment and not draft.was_asked(treatment):
        content = page_of(treatment)
        if content and signs_before_booking(content):
            return _start_url(draft, {"treatment": treatment})
    return draft.url(draft.first_open_step() or "check")


@private_page
@require_safe
def privacy(request):
    language = get_language()
    return render(request, "bookings/privacy.html", {"notice": consents.notice_text(language)})


def _begin(request, draft, asked=""):
    """A new draft costs a row, so that so many a minute can be begun."""
    if not draft.exists:
        rate_limits.hit((limits.start_by_address(), rate_limits.address_of(request)))
    draft.begin(asked)


def _start_url(draft, about, **more):
    named = {name: thing.slug for name, thing in about.items()} | more
    return f"{draft.url('start')}?{urlencode(named)}" if named else draft.url("start")


def _step_page(request, draft, name, form):
    return render(request, "bookings/step.html", _step_context(draft, name, form))


def _step_context(draft, name, form):
    number = STEPS.index(name)
    return {
        "form": form,
        "heading": TITLES[name],
        "number": number + 1,
        "earlier": carried(draft),
        "back": draft.url(STEPS[number - 1] if number else "start"),
    }
