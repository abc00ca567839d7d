"""New times for everybody of one session who waits for us: shown once for each language, and sent as shown."""

import hashlib
from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from common.dates import day_in_words

from ...access_journal import record_access
from ...models import AccessRecord
from ...refusals import Refusal
from ..access import front_desk
from ..answering.previews import Preview, rehearse
from ..answering.time_forms import key_of
from .disrupted import WAITING, Disrupted, disrupted_rows, group_key
from .new_times import propose_to, send_times


class GroupForm(forms.Form):
    """Of which session on which day; without a session, what lies outside all of them."""

    doctor = forms.IntegerField(label=gettext_lazy("Doctor"))
    session = forms.IntegerField(label=gettext_lazy("Session"), required=False)
    day = forms.DateField(label=gettext_lazy("Day"))
    shown = forms.CharField(
        required=False, max_length=64, widget=forms.HiddenInput
    )  # the mark of what was shown, by whoever sends it

    @property
    def key(self):
        return tuple(self.cleaned_data[name] for name in ("doctor", "session", "day"))


@dataclass(frozen=True)
class Example:
    """What one of the patients reads who read it in the same language and in the same way."""

    row: Disrupted
    news: Preview
    number: int

    @property
    def language(self):
        return dict(settings.LANGUAGES)[self.news.language]


@front_desk
@require_POST
def offer_to_all(request):
    """Each by itself, so that one stops no other. What is different from what was shown is shown again."""
    form = GroupForm(request.POST)
    if not form.is_valid():
        return redirect("desk:disruption")
    waiting = _waiting(request.user, form.key)
    if not any(row.proposed for row in waiting):
        _tell(request, 0, len(waiting))
        return redirect("desk:disruption")
    if form.cleaned_data["shown"] != _mark_of(waiting):
        return _preview(request, form, waiting)
    sent = sum(_try_to_send(row, request.user) for row in waiting)
    _tell(request, sent, len(waiting) - sent)
    return redirect("desk:disruption")


def _waiting(user, key):
    rows, *_counts = disrupted_rows(user)
    waiting = [row for row in rows if group_key(row) == key and row.state == WAITING]
    propose_to(waiting)
    return waiting


def _mark_of(rows):
    """Other patients, another state of one of them, or other times have another mark."""
    shown = [(row.appointment.pk, row.request.version, [key_of(each) for each in row.proposed]) for row in rows]
    return hashlib.sha256(repr(shown).encode()).hexdigest()


def _preview(request, form, waiting):
    examples = _examples(waiting, request.user)
    record_access(request.user, [each.row.request for each in examples], AccessRecord.Way.OPENED)
    first, number = waiting[0].appointment, sum(bool(row.proposed) for row in waiting)
    data = form.cleaned_data
    context = {
        "examples": examples,
        "number": number,
        "without": len(waiting) - number,
        "doctor": first.doctor,
        "day_words": day_in_words(first.day),
        "is_other": bool(data["shown"]),
        "fields": [
            ("doctor", data["doctor"]),
            ("session", data["session"] or ""),
            ("day", data["day"].isoformat()),
            ("shown", _mark_of(waiting)),
        ],
    }
    return render(request, "desk/disruption/to_all.html", context)


def _examples(waiting, by):
    alike = {}
    for row in waiting:
        if row.proposed:
            alike.setdefault((row.request.language, bool(row.request.email)), []).append(row)
    found = [(_first_news(rows, by), len(rows)) for rows in alike.values()]
    return [Example(*first, number) for first, number in found if first]


def _first_news(rows, by):
    """Of the first whom it can be sent to: somebody may have been faster with one of them."""
    for row in rows:
        try:
            return row, rehearse(lambda row=row: _send(row, by), row.request)
        except Refusal:
            continue
    return None


def _send(row, by):
    send_times(row.appointment, [each.time for each in row.proposed], by=by, version=row.request.version)


def _try_to_send(row, by):
    if not row.proposed:
        return False
    try:
        _send(row, by)
    except Refusal:
        return False  # somebody was faster; it stands on the page as it is now
    return True


def _tell(request, sent, failed):
    if sent:
        told = ngettext("Times are sent to %(number)s patient.", "Times are sent to %(number)s patients.", sent)
        messages.success(request, told % {"number": sent})
    if failed:
        left = ngettext(
            "%(number)s patient got none: nothing is free, or a colleague was faster.",
            "%(number)s patients got none: nothing is free, or a colleague was faster.",
            failed,
        )
        messages.error(request, left % {"number": failed})
    if not sent and not failed:
        messages.error(request, _("Nobody of this session waits for us any more."))
