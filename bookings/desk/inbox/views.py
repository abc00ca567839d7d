"""Everything that waits for the front desk."""

from django.conf import settings
from django.db.models import Count, Window
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timesince import timesince
from django.views.decorators.http import require_POST, require_safe

from common.dates import in_words

from ... import services
from ...access_journal import record_access
from ...messaging import surges
from ...models import AccessRecord, Appointment, DeskTask
from ..access import appointments_for, front_desk, messages_for, requests_for, tasks_for
from ..answering.waiting import with_freed_times
from ..days.disrupted import disrupted_for
from ..days.unnoted import unnoted_days
from ..next_call import first_call_in_words, next_call_in_words, time_left


@front_desk
@require_safe
def inbox(request):
    waiting = requests_for(request.user).waiting().for_desk()
    cards = list(waiting[:100])
    days = unnoted_days(request.user)
    upcoming = list(appointments_for(request.user).upcoming().for_desk()[:50])
    unnoted = list(appointments_for(request.user).unnoted().for_desk()[:50]) if days else []
    appointments_shown = (each.appointment_request for each in (*upcoming, *unnoted))
    record_access(request.user, (*cards, *appointments_shown), AccessRecord.Way.INBOX)
    tasks = tasks_for(request.user).open().select_related("appointment_request")
    # A flood makes many of these: by themselves, and folded.
    held_back = tasks.filter(kind=DeskTask.Kind.MESSAGE_HELD_BACK).annotate(count=Window(Count("pk")))
    waiting_count = waiting.count()
    return render(
        request,
        "desk/inbox.html",
        {
            "waiting": [
                (
                    appointment_request,
                    timesince(appointment_request.created_at, depth=1),
                    next_call_in_words(appointment_request),
                    first_call_in_words(appointment_request),
                    time_left(appointment_request),
                )
                for appointment_request in cards
            ],
            "waiting_count": waiting_count,
            "surge": surges.surge(),
            "is_crowded": waiting_count >= settings.SURGE_AT_LEAST,
            "dead_count": messages_for(request.user).dead().count(),
            "tasks": with_freed_times(
                tasks.exclude(kind=DeskTask.Kind.MESSAGE_HELD_BACK)[:50], requests_for(request.user)
            ),
            "held_back": held_back[:50],
            "unfit_count": disrupted_for(request.user).count(),
            "unnoted_days": days,
            "unnoted": [(each, in_words(each.starts_at)) for each in unnoted],
            "attendances": Appointment.Attendance.choices,
            "upcoming": [(each, in_words(each.starts_at)) for each in upcoming],
        },
    )


@front_desk
@require_POST
def task_done(request, task_id):
    services.finish_task(get_object_or_404(tasks_for(request.user), pk=task_id), by=request.user)
    return redirect("desk:inbox")
