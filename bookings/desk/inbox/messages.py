"""The front desk: messages that could not be sent, to patients and to the desk itself."""

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from common.dates import in_words

from ...access_journal import record_access
from ...messaging import outbox
from ...models import AccessRecord
from ..access import front_desk, messages_for

SHOWN = 100


@front_desk
@require_safe
def dead(request):
    messages = messages_for(request.user).dead().select_related("appointment_request")
    shown = [(message, in_words(message.created_at)) for message in messages[:SHOWN]]
    record_access(request.user, (message.appointment_request for message, _when in shown), AccessRecord.Way.INBOX)
    return render(request, "desk/dead_messages.html", {"dead": shown, "count": messages.count()})


@front_desk
@require_POST
def send_again(request, message_id):
    message = get_object_or_404(messages_for(request.user).select_related("appointment_request"), pk=message_id)
    outbox.send_again(message)
    if "from_list" in request.POST:
        return redirect("desk:dead_messages")
    return redirect("desk:detail", message.appointment_request.reference)
