"""New times for many patients at once, no place proposed to two of them: a constant number of queries."""

from collections import Counter, defaultdict
from datetime import timedelta

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from directory.models import Doctor
from directory.opd import moment

from ... import services
from ...free_times import FreeTokens, Slot, times
from ...models import Appointment
from ...proposals import best_of

DAYS = 28


def propose_to(rows):
    """Each gets `proposed`: times of the same doctor's, or where there is none, of others in the department."""
    _propose(rows, {row: [row.appointment.doctor] for row in rows})
    if left := [row for row in rows if not row.proposed]:
        colleagues = _colleagues({row.appointment.doctor_id for row in left})
        _propose(left, {row: colleagues[row.appointment.doctor_id] for row in left})


def _propose(rows, doctors_of):
    left = _left({doctor for doctors in doctors_of.values() for doctor in doctors})
    for row in rows:
        free = [each for doctor in doctors_of[row] for each, number in left[doctor.pk].items() if number > 0]
        row.proposed = sorted(best_of(free, row.request), key=lambda each: each.starts_at)
        for each in row.proposed:
            left[each.session.doctor_id][each] -= 1


def _left(doctors):
    """{doctor: {free time: for how many patients}} of the coming weeks."""
    left = defaultdict(Counter)
    if doctors:
        for each in times(sorted(doctors, key=lambda doctor: doctor.pk), timezone.localdate(), DAYS):
            left[each.session.doctor_id][each] = each.free if isinstance(each, FreeTokens) else 1
    return left


def _colleagues(doctor_ids):
    """{doctor: others of their departments who see new patients}"""
    others = Doctor.objects.listed().filter(accepting_new_patients=True, departments__doctors__in=doctor_ids)
    found = defaultdict(list)
    for each in others.annotate(of=F("departments__doctors")).exclude(pk=F("of")).distinct():
        found[each.of].append(each)
    return found


def send_times(appointment, times_given, *, by, version):
    """The patient gets a link, where one of them is taken."""
    until = held_until(times_given, appointment)
    services.offer(appointment.appointment_request_id, by=by, version=version, times=times_given, until=until)


def held_until(times_given, appointment):
    """Until when an offer is held: a day, and never beyond the first of its times, nor beyond the old one."""
    moments = [timezone.now() + timedelta(hours=settings.OFFER_HOURS), *(_begins(each) for each in times_given)]
    if appointment.status == Appointment.Status.BOOKED:
        moments.append(appointment.starts_at)
    return min(moments)


def _begins(time):
    return time.starts_at if isinstance(time, Slot) else moment(time.day, time.session.starts)
