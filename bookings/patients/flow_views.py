"""Asking for an appointment: a start page, three pages of questions, a page to check, and the confirmation.

What was typed waits in the session until it is sent (drafts.py). No address carries any of it.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common import rate_limits
from common.dates import in_words
from common.private_pages import private_page, too_many

from .. import consents, services
from ..models import AppointmentRequest
from ..refusals import Code, Refusal
from . import call_windows, limits
from .changed_answers import differences, note_for_desk
from .drafts import STEPS, Draft
from .forms import CheckForm, EmergencyForm, KeyForm, OpenedFromForm
from .networks import network_mark
from .pages import open_for_visitor, opened_by_visitor, page_of

TITLES = {
    "about": gettext_lazy("What is it about?"),
    "contact": gettext_lazy("How can we contact you?"),
    "when": gettext_lazy("When can we call you, and when can you come?"),
}


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def start(request):
    about = OpenedFromForm(request.POST if request.method == "POST" else request.GET).about()
    content = page_of(about.get("treatment"))
    signs = content.urgent_signs_list if content else []
    form = EmergencyForm(request.POST or ({} if "unanswered" in request.GET and signs else None))
    context = {"form": form, "about": about, "content": content, "signs": signs}
    if request.method == "POST":
        if signs and not form.is_valid():
            return redirect(_start_address(about, unanswered="yes"))
        if signs and form.cleaned_data["emergency"] == "yes":
            return redirect("bookings:emergency")
        try:
            draft = _begin(request, asked=about["treatment"].pk if signs else "")
        except rate_limits.RateLimitExceeded as refused:
            return too_many(request, "bookings/start.html", context, refused.wait)
        draft.prefill(about)
        return redirect("bookings:about")
    return render(request, "bookings/start.html", context)


@private_page
@require_safe
def emergency(request):
    return render(request, "bookings/emergency.html")


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def step(request, name):
    draft = Draft(request.session)
    if request.method == "POST":
        return _answered(request, draft, name)
    if not draft.exists:
        return _sent_before(request)
    return _step_page(request, draft, name, draft.form(name))


def _answered(request, draft, name):
    """Keep what was typed, right or wrong, and show a page that Back and refresh can show again."""
    form = draft.form(name, request.POST)
    if name == "contact" and form.looks_like_a_program:
        return _step_page(request, draft, name, form)
    was_away = not draft.exists and name != STEPS[0]
    try:
        draft = _begin(request)
    except rate_limits.RateLimitExceeded as refused:
        return too_many(request, "bookings/step.html", _step_context(draft, name, form), refused.wait)
    draft.keep(name, form)
    if was_away:
        messages.info(request, _("You were away for some hours. This page is kept; please answer the others again."))
    if not form.is_valid():
        return redirect(f"bookings:{name}")
    treatment = form.cleaned_data["treatment"] if name == "about" else None
    content = page_of(treatment)
    if content and content.urgent_signs_list and not draft.was_asked(treatment):
        return redirect(_start_address({"treatment": treatment}))
    return redirect(f"bookings:{draft.first_open_step() or 'check'}")


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def check(request):
    draft = Draft(request.session)
    if not draft.exists:
        return _sent_before(request)
    if unanswered := draft.first_open_step():
        return redirect(f"bookings:{unanswered}")
    answers = draft.answers()
    if request.method != "POST":
        form = _check_form(draft, answers, draft.tried_to_send())
        return render(request, "bookings/check.html", _check_context(answers, form))
    form = _check_form(draft, answers, request.POST)
    if not form.is_valid():
        draft.keep_try(form)
        return redirect("bookings:check")
    return _send(request, draft, answers, form)


def _send(request, draft, answers, form):
    context = _check_context(answers, form)
    try:
        appointment_request = _submit(request, draft, answers, form)
    except rate_limits.RateLimitExceeded as refused:
        return too_many(request, "bookings/check.html", context, refused.wait)
    except Refusal as refusal:
        if refusal.code == Code.SENT_BEFORE:
            return _sent_otherwise(request, draft, answers, context, before=refusal.about)
        form.add_error(refusal.field, refusal.words)
        form.data = form.data.copy()
        form.data["notice_sha256"] = consents.notice_hash(get_language())
    if form.errors:
        return render(request, "bookings/check.html", context)
    return _done(request, draft, appointment_request)


def _sent_otherwise(request, draft, answers, context, before):
    """This form was sent before, with other answers: they are shown side by side, or sent as a wish for a change."""
    if "as_change" not in request.POST:
        context |= {"before": before, "changes": differences(before, answers)}
        return render(request, "bookings/check.html", context)
    return _done(request, draft, _send_as_change(before, answers))


def _done(request, draft, appointment_request):
    draft.discard()
    open_for_visitor(request, appointment_request)
    return redirect("bookings:sent")


def _submit(request, draft, answers, form):
    given = consents.Given(form.purposes(), get_language(), form.cleaned_data["notice_sha256"])
    if not AppointmentRequest.objects.filter(idempotency_key=draft.key).exists():  # a repeat costs nothing
        if draft.age < timedelta(seconds=settings.MINIMUM_FILL_SECONDS):
            form.add_error(None, _("That was very quick. Please check your answers, then send again."))
            return None
        tries = [(limits.submit_by_address(), rate_limits.address_of(request))]
        tries.append((limits.submit_by_phone(), answers["phone"]))
        if answers["email"]:
            tries.append((limits.submit_by_email(), answers["email"].lower()))
        rate_limits.hit(*tries, about=draft.key)
    where = network_mark(request)
    return services.submit(idempotency_key=draft.key, consent=given, network=where, language=get_language(), **answers)


def _send_as_change(appointment_request, answers):
    try:
        return services.request_change(appointment_request.pk, note_for_desk(appointment_request, answers))
    except Refusal:
        return appointment_request  # answered meanwhile: the status page says how it stands


@private_page
@require_safe
def sent(request):
    appointment_request = opened_by_visitor(request)
    if appointment_request is None:
        return redirect("bookings:find")
    promise = in_words(appointment_request.promised_by) if appointment_request.promised_by else ""
    context = {
        "appointment_request": appointment_request,
        "promise": promise,
        "content": page_of(appointment_request.treatment),
        "call_window": call_windows.in_words(appointment_request.call_window, appointment_request.location),
    }
    return render(request, "bookings/request_sent.html", context)


@private_page
@require_safe
def privacy(request):
    language = get_language()
    return render(request, "bookings/privacy.html", {"notice": consents.notice_text(language)})


def _begin(request, asked=""):
    """The visitor's draft. A new one costs a row, so that so many a minute can be begun."""
    draft = Draft(request.session)
    if not draft.exists:
        rate_limits.hit((limits.start_by_address(), rate_limits.address_of(request)))
    draft.begin(asked)
    return draft


