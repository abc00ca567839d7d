"""Promised calls that nobody made in time: noted once each, and told to the managers in one digest a day."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext, override

from common import queue
from common.dates import in_words
from common.message_budgets import Cause
from common.models import Task
from directory.mail import hospital_mail, send

from ..models import AppointmentRequest, BrokenPromise

DIGEST = "broken_promises_digest"  # the kind of its task in the queue
LOOK_BACK = timedelta(days=7)  # longer than the site is ever without a worker
MOST_NAMED = 100  # in one mail


@transaction.atomic
def note_and_plan():
    """What the queue does all day long; of two workers the second waits for the first and finds it done."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('bookings_brokenpromise', 0))")
    note_broken()
    plan_digest()


def note_broken():
    since = timezone.now() - LOOK_BACK
    known = BrokenPromise.objects.filter(appointment_request=OuterRef("pk"), promised_by=OuterRef("promised_by"))
    broken = AppointmentRequest.objects.broken().filter(~Exists(known), promised_by__gte=since)
    BrokenPromise.objects.bulk_create(
        BrokenPromise(appointment_request_id=pk, promised_by=promised_by)
        for pk, promised_by in broken.order_by("promised_by").values_list("pk", "promised_by")
    )


def plan_digest():
    """From a set hour on, a mail to each manager about all that was broken by then and no digest told. Once a day."""
    today = timezone.localdate()
    until = timezone.make_aware(datetime.combine(today, time(settings.BROKEN_PROMISES_HOUR)))
    if timezone.now() < until or BrokenPromise.objects.filter(reported_on=today).exists():
        return
    untold = BrokenPromise.objects.filter(reported_on=None, promised_by__lte=until)
    if untold.update(reported_on=today):
        queue.put(*(Task(kind=DIGEST, key=f"{today} {manager.pk}") for manager in managers()))


def managers():
    """Who manages the desk and can be mailed."""
    people = get_user_model().objects.with_perm("bookings.manage_desk", include_superusers=False, backend=BACKEND)
    return people.exclude(email="").order_by("pk")


BACKEND = "django.contrib.auth.backends.ModelBackend"


def send_digest(key):
    """What the queue does for one manager and day."""
    day, manager_id = key.split()
    manager = managers().filter(pk=manager_id).first()
    broken = list(BrokenPromise.objects.filter(reported_on=day).select_related("appointment_request"))
    if manager and broken:
        send(mail_to(manager, day, broken), cause=Cause.STAFF)


def mail_to(manager, day, broken):
    """References and times only, as in every mail to staff."""
    with override(settings.LANGUAGE_CODE):
        return hospital_mail(
            to=manager.email,
            subject=_subject(len(broken)),
            template="bookings/mail/broken_promises.txt",
            context={
                "manager": manager,
                "broken": [
                    (each.appointment_request, in_words(each.promised_by), address_of(each))
                    for each in broken[:MOST_NAMED]
                ],
                "more": max(len(broken) - MOST_NAMED, 0),
                "reports": settings.SITE_ADDRESS + reverse("desk:reports"),
            },
            key=f"broken-promises-{day}-{manager.pk}",
        )


def _subject(number):
    words = ngettext(
        "%(number)s promised call was not made in time", "%(number)s promised calls were not made in time", number
    )
    return words % {"number": number}


def address_of(broken):
    return settings.SITE_ADDRESS + reverse("desk:detail", args=[broken.appointment_request.reference])
