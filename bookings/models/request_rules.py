"""What the database refuses in a request. The rules that Django cannot state are in the last migration."""

from django.db.models import CheckConstraint, F, Q

from directory.models import E164

ERASED = {
    "full_name": "",
    "contact_name": "",
    "phone": "",
    "email": "",
    "reason": "",
    "hospital_number": "",
    "answers_digest": "",
    "token_hash": None,
}
IS_ERASED = Q(
    **{name: value for name, value in ERASED.items() if value is not None},
    token_hash__isnull=True,
    erased_at__isnull=False,
)

RULES = [
    CheckConstraint(
        name="request_status_is_known",
        condition=Q(status__in=["requested", "confirmed", "declined", "cancelled", "expired"]),
    ),
    CheckConstraint(
        name="request_has_a_name_and_phone_or_is_erased_completely",
        condition=(~Q(full_name="") & Q(phone__regex=E164, erased_at__isnull=True)) | IS_ERASED,
    ),
    CheckConstraint(name="request_open_is_not_erased", condition=~Q(status="requested") | Q(erased_at__isnull=True)),
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
        name="request_confirmed_has_doctor_and_time",
        condition=~Q(status="confirmed") | Q(doctor__isnull=False, starts_at__isnull=False, ends_at__isnull=False),
    ),
    CheckConstraint(
        name="request_ends_after_it_starts",
        condition=Q(starts_at__isnull=True, ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
    ),
    CheckConstraint(
        name="request_number_is_one_of_its_session",
        condition=Q(token_number__isnull=True, session__isnull=True, session_day__isnull=True)
        | Q(
            token_number__gte=1,
            token_number__lte=F("session_capacity"),
            session__isnull=False,
            session_day__isnull=False,
        ),
    ),
    CheckConstraint(
        name="request_declined_has_a_reason",
        condition=Q(status="declined", decline_reason__gt="") | (~Q(status="declined") & Q(decline_reason="")),
    ),
    CheckConstraint(name="request_attended_was_confirmed", condition=Q(attendance="") | Q(status="confirmed")),
    CheckConstraint(
        name="request_closed_has_a_time",
        condition=Q(status__in=["requested", "confirmed"], closed_at__isnull=True)
        | Q(status__in=["declined", "cancelled", "expired"], closed_at__isnull=False),
    ),
    CheckConstraint(
        name="request_answered_knows_until_when_it_is_kept",
        condition=Q(status="requested") | Q(purge_after__isnull=False),
    ),
]
