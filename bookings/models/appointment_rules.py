"""What the database refuses in an appointment, whoever writes it: services, the admin, a shell, plain SQL.

Locks are taken in one order everywhere: doctors by id, then the session, then the request.
"""

from datetime import timedelta

import pgtrigger
from django.db.models import CheckConstraint, DateTimeField, ExpressionWrapper, F, Q, Value

from common.database_rules import Lock, Refuse, RefuseIf

ONE_APPOINTMENT_AT_A_TIME = "one_appointment_at_a_time"
ONE_NUMBER_EACH = "one_token_for_each_appointment"
TAKES_A_PLACE = ["offered", "booked"]
FURTHEST = timedelta(days=366)
LONGEST = timedelta(hours=25)  # a session lies within one day, and once a year that has an hour more

RULES = [
    CheckConstraint(
        name="appointment_status_is_known",
        condition=Q(status__in=[*TAKES_A_PLACE, "cancelled", "released"]),
    ),
    CheckConstraint(name="appointment_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
    # So that what may be in the way of an appointment lies near it, in years of rows.
    CheckConstraint(
        name="appointment_lasts_a_day_at_most",
        condition=Q(ends_at__lte=ExpressionWrapper(F("starts_at") + Value(LONGEST), DateTimeField())),
    ),
    CheckConstraint(
        name="appointment_is_a_slot_a_token_or_an_exception",
        condition=Q(session__isnull=False, beside__isnull=True, exception_reason="")
        | Q(session__isnull=False, token_number__isnull=False, beside__isnull=True, exception_reason__gt="")
        | Q(session__isnull=True, token_number__isnull=True, exception_reason__gt=""),
    ),
    CheckConstraint(
        name="appointment_token_is_a_number", condition=Q(token_number__isnull=True) | Q(token_number__gte=1)
    ),
    CheckConstraint(name="appointment_is_not_beside_itself", condition=Q(beside__isnull=True) | ~Q(beside=F("id"))),
    # A token may be given while its session runs.
    CheckConstraint(
        name="appointment_is_given_for_a_time_to_come",
        condition=Q(starts_at__gt=F("given_at")) | Q(token_number__isnull=False, ends_at__gt=F("given_at")),
    ),
    CheckConstraint(
        name="appointment_is_given_within_a_year",
        condition=Q(starts_at__lte=ExpressionWrapper(F("given_at") + Value(FURTHEST), DateTimeField())),
    ),
    CheckConstraint(
        name="appointment_cancelled_has_a_time",
        condition=Q(status="cancelled", cancelled_at__isnull=False)
        | (~Q(status="cancelled") & Q(cancelled_at__isnull=True)),
    ),
    CheckConstraint(
        name="appointment_offered_is_held_until_a_time",
        condition=Q(status="offered", held_until__isnull=False) | (~Q(status="offered") & Q(held_until__isnull=True)),
    ),
    CheckConstraint(name="appointment_attended_was_booked", condition=Q(attendance="") | Q(status="booked")),
]

# The columns that say who sees whom, when and where.
_PLACE = [
    "status", "doctor_id", "location_id", "session_id", "day", "starts_at", "ends_at", "token_number",
    "exception_reason", "beside_id",
]  # fmt: skip
_WHEN_A_PLACE_IS_TAKEN = {
    "operation": pgtrigger.Insert | pgtrigger.UpdateOf(*_PLACE),
    "condition": pgtrigger.Q(new__status__in=TAKES_A_PLACE),
}
# Judged when the statement ends, so that a whole session can be shifted in one.
_JUDGED = _WHEN_A_PLACE_IS_TAKEN | {"when": pgtrigger.After, "timing": pgtrigger.Immediate}

TRIGGERS = [
    RefuseIf(
        name="gone_for_good",
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange("status"),
        found="""(old.status, new.status) not in (
            ('offered', 'booked'), ('offered', 'released'), ('booked', 'cancelled')
        )""",
        words="an appointment never goes from % to %",
        values=("old.status", "new.status"),
    ),
    Refuse(
        name="appointments_are_kept",
        operation=pgtrigger.Delete,
        words="an appointment is cancelled, never deleted",
    ),
    # Without this lock overlapping times that arrive together wait for each other in the exclusion constraint:
    # of 200 nearly all died by deadlock, after a minute and a half.
    Lock(
        name="a_doctors_appointments_one_after_the_other",
        **_WHEN_A_PLACE_IS_TAKEN,
        query="""
            perform from directory_doctor
            where id in (new.doctor_id, case when tg_op = 'UPDATE' then old.doctor_id end)
            order by id for no key update;
            perform from directory_opdsession where id = new.session_id for no key update;
        """,
    ),
    RefuseIf(
        name="no_overlap_that_no_exception_names",
        **_JUDGED,
        # By the index of a doctor's appointments by time, no further back than one can last (LONGEST).
        # Under a stricter isolation this would look at rows of before the lock was waited for.
        found="""current_setting('transaction_isolation') <> 'read committed' or exists (
            select from bookings_appointment other
            where other.doctor_id = new.doctor_id and other.status in ('offered', 'booked') and other.id <> new.id
            and other.starts_at > new.starts_at - interval '25 hours' and other.starts_at < new.ends_at
            and other.ends_at > new.starts_at
            and (other.token_number is null or new.token_number is null
                 or (other.session_id, other.day) <> (new.session_id, new.day))
            and other.id is distinct from new.beside_id and new.id is distinct from other.beside_id
        )""",
        words="this doctor has another appointment at that time",
    ),
    RefuseIf(
        name="an_exception_overlaps_what_it_names",
        **_JUDGED,
        found="""new.beside_id is not null and not exists (
            select from bookings_appointment other
            where other.id = new.beside_id and other.doctor_id = new.doctor_id and other.status in ('offered', 'booked')
            and tstzrange(other.starts_at, other.ends_at) && tstzrange(new.starts_at, new.ends_at)
        )""",
        words="an exception beside an appointment overlaps that one",
    ),
    # There a place is one of the session's own; beside one that is given, only on purpose.
    RefuseIf(
        name="exceptions_lie_outside_sessions",
        **_JUDGED,
        found="""new.session_id is null and exists (
            select from directory_held_sessions(new.day, new.day) held
            where held.doctor_id = new.doctor_id and (held.kind = 'tokens' or new.beside_id is null)
            and tstzrange(held.starts_at, held.ends_at) && tstzrange(new.starts_at, new.ends_at)
        )""",
        words="the doctor holds a session at that time",
    ),
    RefuseIf(
        name="appointments_fit_the_plan",
        **_JUDGED,
        found="exists (select from bookings_unfit(new.day, new.day) unfit where unfit.appointment_id = new.id)",
        words="this does not fit the plan of the doctor: %",
        values=("(select cause from bookings_unfit(new.day, new.day) unfit where unfit.appointment_id = new.id)",),
    ),
]
