"""What settles a request: a time, times to choose from, no, or not any more. The patient's news is shown before."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.dates import in_words

from ... import proposals, services
from ...records import may_be_told
from ...refusals import Refusal
from ..access import front_desk, request_for
from ..back import to_its_page, to_the_list
from .deeds import done, refused_page
from .forms import CancelForm, DeclineForm, VersionedForm
from .previews import preview_page, rehearse
from .request_page import request_page, stale_page
from .time_forms import BookForm, MoveForm, OfferForm, key_of
from .typed import keeps, typed_of, without

GIVE = {BookForm: services.book, MoveForm: services.reschedule}


@front_desk
@require_POST
def preview(request, reference):
    """The message about one of the proposed times, or what the form of all times says."""
    appointment_request = request_for(request.user, reference)
    kind = MoveForm if appointment_request.booked else BookForm
    form = _time_form(request, appointment_request, kind)
    if not form.is_valid():
        return refused_page(request, appointment_request, form)
    try:
        news = rehearse(lambda: _give(form, appointment_request, request.user), appointment_request)
    except Refusal as refusal:
        return _time_refused(request, appointment_request, form, refusal)
    fields = [(name, form[name].value()) for name in form.fields if form[name].value()]
    return preview_page(
        request, appointment_request, news, _url("desk:" + kind.url_name, appointment_request), kind.button, fields
    )


@front_desk
@require_POST
@keeps("book", "times")
def book(request, reference):
    return _give_time(request, reference, BookForm)


@front_desk
@require_POST
@keeps("book", "times")
def move(request, reference):
    return _give_time(request, reference, MoveForm)


def _give_time(request, reference, kind):
    asked = request_for(request.user, reference)
    form = _time_form(request, asked, kind)
    return done(
        request,
        asked,
        form,
        lambda: _give(form, asked, request.user),
        _("%(reference)s is confirmed."),
        refused=lambda refusal: _time_refused(request, asked, form, refusal),
    )


def _url(name, appointment_request):
    return reverse(name, args=[appointment_request.reference])


def _time_form(request, appointment_request, kind):
    """A button of a proposed time stands for the whole form."""
    sent = request.POST.copy()
    if "proposed" in sent:
        sent["time"] = sent["proposed"]
        for name in kind.EXCEPTION_FIELDS:
            sent.pop(name, None)
    return kind(sent, appointment_request=appointment_request, user=request.user)


def _give(form, appointment_request, by):
    GIVE[type(form)](appointment_request.pk, by=by, version=form.cleaned_data["version"], time=form.time_given())


def _time_refused(request, appointment_request, form, refusal):
    if refusal.is_stale:
        return stale_page(request, appointment_request.reference, refusal)
    form.refuse(refusal)
    return refused_page(request, appointment_request, form)


@front_desk
@require_POST
def offer_preview(request, reference):
    """Several times, of which the patient takes one."""
    appointment_request = request_for(request.user, reference)
    form = OfferForm(request.POST)
    if not form.is_valid():
        return refused_page(request, appointment_request, form)
    return _offer_preview(request, appointment_request, form)


def _offer_preview(request, appointment_request, form):
    try:
        news = rehearse(lambda: _offer(form, appointment_request, request.user), appointment_request)
    except Refusal as refusal:
        return _offer_refused(request, appointment_request, refusal)
    fields = [("version", form.cleaned_data["version"]), *(("offered", key) for key in form["offered"].value())]
    return preview_page(
        request,
        appointment_request,
        news,
        _url("desk:offer", appointment_request),
        _("Send and hold these times"),
        fields,
    )


@front_desk
@require_POST
@keeps("book", "times")
def offer(request, reference):
    appointment_request = request_for(request.user, reference)
    form = OfferForm(request.POST)
    if not form.is_valid():
        return refused_page(request, appointment_request, form)
    try:
        until = _offer(form, appointment_request, request.user)
    except Refusal as refusal:
        return _offer_refused(request, appointment_request, refusal)
    said = {"reference": reference, "until": in_words(until)}
    messages.success(request, _("%(reference)s: the times are held until %(until)s.") % said)
    return to_its_page(request, reference)


def _offer(form, appointment_request, by):
    data, until = form.cleaned_data, form.until(settings.OFFER_HOURS)
    services.offer(appointment_request.pk, by=by, version=data["version"], times=data["offered"], until=until)
    return until


def _offer_refused(request, appointment_request, refusal):
    """Somebody has one of them now: others are proposed."""
    if refusal.is_stale:
        return stale_page(request, appointment_request.reference, refusal)
    messages.error(request, refusal.words)
    return request_page(request, appointment_request, typed=typed_of(request))


@front_desk
@require_POST
@keeps()
def take_back_offer(request, reference):
    asked, form = request_for(request.user, reference), VersionedForm(request.POST)
    return done(
        request,
        asked,
        form,
        lambda: services.take_back_offer(asked.pk, by=request.user, **form.cleaned_data),
        _("%(reference)s: nothing is held any more."),
        then=_to_the_freed_time if request.POST.get("freed") else to_its_page,
    )


def _to_the_freed_time(request, _reference):
    return redirect(f"{reverse('desk:freed')}?{urlencode({'time': request.POST['freed']})}")


@front_desk
@require_POST
def elsewhere(request, reference):
    """In place of declining: times of other doctors, to be sent or read out on the phone."""
    appointment_request = request_for(request.user, reference)
    named = appointment_request.preferred_doctor
    doctors = [each for each in proposals.listed_doctors(appointment_request) if each.could and each != named]
    found = proposals.proposals(appointment_request, doctors=doctors)
    if not found:
        text = _(
            "Nobody else has a free time. If you decline, the patient reads why, and that you look for another way"
            " together when they call."
        )
        messages.error(request, text)
    elif may_be_told(appointment_request):
        sent = request.POST.copy()
        sent.setlist("offered", [key_of(each) for each in found])
        form = OfferForm(sent)
        if form.is_valid():
            return _offer_preview(request, appointment_request, form)
    typed = without(typed_of(request), "times")
    return request_page(request, appointment_request, typed=typed, others_than=named if found else None)


@front_desk
@require_POST
@keeps("decline", "times", "book")
def decline(request, reference):
    asked, form = request_for(request.user, reference), DeclineForm(request.POST)
    is_something_left = without(typed_of(request), "decline", "times", "book")
    return done(
        request,
        asked,
        form,
        lambda: services.decline(asked.pk, by=request.user, **form.cleaned_data),
        _("%(reference)s is declined."),
        then=to_its_page if is_something_left else lambda request, _reference: to_the_list(request),
    )


@front_desk
@require_POST
def cancel_check(request, reference):
    """Asked once more, with what the patient will read."""
    appointment_request = request_for(request.user, reference)
    form = CancelForm(request.POST)
    if not form.is_valid():
        return refused_page(request, appointment_request, form)
    try:
        news = rehearse(lambda: _cancel(form, appointment_request, request.user), appointment_request)
    except Refusal as refusal:
        return stale_page(request, reference, refusal)
    fields = list(form.cleaned_data.items())
    return preview_page(
        request,
        appointment_request,
        news,
        _url("desk:cancel", appointment_request),
        _("Yes, cancel"),
        fields,
        is_bad=True,
    )


@front_desk
@require_POST
@keeps("cancel")
def cancel(request, reference):
    asked, form = request_for(request.user, reference), CancelForm(request.POST)
    said = _("%(reference)s is cancelled.")
    return done(request, asked, form, lambda: _cancel(form, asked, request.user), said)


def _cancel(form, appointment_request, by):
    data = form.cleaned_data
    services.cancel(appointment_request.pk, by=by, version=data["version"], reason=data["cancel_reason"])
