"""The next time of somebody who came: in so many weeks, with the same doctor, in the same place."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from common.dates import day_in_words

from ... import access_journal, consents, services
from ...models import AccessRecord, AppointmentRequest
from ...refusals import Code, Refusal
from ...services.intake import newest_after
from ..access import front_desk, request_for, requests_for
from .follow_up_forms import FollowUpForm, FollowUpWithConsentForm, WeeksForm
from .forms import OpenedForm
from .times import DAYS_SHOWN, FreeTimes
from .views import idempotency_key, new_key, saved


class TimesAfter(FreeTimes):
    """Of the doctor and the place of an appointment, from that many weeks after it on."""

    def __init__(self, appointment, weeks):
        self.about, self.place, self.is_here = appointment.doctor, appointment.location, False
        self.first_day, self.days = weeks.first_day(appointment.day), DAYS_SHOWN


@front_desk
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request, reference):
    earlier = request_for(request.user, reference)
    newest = newest_after(earlier)
    if newest != earlier and not requests_for(request.user).filter(pk=newest.pk).exists():
        return _answered_elsewhere(request, reference)
    appointment = newest.appointment
    access_journal.record_access(request.user, {earlier, newest}, AccessRecord.Way.OPENED)
    said = OpenedForm(request.GET).said
    if "form" not in said:
        return redirect(f"{request.path}?{urlencode(request.GET.dict() | {'form': new_key()})}")
    key = idempotency_key(request.user, f"{reference} {said['form']}")
    if already := AppointmentRequest.objects.filter(idempotency_key=key).first():
        return saved(request, already)
    if appointment is None or not appointment.may_lead_on:
        return _not_now(request, reference, newest)
    weeks = WeeksForm(request.GET)
    form = _form(request, newest, TimesAfter(appointment, weeks))
    if request.method == "POST" and form.is_valid():
        return _book(request, newest, key, form, weeks)
    return _page(request, newest, form, weeks)


def _answered_elsewhere(request, reference):
    """What came after it is of another place: neither shown nor followed here."""
    messages.error(request, _("This patient has a newer request, which another location answers."))
    return redirect("desk:detail", reference)


def _not_now(request, reference, newest):
    """Where a newer request waits or is booked, that one is moved; where nobody came, nothing follows."""
    if newest.reference != reference and requests_for(request.user).filter(pk=newest.pk).exists():
        messages.info(request, _("This patient has a newer request. Here it is."))
        return redirect("desk:detail", newest.reference)
    messages.error(request, _("A follow-up is booked once the patient has come."))
    return redirect("desk:detail", reference)


def _form(request, earlier, times):
    posted = request.POST if request.method == "POST" else None
    if _may_be_taken_over(earlier):
        return FollowUpForm(posted, times=times, user=request.user)
    return FollowUpWithConsentForm(posted, times=times, user=request.user, is_for_a_minor=earlier.under_18)


def _may_be_taken_over(earlier):
    return consents.is_given(earlier) and consents.may_answer(earlier)


def _book(request, earlier, key, form, weeks):
    consent = form.consent(request.user, earlier.call_language) if hasattr(form, "consent") else None
    try:
        new = services.follow_up(
            earlier.pk, idempotency_key=key, by=request.user, time=form.time_given(), consent=consent
        )
    except Refusal as refusal:
        if refusal.code == Code.SENT_BEFORE:
            return saved(request, refusal.about)
        if refusal.code == Code.GOES_ON_ALREADY or refusal.is_stale:
            messages.error(request, refusal.words)
            return redirect("desk:detail", earlier.reference)
        form.refuse(refusal)
        return _page(request, earlier, form, weeks)
    messages.success(request, _("%(reference)s is confirmed.") % {"reference": new.reference})
    return saved(request, new)


def _page(request, earlier, form, weeks):
    context = {
        "appointment_request": earlier,
        "appointment": earlier.appointment,
        "form": form,
        "choices": list(_choices(request, earlier)),
        "weeks": weeks.chosen,
        "from_day": day_in_words(weeks.first_day(earlier.appointment.day)),
        "notices": _notice_for(earlier, form),
    }
    return render(request, "desk/intake_follow_up.html", context)


def _notice_for(earlier, form):
    """What is read out, in the language of the call; nothing where consent goes on."""
    notices = getattr(form, "notices_to_read", [])
    return [each for each in notices if each[0] == earlier.call_language]


def _choices(request, earlier):
    """(weeks, in words, the address)"""
    address = reverse("desk:follow_up", args=[earlier.reference])
    for number in WeeksForm.CHOICES:
        named = OpenedForm(request.GET).said | {"weeks": number}
        words = ngettext("%(number)s week", "%(number)s weeks", number) % {"number": number}
        yield number, words, f"{address}?{urlencode(named)}"
