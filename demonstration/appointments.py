"""What waits at the made-up hospital's front desk: sent and booked as every request is."""

import uuid
from datetime import timedelta
from pathlib import Path

import yaml
from django.contrib.auth import get_user_model
from django.utils import timezone

from bookings import services
from bookings.free_times import free_times
from content.models import Treatment
from directory.models import CallWindow, Department, Doctor, Location


def load():
    for entry in yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")):
        ask(**entry)


def ask(
    *,
    demonstration,
    booked=False,
    treatment=None,
    department=None,
    doctor=None,
    location=None,
    call_window=None,
    **answers,
):
    doctor = doctor and Doctor.objects.get(slug=doctor)
    request = services.submit(
        idempotency_key=uuid.uuid4(),
        treatment=treatment and Treatment.objects.get(slug=treatment),
        department=department and Department.objects.get(slug=department),
        preferred_doctor=doctor,
        location=location and Location.objects.get(slug=location),
        call_window=call_window and CallWindow.objects.filter(name__en=call_window).first(),
        **answers,
    )
    if booked:
        front_desk = get_user_model().objects.get(username="frontdesk")
        first_free = free_times(doctor, timezone.localdate() + timedelta(days=1), days=30)[0]
        services.book(request.pk, by=front_desk, version=request.version, time=first_free.time)
