"""A freed time: who waits for it, and one tap that offers it to the first; then to the next."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.dates import in_words
from common.text.form_fields import CodeField

from ... import services
from ...access_journal import record_access
from ...models import AccessRecord
from ...records import may_be_told
from ...refusals import Refusal
from ..access import front_desk, request_for, requests_for
from .forms import VersionedForm
from .time_forms import TimeField, begins, told
from .waiting import freed_at, waiting_for

SHOWN = 20


class FreedForm(forms.Form):
    """Which time."""

    time = TimeField()


class OfferFreedForm(VersionedForm):
    time = TimeField()
    reference = CodeField(max_length=20)


@front_desk
@require_safe
def freed(request):
    form = FreedForm(request.GET)
    if not form.is_valid():
        raise Http404
    return _page(request, form.cleaned_data["time"], form.data["time"])


def _page(request, time, key):
    found = freed_at(time)
    taken = found.taken_by()
    rows = list(waiting_for(found, requests_for(request.user).for_desk())[: SHOWN + 1])
    record_access(request.user, rows[:SHOWN], AccessRecord.Way.INBOX)
    context = {
        "words": told(time),
        "key": key,
        "is_over": begins(time) <= timezone.now(),
        "taken": taken,
        "taken_until": in_words(taken.held_until) if taken and taken.held_until else "",
        "taken_is_mine": bool(taken) and requests_for(request.user).filter(pk=taken.appointment_request_id).exists(),
        "waiting": [(each, may_be_told(each)) for each in rows[:SHOWN]],
        "are_more": len(rows) > SHOWN,
        "hours": settings.FREED_TIME_OFFER_HOURS,
    }
    return render(request, "desk/request_freed.html", context)


@front_desk
@require_POST
def offer_freed(request):
    """To one who waits, for a short while."""
    form = OfferFreedForm(request.POST)
    if not form.is_valid():
        raise Http404
    data = form.cleaned_data
    appointment_request = request_for(request.user, data["reference"])
    until = min(timezone.now() + timedelta(hours=settings.FREED_TIME_OFFER_HOURS), begins(data["time"]))
    try:
        services.offer(
            appointment_request.pk, by=request.user, version=data["version"], times=[data["time"]], until=until
        )
    except Refusal as refusal:
        messages.error(request, refusal.words)
    else:
        said = {"reference": appointment_request.reference, "until": in_words(until)}
        messages.success(request, _("%(reference)s: the time is held until %(until)s.") % said)
    return redirect(f"{reverse('desk:freed')}?{urlencode({'time': form.data['time']})}")
