"""One doctor is in one place at a time: the model says so kindly, the database says so to everyone."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms import inlineformset_factory
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as some

from directory.editing.forms import OpdSessionFormSet
from directory.models import Doctor, OpdSession
from tests.factories import DoctorFactory, LocationFactory, OpdSessionFactory
from tests.sizes import size

pytestmark = pytest.mark.django_db

patiently = how(max_examples=size(20, 60), deadline=None, suppress_health_check=list(HealthCheck))
hours = some.tuples(some.integers(8, 12), some.integers(1, 3)).map(lambda pair: (time(pair[0]), time(sum(pair))))
some_days = some.none() | some.integers(1, 6).map(lambda day: date(2026, 11, day))
validity = some.tuples(some_days, some_days).filter(lambda pair: None in pair or pair[0] <= pair[1])
sessions = some.fixed_dictionaries({"weekday": some.integers(2, 3), "hours": hours, "validity": validity})


def session_of(doctor, location, values):
    (starts, ends), (first, last) = values["hours"], values["validity"]
    fields = {"starts": starts, "ends": ends, "valid_from": first, "valid_until": last}
    return OpdSession(doctor=doctor, location=location, weekday=values["weekday"], **fields)


@patiently
@given(sessions, sessions)
def test_the_model_the_rows_and_the_database_agree_what_overlaps(one, other):
    doctor, location = DoctorFactory(), LocationFactory()
    kept, new = session_of(doctor, location, one), session_of(doctor, location, other)
    kept.save()

    with transaction.atomic():
        try:
            with transaction.atomic():
                new.save()
            refused = False
        except IntegrityError:
            refused = True
        OpdSession.objects.exclude(pk=kept.pk).delete()

    assert kept.overlaps(new) == refused
    new.pk, new._state.adding = None, True
    assert OpdSession.objects.overlapping(new).exists() == refused


def test_two_doctors_may_sit_at_the_same_time():
    OpdSessionFactory()
    OpdSessionFactory()

    assert OpdSession.objects.count() == 2


def test_clean_names_the_session_in_the_way():
    session = OpdSessionFactory()
    other = OpdSession(doctor=session.doctor, location=session.location, weekday=3, starts=time(12), ends=time(14))

    with pytest.raises(ValidationError) as error:
        other.full_clean()

    assert error.value.message_dict == {
        "starts": ["This doctor has another session at that time: Thursday 10:00–13:00."]
    }


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"starts": time(13), "ends": time(10)}, "ends"),
        ({"valid_from": date(2026, 11, 2), "valid_until": date(2026, 11, 1)}, "valid_until"),
    ],
)
def test_clean_puts_a_wrong_order_beside_its_field(fields, field):
    session = OpdSessionFactory()
    other = OpdSession(
        doctor=session.doctor, location=session.location, weekday=4, **{"starts": time(9), "ends": time(10), **fields}
    )

    with pytest.raises(ValidationError) as error:
        other.full_clean()

    assert list(error.value.message_dict) == [field]


def test_rows_entered_together_must_not_overlap_either():
    doctor, location = DoctorFactory(), LocationFactory()
    formset_class = inlineformset_factory(Doctor, OpdSession, formset=OpdSessionFormSet, exclude=[])
    row = {"location": location.pk, "weekday": 3, "kind": "slots", "slot_minutes": 15}
    data = {"opd_sessions-TOTAL_FORMS": 2, "opd_sessions-INITIAL_FORMS": 0}
    for number, (starts, ends) in enumerate([("10:00", "12:00"), ("11:00", "13:00")]):
        data |= {f"opd_sessions-{number}-{name}": value for name, value in row.items()}
        data |= {f"opd_sessions-{number}-starts": starts, f"opd_sessions-{number}-ends": ends}

    formset = formset_class(data, instance=doctor)

    assert not formset.is_valid()
    assert formset.errors == [{}, {"starts": ["This doctor has another session at that time."]}]


def test_the_rule_can_be_checked_for_a_doctor_of_any_number():
    session = OpdSessionFactory(doctor=DoctorFactory(pk=5_000))

    session.full_clean()

    with pytest.raises(ValidationError):
        OpdSessionFactory.build(doctor=session.doctor, location=session.location).validate_constraints()
