"""Writing a new request down: what is computed once, when it comes in."""

import hashlib
import json
from datetime import timedelta

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from common.text.person_names import comparable

from . import callback_deadline, links, next_action
from .models import AppointmentRequest

Status = AppointmentRequest.Status
# What a request that follows another takes over from it. Not the wished-for days: see answers_of.
ANSWERS = (
    "full_name", "contact_name", "relation", "under_18", "phone", "phone_on_whatsapp", "email", "hospital_number",
    "reason", "visit_kind", "language", "call_language", "call_window", "treatment", "department", "location",
    "preferred_doctor",
)  # fmt: skip


def write_down(idempotency_key, digest, answers, follows=None):
    now = timezone.now()
    location = answers.get("location")
    promised_by = callback_deadline.call_by(now, answers.get("call_window"), location)
    return AppointmentRequest.objects.create(
        idempotency_key=idempotency_key,
        answers_digest=digest,
        token_hash=links.token_hash(links.new_token(idempotency_key)),
        created_at=now,
        promised_by=promised_by,
        next_action_at=next_action.first_call_by(now, promised_by, location),
        expires_after=_expires_after(answers, now, promised_by),
        looks_like_duplicate=_looks_like_duplicate(answers),
        follows=follows,
        **answers,
    )


def _expires_after(answers, now, promised_by):
    """The last wished-for day, but never before the day on which we promised to call."""
    wished = [day for name in ("preferred_day", "second_preferred_day") if (day := answers.get(name))]
    last = max(wished, default=timezone.localdate(now) + timedelta(days=settings.EXPIRE_UNANSWERED_DAYS))
    return max(last, timezone.localdate(promised_by)) if promised_by else last


def _looks_like_duplicate(answers):
    """Another open request from this phone about the same thing for the same patient: not for a twin.

    A mark for the desk, never a refusal.
    """
    about = {name: answers.get(name) for name in ("treatment", "department", "preferred_doctor")}
    lately = timezone.now() - timedelta(days=settings.DUPLICATE_DAYS)
    open_ones = AppointmentRequest.objects.filter(status__in=[Status.REQUESTED, Status.BOOKED])
    about |= {"phone": answers["phone"], "under_18": answers.get("under_18", False)}
    names = open_ones.filter(created_at__gte=lately, **about).values_list("full_name", flat=True)
    return comparable(answers["full_name"]) in {comparable(name) for name in names}


def digest_of(answers):
    comparable = {name: getattr(value, "pk", value) for name, value in answers.items()}
    text = json.dumps(comparable, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def answers_of(appointment_request):
    """What was once asked for, to be asked for again. Days that have passed are nobody's wish any more."""
    answers = {name: getattr(appointment_request, name) for name in ANSWERS}
    today = timezone.localdate()
    wishes = [
        (appointment_request.preferred_day, appointment_request.preferred_part),
        (appointment_request.second_preferred_day, appointment_request.second_preferred_part),
    ]
    to_come = [wish for wish in wishes if wish[0] and wish[0] >= today]
    for name, (day, part) in zip(["preferred", "second_preferred"], to_come, strict=False):
        answers |= {f"{name}_day": day, f"{name}_part": part}
    return answers
