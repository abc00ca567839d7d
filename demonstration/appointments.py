"""What waits at the made-up hospital's front desk: sent and confirmed as every request is."""

import uuid
from datetime import timedelta
from pathlib import Path

import yaml
from django.contrib.auth import get_user_model

from bookings import services
from bookings.appointment_times import Slot
from content.models import Treatment
from directory.models import Department, Doctor
from directory.opd import next_occurrence

MINUTES = 15  # of a visit


def load():
    for entry in yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")):
        ask(**entry)


def ask(*, demonstration, confirmed=False, treatment=None, department=None, doctor=None, **answers):
    doctor = doctor and Doctor.objects.get(slug=doctor)
    request = services.submit(
        idempotency_key=uuid.uuid4(),
        treatment=treatment and Treatment.objects.get(slug=treatment),
        department=department and Department.objects.get(slug=department),
        preferred_doctor=doctor,
        **answers,
    )
    if confirmed:
        opd = next_occurrence(doctor)
        slot = Slot(doctor, opd.starts_at, opd.starts_at + timedelta(minutes=MINUTES), opd.location)
        front_desk = get_user_model().objects.get(username="frontdesk")
        services.confirm(request.pk, by=front_desk, version=request.version, slot=slot)
