"""Somebody calls, or stands at the desk: one page from "who are you?" to a booked appointment.

Nothing is kept before the patient has agreed. The address says which form it is (a random key), so that the same page
sent again, by a second press or after Back, finds what it has made; what was typed stands in no address.
"""

import uuid
from secrets import token_urlsafe

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ... import access_journal, services
from ...models import AccessRecord, AppointmentRequest
from ...refusals import Code, Refusal
from ..access import front_desk, request_for, requests_for
from .forms import BOOK, KEEP, LOOK_UP, SHOW_TIMES, ButtonForm, IntakeForm, OpenedForm
from .known import known_by
from .times import FreeTimes, WhomForm


@front_desk
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    said = OpenedForm(request.GET).said
    if "form" not in said:
        named = request.GET.dict() | {"form": new_key()}
        return redirect(f"{reverse('desk:new')}?{urlencode(named)}")
    key = idempotency_key(request.user, said["form"])
    button = ButtonForm(request.POST).pressed if request.method == "POST" else None
    already = AppointmentRequest.objects.filter(idempotency_key=key).first()
    if already and button not in (BOOK, KEEP):
        return saved(request, already)
    if button:
        return _sent(request, key, button, was_saved=already is not None)
    return _fresh_page(request, said.get("family"))


@front_desk
@require_POST
def known(request):
    """The requests of a number, as a piece of the page: the script asks while it is typed."""
    return render(request, "desk/intake_known.html", {"known": known_by(request.user, request.POST)})


def new_key():
    return token_urlsafe(9)


def idempotency_key(user, key):
    """Made from the address and the person: the address alone is nobody's way to a patient's request."""
    digest = salted_hmac("bookings.desk.intake", f"{user.pk} {key}", algorithm="sha256").digest()
    return uuid.UUID(bytes=digest[:16], version=4)


def _fresh_page(request, family):
    initial, known = {}, None
    if family:
        relative = request_for(request.user, family)
        access_journal.record_access(request.user, [relative], AccessRecord.Way.OPENED)
        initial = _of_the_family(relative)
        known = known_by(request.user, initial)
    whom = WhomForm(request.GET)
    initial |= {name: value for name, value in request.GET.items() if name in whom.fields}
    return _page(request, _form(request, FreeTimes(whom), initial=initial), known)


def _of_the_family(relative):
    """Who calls stays the same; who is ill is another."""
    return {
        "phone": relative.phone,
        "contact_name": relative.contact_name or relative.full_name,
        "call_language": relative.call_language,
        "phone_on_whatsapp": relative.phone_on_whatsapp,
    }


def _sent(request, key, button, was_saved):
    times = FreeTimes(WhomForm(request.POST))
    if button in (LOOK_UP, SHOW_TIMES):
        form = _form(request, times, initial=request.POST.dict())
        return _page(request, form, known_by(request.user, request.POST), jump_to=button)
    form = _form(request, times, data=request.POST, action=button)
    known = known_by(request.user, request.POST)
    if not was_saved:  # a second press does not ask about what the first has made
        _ask_about_the_known(form, known)
    if not form.is_valid():
        return _page(request, form, known)
    return _take_in(request, key, form, known)


def _form(request, times, **options):
    return IntakeForm(times=times, user=request.user, **options)


def _ask_about_the_known(form, known):
    """Whoever has not seen who is known by this number is shown it before anything is kept."""
    if known and known.is_open and form.data.get("known_seen") != known.phone:
        form.add_error("phone", _("This number is known: see below. If this is another request, send it once more."))


def _take_in(request, key, form, known):
    language = form.cleaned_data["call_language"]
    try:
        appointment_request = services.take_in(
            idempotency_key=key,
            by=request.user,
            consent=form.consent(request.user, language),
            origin=form.cleaned_data["origin"],
            time=form.time_given() if form.action == BOOK else None,
            **form.answers(),
        )
    except Refusal as refusal:
        if refusal.code == Code.SENT_BEFORE:
            messages.info(request, _("This form is saved already. What you changed since is not: change it here."))
            return saved(request, refusal.about, page="desk:detail")
        form.refuse(refusal)
        return _page(request, form, known)
    said = _("%(reference)s is confirmed.") if form.action == BOOK else _("%(reference)s is kept as a request.")
    messages.success(request, said % {"reference": appointment_request.reference})
    return saved(request, appointment_request)


def saved(request, appointment_request, page="desk:slip"):
    """On to its page; where another location answers it, on to the next caller."""
    if requests_for(request.user).filter(pk=appointment_request.pk).exists():
        return redirect(page, appointment_request.reference)
    said = _("%(reference)s is saved. Another location answers it.") % {"reference": appointment_request.reference}
    messages.info(request, said)
    return redirect("desk:new")


def _page(request, form, known=None, jump_to=""):
    context = {
        "form": form,
        "known": known,
        "notices": form.notices_to_read,
        "jump_to": jump_to,
        "buttons": {"look_up": LOOK_UP, "times": SHOW_TIMES, "book": BOOK, "keep": KEEP},
    }
    return render(request, "desk/intake.html", context)
