"""When a page that nobody touches must look different all the same: for a page cache, how long a copy is good."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from directory.models import Doctor
from directory.opd import next_occurrences

from .models import Notice, PatientVoice, TreatmentContent

ONE_DAY, ONE_SECOND = timedelta(days=1), timedelta(seconds=1)


def next_change_of(content, now=None):
    """The moment this page next changes by the clock alone, or None."""
    voices = PatientVoice.objects.filter(treatment=content.treatment_id, language=content.language)
    return _first([content.next_review], voices, content.treatment.doctors.listed(), now)


def next_change_of_any_page(now=None):
    reviews = TreatmentContent.objects.filter(next_review__isnull=False).values_list("next_review", flat=True)
    return _first(reviews, PatientVoice.objects.all(), Doctor.objects.listed(), now)


def _first(reviews, voices, doctors, now):
    """A review due on a day is overdue from the next one; a consent covers its last day whole.

    The next OPD session of a doctor is another one as soon as it has begun. Notices are on every page.
    """
    now = now or timezone.now()
    days = [day + ONE_DAY for day in reviews if day]
    for given_on, expires_on in voices.filter(withdrawn_on__isnull=True).values_list("given_on", "expires_on"):
        days += [given_on, expires_on + ONE_DAY]
    moments = [*map(_start_of, set(days))]
    moments += [session.starts_at + ONE_SECOND for session in next_occurrences(doctors, now).values()]
    moments += Notice.objects.changes_after(now)
    return min((moment for moment in moments if moment > now), default=None)


def _start_of(day):
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())
