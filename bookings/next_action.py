"""What the desk does next about an open request, and by when. None of them is ever without."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from . import callback_deadline
from .models import AppointmentRequest, HistoryEntry

NextAction = AppointmentRequest.NextAction
CallOutcome = HistoryEntry.CallOutcome


def first_call_by(now, promised_by, location):
    """As we promised. Where we could not promise anything, the desk is measured all the same."""
    wait = timedelta(hours=settings.PROMISE_DESK_HOURS)
    return promised_by or callback_deadline.call_by(now, location=location) or now + wait


def promise_anew(appointment_request):
    """The hospital took the time away: what we promise now takes the place of what we had promised."""
    now, location = timezone.now(), appointment_request.location
    promised_by = callback_deadline.call_by(now, appointment_request.call_window, location)
    appointment_request.promised_by, appointment_request.first_attempt_at = promised_by, None
    appointment_request.next_action = NextAction.CALL
    appointment_request.next_action_at = first_call_by(now, promised_by, location)
    # The days once wished for may be over by now, and it must not expire before we have called.
    last = timezone.localdate(now) + timedelta(days=settings.EXPIRE_UNANSWERED_DAYS)
    appointment_request.expires_after = max(appointment_request.expires_after or last, last)


def after_call(appointment_request, outcome, call_back_at):
    """The desk phoned about a request that stays open. The history already tells of this call; the caller saves."""
    now = timezone.now()
    appointment_request.first_attempt_at = appointment_request.first_attempt_at or now
    if outcome == CallOutcome.CALL_BACK:
        appointment_request.next_action, appointment_request.next_action_at = NextAction.CALL_BACK, call_back_at
        return
    in_vain = appointment_request.history.filter(
        event=HistoryEntry.Event.CALLED, reason__in=[CallOutcome.NO_ANSWER, CallOutcome.LEFT_MESSAGE]
    )
    appointment_request.next_action = NextAction.CALL
    appointment_request.next_action_at = callback_deadline.call_again_by(
        now, in_vain.count(), appointment_request.call_window, appointment_request.location
    )


def after_offer(appointment_request, until):
    """Times were sent to choose from: who has chosen none by then is called."""
    appointment_request.first_attempt_at = appointment_request.first_attempt_at or timezone.now()
    appointment_request.next_action, appointment_request.next_action_at = NextAction.CALL, until


def after_answer(appointment_request, by_desk):
    """The request was answered, or is over: nothing is left to do. An answer counts as the first attempt, too."""
    if by_desk:
        appointment_request.first_attempt_at = appointment_request.first_attempt_at or timezone.now()
    appointment_request.next_action, appointment_request.next_action_at = "", None
