"""The last page of asking for an appointment: every answer once more, sending, and the receipt.

A page is sent as it was shown: it carries a digest of the answers on it. Whoever changed them in another tab is shown
the newer ones, and nothing is sent.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common import rate_limits
from common.dates import in_words
from common.private_pages import private_page, too_many

from .. import consents, services
from ..asking import call_windows
from ..models import AppointmentRequest
from ..new_requests import digest_of
from ..refusals import Code, Refusal
from . import limits
from .carried_answers import bring_back, carried
from .changed_answers import differences, note_for_desk
from .drafts import Draft
from .forms import CheckForm, KeyForm
from .networks import network_mark
from .opened_requests import is_fresh, is_open, open_for_visitor, opened_by_visitor, was_sent_here_lately
from .pages import page_of
from .session_entries import new_key


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def check(request, key=""):
    is_sending = request.method == "POST"
    # The page that is being sent was compared with the plan when it was shown.
    draft = Draft(request.session, key, meets_plan=not is_sending)
    if not draft.exists and is_sending and not is_open(request, key):
        bring_back(draft, key, request.POST.get("earlier", ""))
    if not draft.exists:
        return was_sent(request, key)
    unanswered = draft.first_open_step()
    if unanswered and not is_sending:
        return redirect(draft.url(unanswered))
    answers = {} if unanswered else draft.answers()
    if not is_sending:
        form = _check_form(answers, draft.tried_to_send(), draft.idempotency_key)
        return render(request, "bookings/check.html", _check_context(draft, answers, form))
    form = _check_form(answers, request.POST)
    if unanswered or not form.shows(answers):
        said = _("You have changed your answers on another page. These are the newest. Nothing is sent yet.")
        messages.info(request, said)
        return redirect(draft.url(unanswered or "check"))
    if not form.is_valid():
        draft.keep_try(form)
        return redirect(draft.url("check"))
    return _send(request, draft, answers, form)


def _send(request, draft, answers, form):
    try:
        appointment_request = _submit(request, draft, answers, form)
    except rate_limits.RateLimitExceeded as refused:
        return too_many(request, "bookings/check.html", _check_context(draft, answers, form), refused.wait)
    except Refusal as refusal:
        if refusal.code == Code.SENT_BEFORE:
            return _sent_otherwise(request, draft, answers, form, before=refusal.about)
        form.add_error(refusal.field, refusal.words)
        form.data = form.data.copy()
        form.data["notice_sha256"] = consents.notice_hash(get_language())
    if form.errors:
        return render(request, "bookings/check.html", _check_context(draft, answers, form))
    return _done(request, draft, appointment_request)


def _sent_otherwise(request, draft, answers, form, before):
    """This form was sent before, with other answers: they are shown side by side, or sent as a wish for a change."""
    if "as_change" not in request.POST:
        context = _check_context(draft, answers, form)
        context |= {"before": before, "changes": differences(before, answers)}
        return render(request, "bookings/check.html", context)
    return _done(request, draft, _send_as_change(before, answers))


def _done(request, draft, appointment_request):
    draft.discard()
    return redirect("bookings:sent", open_for_visitor(request, appointment_request, sent_as=draft.key))


def _submit(request, draft, answers, form):
    key = draft.idempotency_key
    given = consents.Given(form.purposes(), get_language(), form.cleaned_data["notice_sha256"])
    if not AppointmentRequest.objects.filter(idempotency_key=key).exists():  # a repeat costs nothing
        if draft.age < timedelta(seconds=settings.MINIMUM_FILL_SECONDS):
            form.add_error(None, _("That was very quick. Please check your answers, then send again."))
            return None
        tries = [(limits.submit_by_address(), rate_limits.address_of(request))]
        tries.append((limits.submit_by_phone(), answers["phone"]))
        if answers["email"]:
            tries.append((limits.submit_by_email(), answers["email"].lower()))
        rate_limits.hit(*tries, about=key)
    where = network_mark(request)
    return services.submit(idempotency_key=key, consent=given, network=where, language=get_language(), **answers)


def _send_as_change(appointment_request, answers):
    try:
        return services.request_change(appointment_request.pk, note_for_desk(appointment_request, answers))
    except Refusal:
        return appointment_request  # answered meanwhile: the status page says how it stands


@private_page
@require_safe
def sent(request, key=""):
    """The receipt, for a while only: on a phone that others use, the next person does not see it."""
    appointment_request = opened_by_visitor(request, key)
    if appointment_request is None or not was_sent_here_lately(request, key, appointment_request):
        return redirect("bookings:find")
    promise = in_words(appointment_request.promised_by) if appointment_request.promised_by else ""
    context = {
        "appointment_request": appointment_request,
        "key": key,
        "promise": promise,
        "content": page_of(appointment_request.treatment),
        "call_window": call_windows.in_words(appointment_request.call_window, appointment_request.location),
    }
    return render(request, "bookings/request_sent.html", context)


def was_sent(request, key):
    """No draft under this key: it was sent (and this is a second tap, or Back), or its time has passed."""
    if appointment_request := opened_by_visitor(request, key):
        if request.method == "POST" and not _is_what_was_sent(request, appointment_request):
            messages.info(request, _("This request is sent already. What you changed on another page was not sent."))
        return redirect("bookings:sent", key)
    form = KeyForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return redirect("bookings:request")
    appointment_request = _sent_with(form.cleaned_data["idempotency_key"])
    if appointment_request is None:
        messages.info(request, _("You were away for some hours, and your answers are forgotten. Nothing was sent yet."))
        return redirect("bookings:request")
    if not is_fresh(appointment_request):
        messages.info(request, _("This request is sent already."))
        return redirect("bookings:find")
    return redirect("bookings:sent", open_for_visitor(request, appointment_request, sent_as=key or new_key()))


def _is_what_was_sent(request, appointment_request):
    return request.POST.get("answers_sha256") == appointment_request.answers_digest


def _sent_with(idempotency_key):
    """The key stands only on the page of whoever filled it in, so that the page proves whose request it is."""
    lately = timezone.now() - timedelta(hours=settings.DRAFT_HOURS)
    sent_lately = AppointmentRequest.objects.filter(created_at__gte=lately, erased_at__isnull=True)
    return sent_lately.filter(idempotency_key=idempotency_key).first()


def _check_form(answers, posted=None, idempotency_key=None):
    initial = {}
    if posted is None:
        initial = {
            "idempotency_key": idempotency_key,
            "notice_sha256": consents.notice_hash(get_language()),
            "answers_sha256": digest_of(answers),
        }
    return CheckForm(posted, initial=initial, under_18=answers.get("under_18", False))


def _check_context(draft, answers, form):
    # Not saved: only so that the page can say the answers in words.
    content = page_of(answers["treatment"])
    call_window = call_windows.in_words(answers["call_window"], answers["location"])
    shown = {"answers": AppointmentRequest(**answers), "content": content, "call_window": call_window}
    urls = {f"{step}_url": draft.url(step) for step in ("about", "contact", "when")}
    return {"form": form, "number": 4, "earlier": carried(draft)} | shown | urls
