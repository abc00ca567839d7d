"""The end of somebody's shift: what is left of what they have in hand, and to whom it goes."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from ... import services
from ...access_journal import record_access
from ...models import AccessRecord
from ...refusals import Refusal
from ..access import front_desk, people_at_the_desk, requests_for, who_see
from ..colleagues import name_of
from ..kept_forms import typed_before
from ..next_call import next_call_in_words, time_left
from .forms import ShiftForm
from .views import left_of


@front_desk
@require_http_methods(["GET", "HEAD", "POST"])
def shift(request):
    left = left_of(request.user, requests_for(request.user))
    people = people_at_the_desk().exclude(pk=request.user.pk)
    form = ShiftForm(request.POST if request.method == "POST" else None, left=left, people=people)
    form.initial |= typed_before(request, "shift")
    if form.is_valid() and _can_see_all(form):
        _hand_over(request, form.cleaned_data["request"], form.cleaned_data["to"])
        return redirect("desk:shift")
    ticked = form["request"].value()
    rows = list(left)
    record_access(request.user, rows, AccessRecord.Way.INBOX)
    shown = [
        (each, next_call_in_words(each), time_left(each), ticked is None or each.reference in ticked) for each in rows
    ]
    return render(request, "desk/shift.html", {"form": form, "left": shown})


def _can_see_all(form):
    """A colleague gets only what they answer anyway."""
    to = form.cleaned_data["to"]
    unseen = [each.reference for each in form.cleaned_data["request"] if to and to not in who_see(each)]
    if unseen:
        words = _("%(name)s does not answer these: %(references)s. Choose somebody else for them.")
        form.add_error("to", words % {"name": name_of(to), "references": ", ".join(unseen)})
    return not unseen


def _hand_over(request, requests, to):
    done = [each for each in requests if _handed_over(each, request.user, to)]
    given = ngettext("%(count)s request is given to %(name)s.", "%(count)s requests are given to %(name)s.", len(done))
    free = ngettext("%(count)s request is free for everybody.", "%(count)s requests are free for everybody.", len(done))
    words = given if to else free
    messages.success(request, words % {"count": len(done), "name": to and name_of(to)})


def _handed_over(appointment_request, user, to):
    if to is None:
        return services.release(appointment_request.pk, seen_with=user.pk)
    try:
        return services.give(appointment_request.pk, to=to, by=user, seen_with=user.pk)
    except Refusal:
        return False  # a colleague has it by now, so it is not left
