"""A large demonstration: made-up people only, in rows that keep every rule of the database."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count
from django.utils import timezone

from bookings.models import (
    AccessRecord,
    Appointment,
    AppointmentRequest,
    Consent,
    DayFigures,
    HistoryEntry,
    Note,
    OutgoingMessage,
    named,
)
from bookings.no_longer_fits import no_longer_fitting
from common.phone_numbers import DEMONSTRATION
from demonstration import many_requests
from directory.models import Hospital
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(demonstration):
    many_requests.load(400)
    return AppointmentRequest.objects.all()


def test_it_makes_as_many_as_were_asked_for_of_every_kind(many):
    statuses = dict(many.order_by().values_list("status").annotate(Count("pk")))

    assert statuses.pop("requested") == 4
    assert statuses.pop("booked") == 20
    assert sum(statuses.values()) == 400
    assert set(statuses) == {"closed", "cancelled", "declined", "expired"}
    assert {name for (name,) in many.order_by().values_list("language").distinct()} == {"en", "ml", "hi", "ar"}
    for field in ("department", "location", "treatment", "preferred_doctor"):
        assert many.exclude(**{field: None}).order_by().values(field).distinct().count() > 1, field
    days = (timezone.now() - many.order_by("created_at").first().created_at).days
    assert 1000 < days < 1130


def test_nothing_of_them_has_happened_in_a_time_to_come(many):
    now = timezone.now()

    assert not many.filter(created_at__gt=now).exists()
    assert not many.filter(first_attempt_at__gt=now).exists()
    for rows, moment in ((HistoryEntry, "at"), (Note, "at"), (AccessRecord, "at"), (Appointment, "given_at")):
        assert not rows.objects.filter(**{f"{moment}__gt": now}).exists(), rows


def test_nobody_is_behind_them(many):
    assert all(re.search("Demo-|ഡെമോ-|डेमो-|ديمو-", each.full_name) for each in many)
    assert all(re.fullmatch(DEMONSTRATION, each.phone) for each in many)
    assert not many.exclude(email="").exists()
    assert not OutgoingMessage.objects.filter(state="pending").exists()
    assert many.values("reference").distinct().count() == many.count()


def test_the_desk_finds_them_by_name_as_it_finds_others(many):
    for each in many[:100]:
        assert many.filter(named(each.full_name), pk=each.pk).exists(), each.full_name
    written = dict(many.values_list("pk", "name_words"))
    for each in many:
        each.save(update_fields=["name_words"])
    assert dict(many.values_list("pk", "name_words")) == written


def test_their_rows_keep_the_rules(many):
    assert no_longer_fitting().count() == 0
    assert Appointment.objects.filter(status="booked").count() == 220 + 20
    for each in many.filter(status="closed"):
        assert [line.event for line in each.history.exclude(event="called")][:2] == ["requested", "booked"]
        assert each.history.filter(to_status="closed", event="closed").count() == 1
    assert not many.exclude(pk__in=Consent.objects.values("appointment_request")).exists()
    assert not many.exclude(pk__in=HistoryEntry.objects.values("appointment_request")).exists()
    assert DayFigures.objects.filter(requests__gt=0).count() > 100


def test_more_can_be_added_and_the_triggers_are_in_force_afterwards(many):
    made = many.count()

    assert many_requests.load(100) == 121

    assert many.count() == made + 121
    with connection.cursor() as cursor:
        cursor.execute("select nullif(current_setting('pgtrigger.ignore', true), '')")
        assert cursor.fetchone() == (None,)


def test_a_hospital_of_its_own_is_left_alone():
    factories.HospitalFactory()
    factories.request()
    factories.DoctorFactory()

    with pytest.raises(CommandError, match=r"not the demonstration's hospital \(1 real requests\)"):
        call_command("load_demonstration", requests=10)

    assert AppointmentRequest.objects.count() == 1
    assert not Hospital.objects.get().is_demonstration
