"""What the patient will read, or be told on the phone, before anything is sent.

The deed itself is done and taken back in one transaction, so that the text is the very one that would leave, and a
refusal comes here already.
"""

import json
from dataclasses import dataclass

from django.db import transaction
from django.shortcuts import render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from ...access_journal import record_access
from ...links import status_link
from ...messaging import mails
from ...models import AccessRecord, AppointmentRequest, OutgoingMessage
from ...records import may_be_told
from ..back import back_of
from .typed import typed_of

Audience, Channel = OutgoingMessage.Audience, OutgoingMessage.Channel


@dataclass(frozen=True)
class Preview:
    language: str
    text: str
    subject: str = ""
    is_spoken: bool = False


def preview_page(request, appointment_request, news, action, button, fields, *, is_bad=False, came_from=""):
    """One button does it; the other leads back, to the request or to where it `came_from`. `fields`: for the deed."""
    record_access(request.user, [appointment_request], AccessRecord.Way.OPENED)
    context = {
        "appointment_request": appointment_request,
        "preview": news,
        "action": action,
        "came_from": came_from,
        "button": button,
        "fields": fields,
        "typed": json.dumps(typed_of(request)),
        "back": back_of(request),
        "is_bad": is_bad,
    }
    return render(request, "desk/request_preview.html", context)


def rehearse(deed, appointment_request):
    """The news of this deed, or Refusal. Nothing is changed by it."""
    with transaction.atomic():
        before = appointment_request.messages.order_by("pk").values_list("pk", flat=True).last() or 0
        deed()
        preview = _news(AppointmentRequest.objects.for_desk().get(pk=appointment_request.pk), before)
        transaction.set_rollback(True)
    return preview


def _news(appointment_request, before):
    written = appointment_request.messages.filter(audience=Audience.PATIENT, pk__gt=before).order_by("channel", "pk")
    newest = written.select_related("appointment__doctor", "appointment__location").first()
    if newest is None and may_be_told(appointment_request):
        return Preview(get_language(), _("Nothing is different for the patient, and no message is sent."))
    if newest is None:
        return _spoken(appointment_request)
    link = _private_link(appointment_request)
    if newest.channel == Channel.WEBHOOK:
        return Preview(appointment_request.language, _masked(mails.phone_text_for(newest), link))
    mail = mails.mail_for(newest)
    return Preview(appointment_request.language, _masked(mail.body, link), mail.subject)


def _spoken(appointment_request):
    text = mails.spoken_text_for(appointment_request)
    return Preview(appointment_request.call_language, text, is_spoken=True)


def _private_link(appointment_request):
    with override(appointment_request.language):
        return status_link(appointment_request)


def _masked(text, link):
    """The link is the patient's alone: who has it can cancel."""
    return text.replace(link, _("(the patient’s private link)"))
