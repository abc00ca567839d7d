"""As many requests as a large hospital has in years, to see how the desk bears them. Nobody is behind any of them.

Written by `insert … select`, a slice of time in each transaction. The rules of the database hold: constraints and
triggers are in force, but for the three that look at one appointment after the other and would take hours. What they
ask is asked of the whole slice in its transaction instead.
"""

import re
from math import ceil

import pgtrigger
import yaml
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.utils import timezone

from bookings import consents
from bookings.figures import counting
from bookings.models import AppointmentRequest
from bookings.models.name_words import vector_of
from bookings.models.requests import SPOKEN
from common.phone_numbers import DEMONSTRATION
from content.models import Treatment
from directory.models import Department, Doctor, Location

from . import places, statements

DAYS_BACK, DAYS_AHEAD = 3 * 365, 14
OPEN = 100  # one of so many waits still
SLICE = 20_000
JUDGED_TOGETHER = (
    "bookings.Appointment:a_doctors_appointments_one_after_the_other",
    "bookings.Appointment:no_overlap_that_no_exception_names",
    "bookings.Appointment:appointments_fit_the_plan",
)
FILLED = "appointmentrequest appointment historyentry consent outgoingmessage desktask note accessrecord dayfigures"


def real_requests():
    """Those that somebody may have sent: with a number that is not of the demonstration."""
    return AppointmentRequest.objects.filter(erased_at=None).exclude(phone__regex=DEMONSTRATION.pattern)


def load(number, progress=lambda done, total: None):
    """So many past requests, one for each hundred that waits, and some that are booked. Returns how many in all."""
    given, waiting, booked = round(number * 0.55), number // OPEN, max(number // 500, 20)
    slices = ceil(number / SLICE)
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists demonstration_places")
        places.find(cursor, given, DAYS_BACK, 0)
        values = _values()
        for each in range(slices):
            part = {"slice": each, "slices": slices, "others": (number - given) * (each + 1) // slices}
            part["others"] -= (number - given) * each // slices
            _write(cursor, values | part)
            progress(number * (each + 1) // slices, number)
        cursor.execute("drop table demonstration_places")
        places.find(cursor, booked, 0, DAYS_AHEAD)
        _write(cursor, values | {"slice": 0, "slices": 1, "others": 0, "waiting": waiting})
        cursor.execute("drop table demonstration_places")
        counting.recount_all()
        for table in FILLED.split():
            cursor.execute(f"analyze bookings_{table}")
    return number + waiting + booked


@transaction.atomic
def _write(cursor, values):
    cursor.execute("select from directory_doctor order by id for no key update")
    with pgtrigger.ignore(*JUDGED_TOGETHER):
        for statement in statements.ALL:
            cursor.execute(*_in_order(statement, values))
    cursor.execute(statements.UNFIT)
    if cursor.fetchone()[0]:
        raise AssertionError("an appointment does not fit the plan, or overlaps another")


def _in_order(statement, values):
    """pgtrigger.ignore puts a value of its own in front, and knows no names."""
    names = re.findall(r"%\((\w+)\)s", statement)
    return re.sub(r"%\(\w+\)s", "%s", statement), [values[name] for name in names]


def _values():
    people = yaml.safe_load((places.FOLDER / "names.yaml").read_text(encoding="utf-8"))
    languages = [code for code, _name in settings.LANGUAGES]
    first, last = ([name for language in languages for name in people[language][each]] for each in ("first", "last"))
    notices = [consents.current_notice(language) for language in languages]
    return {
        "now": timezone.now(),
        "today": timezone.localdate(),
        "zone": timezone.get_default_timezone_name(),
        "days_back": DAYS_BACK,
        "waiting": 0,
        "letters": SPOKEN,
        "start": AppointmentRequest.objects.order_by("-pk").values_list("pk", flat=True).first() or 0,
        "first_names": first,
        "last_names": last,
        "first_words": [vector_of(name) for name in first],
        "last_words": [vector_of(name) for name in last],
        "languages": languages,
        "names": len(people["en"]["first"]),
        "reasons": [people[language]["reason"] for language in languages],
        "notices": [notice.pk for notice in notices],
        "hashes": [notice.sha256 for notice in notices],
        "versions": [notice.version for notice in notices],
        "desk": get_user_model().objects.get(username="frontdesk").pk,
        "departments": _ids(Department),
        "locations": _ids(Location),
        "doctors": list(Doctor.objects.listed().values_list("pk", flat=True)),
        "treatments": _ids(Treatment),
    }


def _ids(model):
    return list(model.objects.order_by("pk").values_list("pk", flat=True))
