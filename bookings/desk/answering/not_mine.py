"""A request that somebody had open, and that has left what they answer: a colleague gave it another location."""

from django.shortcuts import render

from ...models import AccessRecord, AppointmentRequest
from .. import kept_typing
from ..kept_forms import typed_on
from .typed import LABELS, typed_from, typed_of


def page_of_what_left(request, reference):
    """Where it is now, and what was typed; nothing of the patient. None for who has never seen it: it is not there."""
    looks = AccessRecord.objects.filter(user=request.user, appointment_request__reference=reference)
    if not looks.exists():
        return None
    typed = kept_typing.take(request.session, reference) | typed_from(typed_on(request)) | typed_of(request)
    context = {
        "reference": reference,
        "location": AppointmentRequest.objects.select_related("location").get(reference=reference).location,
        "lost": [(LABELS[name], value) for name, value in typed.items() if value],
    }
    return render(request, "desk/not_mine.html", context, status=409)
