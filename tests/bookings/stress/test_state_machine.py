"""Random sequences of everything people do. Short: 40 sequences of 12 steps. Long: 2,000 of 30.

After each step what must always hold is checked; each sequence is rolled back. The negative controls break one
rule each, and the same sequences must see it.
"""

from contextlib import suppress
from datetime import timedelta
from itertools import pairwise

import phonenumbers
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bookings import appointment_times, records, retention, services
from bookings.free_times import Token
from bookings.models import ONE_APPOINTMENT_AT_A_TIME, ONE_NUMBER_EACH, AppointmentRequest, DeskTask
from bookings.refusals import Refusal
from common.phone_field import PhoneField
from directory.models import OpdSession
from tests import factories
from tests.factories import at
from tests.sizes import figures, size

REFUSALS = (Refusal, PermissionDenied)
ACTS = [
    "submit", "confirm", "confirm", "confirm_overlapping", "assign_token", "reschedule", "decline", "cancel", "cancel",
    "expire", "request_change", "withdraw", "time_passes", "time_passes", "attend", "attend", "reopen_as_new",
    "note_call", "erase",
]  # fmt: skip
LIKELY = {
    "waiting": {"confirm", "assign_token", "decline", "expire", "request_change"},
    "to come": {"reschedule", "cancel", "time_passes", "withdraw"},
    "begun": {"attend", "cancel"},
    "over": {"reopen_as_new", "cancel", "withdraw", "erase"},
}
steps = st.tuples(st.sampled_from(ACTS), st.integers(0, 11), st.integers(0, 5))
LONG = st.lists(steps, min_size=20, max_size=30)
SHORT = st.lists(steps, min_size=6, max_size=12)
done = {"sequences": 0, "acts": 0, "refused": 0}


