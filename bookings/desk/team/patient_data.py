"""One person's data, because they ask: hand it out, or erase it. With a right, a reason and one line in the log."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.dates import in_words
from common.security_events.log import tell

from ...access_journal import record_access
from ...models import AccessRecord, HistoryEntry
from ...records import record_history
from ...refusals import Refusal
from ...retention import erase_together
from ..access import request_for, with_right
from .kept_data import as_json, as_words
from .same_contact import EraseForm, ExportForm

page_and_post = require_http_methods(["GET", "HEAD", "POST"])


@with_right("bookings.export_patient")
@page_and_post
def export(request, reference):
    appointment_request, form = _asked(request, reference, ExportForm)
    if not form.is_valid():
        return _page(request, "desk/export_patient.html", appointment_request, form)
    chosen, reason = form.chosen(), form.cleaned_data["reason"]
    _note_export(chosen, reason, by=request.user)
    if form.cleaned_data["kind"] == "json":
        answer = JsonResponse(as_json(chosen), json_dumps_params={"ensure_ascii": False, "indent": 2})
    else:
        context = {"requests": as_words(chosen), "today": in_words(timezone.now())}
        answer = HttpResponse(render_to_string("desk/exported_patient.html", context, request))
    answer["Content-Disposition"] = f'attachment; filename="{reference}.{form.cleaned_data["kind"]}"'
    return answer


@transaction.atomic
def _note_export(chosen, reason, *, by):
    record_access(by, chosen, AccessRecord.Way.EXPORTED)
    for each in chosen:
        event, actor = HistoryEntry.Event.EXPORTED, HistoryEntry.Actor.DESK
        record_history(each, event, actor=actor, by=by, reason=reason)
    tell("exported", by=by.pk, what="patient", requests=[each.pk for each in chosen], reason=reason)


@with_right("bookings.erase_patient")
@page_and_post
def erase(request, reference):
    """Sent without `sure`, it shows what goes, and changes nothing."""
    appointment_request, form = _asked(request, reference, EraseForm)
    if appointment_request.erased_at:
        messages.error(request, _("%(reference)s is erased.") % {"reference": reference})
        return redirect("desk:detail", reference)
    if not form.is_valid():
        return _page(request, "desk/erase_patient.html", appointment_request, form)
    if not form.cleaned_data["sure"]:
        return _page(request, "desk/erase_patient_sure.html", appointment_request, form, chosen=form.chosen())
    try:
        erase_together(form.chosen(), by=request.user, reason=form.cleaned_data["reason"])
    except Refusal as refusal:  # opened or booked since the form looked
        form.refuse(refusal.about)
        return _page(request, "desk/erase_patient.html", appointment_request, form)
    messages.success(request, _("Erased: %(references)s.") % {"references": ", ".join(map(str, _references(form)))})
    return redirect("desk:detail", reference)


def _references(form):
    return [each.reference for each in form.chosen()]


def _asked(request, reference, form_class):
    appointment_request = request_for(request.user, reference)
    data = request.POST if request.method == "POST" else None
    return appointment_request, form_class(data, appointment_request=appointment_request, user=request.user)


def _page(request, template, appointment_request, form, **context):
    record_access(request.user, form.shown, AccessRecord.Way.OPENED)
    return render(request, template, {"appointment_request": appointment_request, "form": form, **context})
