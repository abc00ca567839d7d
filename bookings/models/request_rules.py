"""What the database refuses in a request: constraints, and triggers where a row alone does not tell."""

import pgtrigger
from django.db.models import CheckConstraint, F, Q, TextField, Value
from django.db.models.functions import Cast
from django.db.models.lookups import Exact

from common.database_rules import Refuse, RefuseIf
from directory.models import E164

# The only changes of status that can happen. services.py is the only place that makes them.
ALLOWED_MOVES = {
    "requested": {"booked", "declined", "cancelled", "expired"},
    # Back to "requested" when the hospital takes the time away.
    "booked": {"closed", "cancelled", "requested"},
    "closed": set(),
    "declined": set(),
    "cancelled": set(),
    "expired": set(),
}
FINAL = [status for status, moves in ALLOWED_MOVES.items() if not moves]

ERASED = {
    "full_name": "",
    "contact_name": "",
    "phone": "",
    "email": "",
    "reason": "",
    "hospital_number": "",
    "answers_digest": "",
    "network": "",
    "is_urgent": False,
    "name_words": "",
    "token_hash": None,
}
IS_ERASED = Q(
    **{name: value for name, value in ERASED.items() if value is not None and name != "name_words"},
    token_hash__isnull=True,
    erased_at__isnull=False,
) & Q(Exact(Cast("name_words", TextField()), Value("")))  # to Django, "=" of such a column is a search

RULES = [
    CheckConstraint(
        name="request_status_is_known",
        condition=Q(status__in=list(ALLOWED_MOVES)),
    ),
    CheckConstraint(
        name="request_has_a_name_and_phone_or_is_erased_completely",
        condition=(~Q(full_name="") & Q(phone__regex=E164, erased_at__isnull=True)) | IS_ERASED,
    ),
    CheckConstraint(
        name="request_open_has_a_next_action",
        condition=Q(status="requested", next_action__in=["call", "call_back"], next_action_at__isnull=False)
        | (~Q(status="requested") & Q(next_action="", next_action_at__isnull=True)),
        violation_error_message="an open request has a next action with its time, and no other has one",
    ),
    CheckConstraint(name="request_open_is_not_erased", condition=Q(status__in=FINAL) | Q(erased_at__isnull=True)),
    CheckConstraint(
        name="request_for_somebody_else_names_who_asks",
        condition=Q(relation="", contact_name="")
        | ~Q(relation="") & (~Q(contact_name="") | Q(erased_at__isnull=False)),
    ),
    CheckConstraint(name="request_does_not_follow_itself", condition=Q(follows__isnull=True) | ~Q(follows=F("id"))),
    CheckConstraint(
        name="request_second_day_comes_with_a_first",
        condition=Q(second_preferred_day__isnull=True) | Q(preferred_day__isnull=False),
    ),
    CheckConstraint(
        name="request_declined_has_a_reason",
        condition=Q(status="declined", decline_reason__gt="") | (~Q(status="declined") & Q(decline_reason="")),
    ),
    CheckConstraint(
        name="request_closed_has_a_time",
        condition=Q(status__in=FINAL, closed_at__isnull=False) | (~Q(status__in=FINAL) & Q(closed_at__isnull=True)),
    ),
    CheckConstraint(
        name="request_closed_knows_until_when_it_is_kept",
        condition=~Q(status__in=FINAL) | Q(purge_after__isnull=False),
    ),
]

_ALLOWED = ", ".join(f"('{old}', '{new}')" for old, moves in ALLOWED_MOVES.items() for new in sorted(moves))

TRIGGERS = [
    RefuseIf(
        name="moves_are_allowed",
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange("status"),
        found=f"(old.status, new.status) not in ({_ALLOWED})",
        words="a request never goes from % to %",
        values=("old.status", "new.status"),
    ),
    # A new request puts right one that is over; for ever the same one.
    RefuseIf(
        name="follows_what_is_over",
        operation=pgtrigger.Insert,
        condition=pgtrigger.Q(new__follows__isnull=False),
        lock="perform from bookings_appointmentrequest where id = new.follows_id for share;",
        found="""not exists (
            select from bookings_appointmentrequest
            where id = new.follows_id and erased_at is null
            and (status not in ('requested', 'booked') or exists (
                select from bookings_appointment
                where appointment_request_id = new.follows_id and attendance <> ''
            ))
        )""",
        words="a new request follows one that is over",
    ),
    Refuse(
        name="follows_for_ever",
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange("follows"),
        words="which request a request follows is never changed",
    ),
    # Half erased is not erased: notes go first, and none comes after (see Note).
    RefuseIf(
        name="erased_completely",
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("erased_at"),
        condition=pgtrigger.Q(new__erased_at__isnull=False),
        found="""exists (select from bookings_note where appointment_request_id = new.id)
            or exists (select from bookings_contactcorrection where appointment_request_id = new.id)""",
        words="there are notes about this patient still",
    ),
]