class World:
    """One hospital of two doctors and a shared session, and everything that can be done there."""

    def __init__(self, manager):
        self.by = manager
        self.doctors = [factories.DoctorFactory(), factories.DoctorFactory()]
        self.session = factories.OpdSessionFactory(
            weekday=at(3).weekday(), kind=OpdSession.Kind.TOKENS, slot_minutes=None, capacity=2
        )
        self.requests = [factories.request().pk for _number in range(3)]
        self.yesterday = at(-1)

    def act(self, name, which, what):
        """Every other time with a request that the act is likely for, so that sequences get far."""
        there = list(AppointmentRequest.objects.filter(pk__in=self.requests).order_by("pk"))
        likely = [each for each in there if name in LIKELY[how_it_stands(each)] and not each.erased_at]
        chosen = likely if which % 2 and likely else there
        getattr(self, name)(chosen[which // 2 % len(chosen)], what)

    def submit(self, appointment_request, what):
        self.requests.append(factories.request(phone=f"+9198470123{what:02d}").pk)

    def confirm(self, appointment_request, what, change=services.book, **more):
        starts_at = at(2 + what % 2, 10, 7 * what)
        slot = factories.slot(self.doctors[what % 2], starts_at)
        change(appointment_request.pk, by=self.by, version=appointment_request.version, slot=slot, **more)

    def confirm_overlapping(self, appointment_request, what):
        self.confirm(appointment_request, what, overlap_reason="urgent")

    def assign_token(self, appointment_request, what):
        services.book(
            appointment_request.pk,
            time=Token(self.session, at(3).date()),
            by=self.by,
            version=appointment_request.version,
        )

    def reschedule(self, appointment_request, what):
        self.confirm(appointment_request, what, change=services.reschedule)

    def decline(self, appointment_request, what):
        reason = AppointmentRequest.DeclineReason.values[what % 5]
        services.decline(appointment_request.pk, reason=reason, by=self.by, version=appointment_request.version)

    def cancel(self, appointment_request, what):
        services.cancel(appointment_request.pk, by=self.by if what % 2 else None)

    def expire(self, appointment_request, what):
        services.expire(appointment_request.pk)

    def request_change(self, appointment_request, what):
        services.request_change(appointment_request.pk, "Another day")

    def withdraw(self, appointment_request, what):
        services.withdraw_consent(appointment_request.pk, "answer")

    def time_passes(self, appointment_request, what):
        """For this visit alone: it is moved to a quarter of an hour of its own in the past."""
        if appointment_request.status == "confirmed" and not appointment_request.has_begun:
            begins = self.yesterday - timedelta(minutes=15 * appointment_request.pk)
            times = {"starts_at": begins, "ends_at": begins + timedelta(minutes=15)}
            AppointmentRequest.objects.filter(pk=appointment_request.pk).update(**times)

    def attend(self, appointment_request, what):
        attendance = AppointmentRequest.Attendance.values[what % 2]
        services.note_attendance(
            appointment_request.pk, attendance=attendance, by=self.by, version=appointment_request.version
        )

    def reopen_as_new(self, appointment_request, what):
        self.requests.append(services.reopen_as_new(appointment_request.pk, by=self.by).pk)

    def note_call(self, appointment_request, what):
        services.note_call(appointment_request.pk, outcome="no_answer", by=self.by, text="Nobody there")

    def erase(self, appointment_request, what):
        retention.erase(appointment_request.pk)


def how_it_stands(appointment_request):
    if appointment_request.status == "requested":
        return "waiting"
    if appointment_request.attendance or appointment_request.status != "confirmed":
        return "over"
    return "begun" if appointment_request.has_begun else "to come"


def check_what_always_holds():
    requests = list(AppointmentRequest.objects.prefetch_related("history", "notes", "messages"))
    confirmed = [each for each in requests if each.status == "confirmed"]
    own_times = [each for each in confirmed if each.token_number is None and not each.overlap_reason]
    for one in own_times:
        for other in own_times:
            if one.pk < other.pk and one.doctor_id == other.doctor_id:
                assert one.ends_at <= other.starts_at or other.ends_at <= one.starts_at
    given_numbers = [each.token_number for each in confirmed if each.token_number]
    assert len(given_numbers) == len(set(given_numbers))
    assert set(given_numbers) <= {1, 2}
    for each in requests:
        lines = list(each.history.all())
        assert [line.event for line in lines].count("requested") == 1
        assert lines[0].event == "requested"
        assert lines[-1].to_status == each.status
        assert all(before.to_status == after.from_status for before, after in pairwise(lines))
        final = [line for line in lines if line.to_status in ("declined", "cancelled", "expired")]
        assert len({line.to_status for line in final}) <= 1
        assert bool(each.closed_at) == bool(final) == (each.status in ("declined", "cancelled", "expired"))
        assert (each.status == "requested") == (each.purge_after is None)
        if each.attendance:
            assert each.has_begun
        if each.follows:
            assert each.follows.is_over
            assert each.follows.history.filter(event="followed").count() == 1
        if each.erased_at:
            assert not any(getattr(each, name) for name in AppointmentRequest.PERSONAL_FIELDS)
            assert not each.notes.all()
        keys = [message.dedupe_key for message in each.messages.all()]
        assert len(keys) == len(set(keys))
    assert DeskTask.objects.filter(kind="expired").count() == sum(each.status == "expired" for each in requests)


def run_sequences(by, count, sequences, **options):
    @given(sequences)
    @settings(
        max_examples=count,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        report_multiple_bugs=False,
        **options,
    )
    def run(sequence):
        with transaction.atomic():
            world = World(by)
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


@pytest.mark.django_db
def test_whatever_people_do_the_rules_hold(roles):
    run_sequences(factories.staff("Manager"), size(20, 2000), size(SHORT, LONG))

    figures("random sequences", **done)


def a_move_leaves_no_history(monkeypatch, cursor):
    record_history = records.record_history

    def forgetful(appointment_request, event, **how):
        return event == "cancelled" or record_history(appointment_request, event, **how)

    monkeypatch.setattr(services, "record_history", forgetful)


def visits_may_overlap(monkeypatch, cursor):
    cursor.execute(f"alter table bookings_appointmentrequest drop constraint {ONE_APPOINTMENT_AT_A_TIME}")


def numbers_are_given_twice(monkeypatch, cursor):
    cursor.execute(f"drop index {ONE_NUMBER_EACH}")
    monkeypatch.setattr(appointment_times, "_lowest_free_number", lambda session, day, appointment_request: 1)


def closed_requests_open_again(monkeypatch, cursor):
    monkeypatch.setattr(AppointmentRequest, "can_move_to", lambda self, status: self.status != "declined")
    [rule] = [each for each in AppointmentRequest._meta.triggers if each.name == "moves_are_allowed"]
    rule.uninstall(AppointmentRequest)
    cursor.execute("alter table bookings_appointmentrequest drop constraint request_closed_has_a_time")


def what_was_attended_is_cancelled(monkeypatch, cursor):
    monkeypatch.setattr(AppointmentRequest, "is_over", False)
    cursor.execute("alter table bookings_appointmentrequest drop constraint request_attended_was_confirmed")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fault",
    [
        a_move_leaves_no_history,
        visits_may_overlap,
        numbers_are_given_twice,
        closed_requests_open_again,
        what_was_attended_is_cancelled,
    ],
    ids=lambda fault: fault.__name__,
)
def test_negative_control_a_broken_rule_is_seen(roles, monkeypatch, fault):
    """This test exists to ensure that the sequences above reach what breaks when a rule is gone."""
    with connection.cursor() as cursor:
        fault(monkeypatch, cursor)

    with pytest.raises(AssertionError):
        run_sequences(factories.staff("Manager"), 500, LONG, phases=[Phase.generate], derandomize=True)


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
@settings(max_examples=size(100, 5000), deadline=None)
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
@settings(max_examples=size(150, 20_000), deadline=None)
def test_anything_typed_as_a_phone_number_is_a_number_or_a_clear_refusal(typed):
    with suppress(ValidationError):
        cleaned = PhoneField(required=False).clean(typed)
        assert cleaned == "" or phonenumbers.is_possible_number(phonenumbers.parse(cleaned))