def _sent_before(request):
    """No draft here: it was sent a moment ago (by a second tap, or after Back), or its time has passed.

    The key stands only on the page of whoever filled it in, so that the page proves whose request it is.
    """
    form = KeyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        lately = timezone.now() - timedelta(hours=settings.DRAFT_HOURS)
        sent_lately = AppointmentRequest.objects.filter(created_at__gte=lately, erased_at__isnull=True)
        appointment_request = sent_lately.filter(idempotency_key=form.cleaned_data["idempotency_key"]).first()
        if appointment_request:
            open_for_visitor(request, appointment_request)
            return redirect("bookings:sent")
        messages.info(request, _("You were away for some hours, and your answers are forgotten. Nothing was sent yet."))
        return redirect("bookings:request")
    return redirect("bookings:sent" if opened_by_visitor(request) else "bookings:request")


def _start_address(about, **more):
    named = {name: thing.slug for name, thing in about.items()} | more
    return f"{reverse('bookings:request')}?{urlencode(named)}"


def _step_page(request, draft, name, form):
    return render(request, "bookings/step.html", _step_context(draft, name, form))


def _step_context(draft, name, form):
    number = STEPS.index(name)
    return {
        "form": form,
        "heading": TITLES[name],
        "number": number + 1,
        "back": reverse(f"bookings:{STEPS[number - 1]}") if number else reverse("bookings:request"),
    }


def _check_form(draft, answers, posted=None):
    initial = {}
    if posted is None:
        initial = {"idempotency_key": draft.key, "notice_sha256": consents.notice_hash(get_language())}
    return CheckForm(posted, initial=initial, under_18=answers["under_18"])


def _check_context(answers, form):
    # Not saved: only so that the page can say the answers in words.
    content = page_of(answers["treatment"])
    call_window = call_windows.in_words(answers["call_window"], answers["location"])
    shown = {"answers": AppointmentRequest(**answers), "content": content, "call_window": call_window}
    return {"form": form, "number": 4} | shown
