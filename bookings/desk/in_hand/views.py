"""Who is on a request: take it, let it go, give it to a colleague; and who has its page open."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from common.dates import in_words

from ... import services
from ...access_journal import record_access
from ...models import AccessRecord, AppointmentRequest, Assignment
from ...refusals import Refusal
from .. import presence
from ..access import front_desk, request_for, who_see
from ..back import back_of, to_its_page, to_the_list
from ..colleagues import in_hand_of, name_of, open_in_words
from ..kept_forms import typed_before
from .forms import GiveForm, TakeForm


@dataclass(frozen=True)
class InHand:
    """What the request's page shows of it; templates/desk/in_hand.html."""

    held: Assignment | None
    held_by: str
    is_mine: bool
    open_by: list[str]


def in_hand(user, appointment_request):
    """Somebody opens its page, which is written down."""
    held = in_hand_of(appointment_request)
    others = presence.open_page(user, appointment_request)
    return InHand(
        held=held,
        held_by=name_of(held.to) if held else "",
        is_mine=bool(held and held.to_id == user.pk),
        open_by=[open_in_words(name_of(each), each.opened_at) for each in others],
    )


@front_desk
@require_POST
def take(request, reference):
    appointment_request, form = request_for(request.user, reference), TakeForm(request.POST)
    if form.is_valid():
        try:
            services.take(appointment_request.pk, by=request.user, **form.cleaned_data)
            messages.success(request, _("You have taken %(reference)s.") % {"reference": reference})
        except Refusal as refusal:
            messages.error(request, _in_words(refusal))
    return _back(request, reference)


@front_desk
@require_POST
def release(request, reference):
    appointment_request, form = request_for(request.user, reference), TakeForm(request.POST)
    if form.is_valid():
        services.release(appointment_request.pk, **form.cleaned_data)
        words = _("%(reference)s is free for everybody.") % {"reference": reference}
        messages.success(request, words)
    return _back(request, reference)


@front_desk
@require_http_methods(["GET", "HEAD", "POST"])
def give(request, reference):
    """Only to people who see this request. Who was slower keeps the choice, beside who has it now."""
    appointment_request = request_for(request.user, reference)
    held = in_hand_of(appointment_request)
    people = who_see(appointment_request).exclude(pk=request.user.pk)
    initial = {"seen_with": held and held.to_id}
    form = GiveForm(request.POST if request.method == "POST" else None, people=people, initial=initial)
    form.initial |= typed_before(request, "give")
    if form.is_valid():
        try:
            return _given(request, appointment_request, form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, _in_words(refusal))
            held = refusal.about
            form.data = form.data.copy()
            form.data["seen_with"] = held.to_id  # who sends it again has seen that
    record_access(request.user, [appointment_request], AccessRecord.Way.OPENED)
    context = {"appointment_request": appointment_request, "form": form, "held": held, "back": back_of(request)}
    return render(request, "desk/give.html", context | {"held_by": name_of(held.to) if held else ""})


def _given(request, appointment_request, chosen):
    services.give(appointment_request.pk, by=request.user, **chosen)
    words = {"reference": appointment_request.reference, "name": name_of(chosen["to"])}
    messages.success(request, _("%(reference)s is given to %(name)s.") % words)
    return _back(request, appointment_request.reference)


@front_desk
@require_POST
def still_open(request, reference):
    """Sent by desk.js every minute."""
    presence.renew(request.user, request_for(request.user, reference))
    return HttpResponse(status=204)


def _back(request, reference):
    is_from_its_page = "typed_about" in request.POST or not back_of(request)
    return to_its_page(request, reference) if is_from_its_page else to_the_list(request)


def _in_words(refusal):
    held = refusal.about
    if not isinstance(held, Assignment):
        return refusal.words
    details = {"name": name_of(held.to), "when": in_words(held.since)}
    return _("%(name)s was faster: taken %(when)s.") % details


def left_of(user, rows):
    """What somebody has in hand and nobody has answered yet."""
    mine = Assignment.objects.in_force().filter(to=user).values("appointment_request")
    waiting = rows.filter(status=AppointmentRequest.Status.REQUESTED, pk__in=mine)
    return waiting.select_related("assignment").order_by("next_action_at", "created_at")
