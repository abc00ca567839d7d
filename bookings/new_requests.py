"""Writing a new request down: what is computed once, when it comes in."""

import hashlib
import json
import uuid
from datetime import date, datetime, timedelta
from typing import TypedDict, cast

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from common.text.person_names import comparable
from content.models import Treatment
from directory.models import CallWindow, Department, Doctor, Location

from . import callback_deadline, links, next_action
from .models import AppointmentRequest
from .urgency.known_words import reads_urgent

Status = AppointmentRequest.Status


class Answers(TypedDict, total=False):
    """What a patient says; what is left out is empty. Of those with choices, a code of AppointmentRequest."""

    full_name: str
    contact_name: str
    relation: str
    under_18: bool
    phone: str
    phone_on_whatsapp: bool
    email: str
    hospital_number: str
    reason: str
    visit_kind: str
    language: str
    call_language: str
    call_window: CallWindow | None
    treatment: Treatment | None
    department: Department | None
    location: Location | None
    preferred_doctor: Doctor | None
    preferred_day: date | None
    preferred_part: str
    second_preferred_day: date | None
    second_preferred_part: str


# What a request that follows another takes over from it. Not the wished-for days: see answers_of.
DAYS = ("preferred_day", "preferred_part", "second_preferred_day", "second_preferred_part")
TAKEN_OVER = [name for name in Answers.__annotations__ if name not in DAYS]


def write_down(
    idempotency_key: uuid.UUID,
    digest: str,
    answers: Answers,
    *,
    follows: AppointmentRequest | None = None,
    network: str = "",
    is_promised_a_call: bool = True,
) -> AppointmentRequest:
    now = timezone.now()
    location = answers.get("location")
    promised_by = callback_deadline.call_by(now, answers.get("call_window"), location) if is_promised_a_call else None
    return AppointmentRequest.objects.create(
        idempotency_key=idempotency_key,
        answers_digest=digest,
        token_hash=links.token_hash(links.new_token(idempotency_key)),
        created_at=now,
        promised_by=promised_by,
        next_action_at=next_action.first_call_by(now, promised_by, location),
        expires_after=_expires_after(answers, now, promised_by),
        looks_like_duplicate=_looks_like_duplicate(answers),
        is_urgent=reads_urgent(*(str(answers.get(name, "")) for name in AppointmentRequest.FREE_TEXT)),
        follows=follows,
        network=network,
        **answers,
    )


def _expires_after(answers: Answers, now: datetime, promised_by: datetime | None) -> date:
    """The last wished-for day, but never before the day on which we promised to call."""
    wished = [day for day in (answers.get("preferred_day"), answers.get("second_preferred_day")) if day]
    last = max(wished, default=timezone.localdate(now) + timedelta(days=settings.EXPIRE_UNANSWERED_DAYS))
    return max(last, timezone.localdate(promised_by)) if promised_by else last


def _looks_like_duplicate(answers: Answers) -> bool:
    """Another open request from this phone about the same thing for the same patient: not for a twin.

    A mark for the desk, never a refusal.
    """
    about = {name: answers.get(name) for name in ("treatment", "department", "preferred_doctor")}
    lately = timezone.now() - timedelta(days=settings.DUPLICATE_DAYS)
    open_ones = AppointmentRequest.objects.filter(status__in=[Status.REQUESTED, Status.BOOKED])
    same_phone = open_ones.filter(phone=answers["phone"], under_18=answers.get("under_18", False))
    names = same_phone.filter(created_at__gte=lately, **about).values_list("full_name", flat=True)
    return comparable(answers["full_name"]) in {comparable(name) for name in names}


def digest_of(answers: Answers) -> str:
    said = {name: getattr(value, "pk", value) for name, value in answers.items()}
    text = json.dumps(said, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def answers_of(appointment_request: AppointmentRequest) -> Answers:
    """What was once asked for, to be asked for again. Days that have passed are nobody's wish any more."""
    answers = cast(Answers, {name: getattr(appointment_request, name) for name in TAKEN_OVER})
    today = timezone.localdate()
    wishes = [
        (appointment_request.preferred_day, appointment_request.preferred_part),
        (appointment_request.second_preferred_day, appointment_request.second_preferred_part),
    ]
    to_come = [wish for wish in wishes if wish[0] and wish[0] >= today]
    if to_come:
        answers["preferred_day"], answers["preferred_part"] = to_come[0]
    if len(to_come) > 1:
        answers["second_preferred_day"], answers["second_preferred_part"] = to_come[1]
    return answers
