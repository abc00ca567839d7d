"""Random sequences of everything people do. Short: 40 sequences of 12 steps. Long: 2,000 of 30.

After each step what must always hold is checked; each sequence is rolled back.
"""

from contextlib import suppress
from datetime import timedelta
from itertools import pairwise

import phonenumbers
import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings import retention, services
from bookings.models import AppointmentRequest, DeskTask
from bookings.phone_field import PhoneField
from directory.models import OpdSession
from tests import factories
from tests.factories import at
from tests.sizes import figures, size

REFUSALS = (
    services.MoveNotAllowed,
    services.TimeTaken,
    services.SessionFull,
    services.InThePast,
    services.OverlapNotAllowed,
    retention.StillOpen,
)
ACTS = [
    "submit", "confirm", "confirm_overlapping", "give_number", "reschedule", "decline", "cancel", "expire",
    "wish_change", "withdraw", "attend", "erase",
]  # fmt: skip
steps = st.tuples(st.sampled_from(ACTS), st.integers(0, 5), st.integers(0, 5))
sequences = st.lists(steps, min_size=size(6, 20), max_size=size(12, 30))
done = {"sequences": 0, "acts": 0, "refused": 0}


class World:
    """One hospital of two doctors and a shared session, and everything that can be done there."""

    def __init__(self, manager):
        self.by = manager
        self.doctors = [factories.DoctorFactory(), factories.DoctorFactory()]
        self.session = factories.OpdSessionFactory(
            weekday=at(3).weekday(), kind=OpdSession.Kind.TOKENS, slot_minutes=None, capacity=2
        )
        self.requests = [factories.request().pk]

    def act(self, name, which, what):
        appointment = AppointmentRequest.objects.get(pk=self.requests[which % len(self.requests)])
        getattr(self, name)(appointment, what)

    def submit(self, appointment, what):
        self.requests.append(factories.request(phone=f"+9198470123{what:02d}").pk)

    def confirm(self, appointment, what, change=services.confirm, **more):
        starts_at = at(2 + what % 2, 10, 7 * what)
        ends_at = starts_at + timedelta(minutes=15)
        doctor = self.doctors[what % 2]
        time = {"doctor": doctor, "starts_at": starts_at, "ends_at": ends_at, **more}
        change(appointment.pk, by=self.by, version=appointment.version, **time)

    def confirm_overlapping(self, appointment, what):
        self.confirm(appointment, what, overlap_reason="urgent")

    def give_number(self, appointment, what):
        services.confirm(
            appointment.pk, session=self.session, day=at(3).date(), by=self.by, version=appointment.version
        )

    def reschedule(self, appointment, what):
        self.confirm(appointment, what, change=services.reschedule)

    def decline(self, appointment, what):
        reason = AppointmentRequest.DeclineReason.values[what % 5]
        services.decline(appointment.pk, reason=reason, by=self.by, version=appointment.version)

    def cancel(self, appointment, what):
        services.cancel(appointment.pk, by=self.by if what % 2 else None)

    def expire(self, appointment, what):
        services.expire(appointment.pk)

    def wish_change(self, appointment, what):
        services.wish_change(appointment.pk, "Another day")

    def withdraw(self, appointment, what):
        services.withdraw_consent(appointment.pk, "answer")

    def attend(self, appointment, what):
        services.note_attendance(appointment.pk, attendance="arrived", by=self.by, version=appointment.version)

    def erase(self, appointment, what):
        retention.erase(appointment.pk)


def check_what_always_holds():
    requests = list(AppointmentRequest.objects.prefetch_related("history", "notes", "messages"))
    confirmed = [each for each in requests if each.status == "confirmed"]
    own_times = [each for each in confirmed if each.token_number is None and not each.overlap_reason]
    for one in own_times:
        for other in own_times:
            if one.pk < other.pk and one.doctor_id == other.doctor_id:
                assert one.ends_at <= other.starts_at or other.ends_at <= one.starts_at
    given_numbers = [each.token_number for each in confirmed if each.token_number]
    assert len(given_numbers) == len(set(given_numbers)) <= 2
    for each in requests:
        lines = list(each.history.all())
        assert lines[0].event == "requested"
        assert lines[-1].to_status == each.status
        assert all(before.to_status == after.from_status for before, after in pairwise(lines))
        final = [line for line in lines if line.to_status in ("declined", "cancelled", "expired")]
        assert len({line.to_status for line in final}) <= 1
        assert bool(each.closed_at) == bool(final)
        assert (each.status == "requested") == (each.purge_after is None)
        if each.erased_at:
            assert not any(getattr(each, name) for name in AppointmentRequest.PERSONAL_FIELDS)
            assert not each.notes.all()
        keys = [message.dedupe_key for message in each.messages.all()]
        assert len(keys) == len(set(keys))
    assert DeskTask.objects.filter(kind="expired").count() == sum(each.status == "expired" for each in requests)


@pytest.mark.django_db
def test_whatever_people_do_the_rules_hold(roles):
    manager = factories.staff("Manager")

    @given(sequences)
    @settings(max_examples=size(40, 2000), deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def run(sequence):
        with transaction.atomic():
            world = World(manager)
            for name, which, what in sequence:
                done["acts"] += 1
                try:
                    with transaction.atomic():
                        world.act(name, which, what)
                except REFUSALS:
                    done["refused"] += 1
                check_what_always_holds()
            transaction.set_rollback(True)
        done["sequences"] += 1

    run()
    figures("random sequences", **done)


SCRIPTS = {"latin": "0123456789", "malayalam": "൦൧൨൩൪൫൬൭൮൯", "devanagari": "०१२३४५६७८९", "arabic": "٠١٢٣٤٥٦٧٨٩"}
COUNTRIES = [("IN", 91), ("AE", 971), ("SA", 966), ("QA", 974), ("OM", 968), ("KW", 965), ("BH", 973), ("GB", 44)]


def written(number, script, separator):
    grouped = separator.join([number[:3], number[3:6], number[6:]])
    return "".join(SCRIPTS[script][int(c)] if c.isascii() and c.isdigit() else c for c in grouped)


@given(
    st.integers(6_000_000_000, 9_999_999_999),
    st.sampled_from(sorted(SCRIPTS)),
    st.sampled_from(["", " ", "-", "."]),
    st.sampled_from(["", "0", "+91", "+91 ", "0091"]),
)
@settings(max_examples=size(200, 5000), deadline=None)
def test_an_indian_number_is_the_same_in_every_script_and_spelling(number, script, separator, prefix):
    typed = (
        written(prefix + str(number), script, separator)
        if prefix.isdigit()
        else prefix + written(str(number), script, separator)
    )

    assert PhoneField().clean(typed) == f"+91{number}"


@given(st.sampled_from(COUNTRIES), st.sampled_from(sorted(SCRIPTS)))
@settings(max_examples=size(50, 500), deadline=None)
def test_numbers_from_elsewhere_are_understood(country, script):
    region, code = country
    example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    typed = f"+{code} " + written(str(example.national_number), script, " ")

    assert PhoneField().clean(typed) == f"+{code}{example.national_number}"


@given(st.text(max_size=60))
@settings(max_examples=size(300, 20_000), deadline=None)
def test_anything_typed_as_a_phone_number_is_a_number_or_a_clear_refusal(typed):
    with suppress(ValidationError):
        cleaned = PhoneField(required=False).clean(typed)
        assert cleaned == "" or phonenumbers.is_possible_number(phonenumbers.parse(cleaned))
