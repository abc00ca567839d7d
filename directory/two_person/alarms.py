"""Tells publishers and managers what was written alone, once each: glass was broken, or nobody knows by whom."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from common import queue
from common.message_budgets import Cause
from common.models import Task

from ..mail import hospital_mail, send
from ..models import GuardedWrite

ALARM = "guarded_write_alarm"


def who_are_told():
    """Publishers and managers: everybody whom a role lets put changes live. No superuser is told by being one."""
    rights = Permission.objects.filter(codename="confirm_proposal", content_type__app_label="directory")
    people = get_user_model().objects.filter(is_active=True).exclude(email="")
    return people.filter(Q(groups__permissions__in=rights) | Q(user_permissions__in=rights)).distinct()


@transaction.atomic
def tell():
    """Ask the queue for a mail to each, about each alarm that nobody was told about. Safe to repeat."""
    alarms = list(GuardedWrite.objects.select_for_update(skip_locked=True, of=["self"]).alarms().filter(told_at=None))
    people = list(who_are_told().values_list("pk", flat=True)) if alarms else []
    queue.put(*(Task(kind=ALARM, key=f"{alarm.pk}:{person}") for alarm in alarms for person in people))
    GuardedWrite.objects.filter(pk__in=[alarm.pk for alarm in alarms]).update(told_at=timezone.now())
    return len(alarms)


def send_alarm(key):
    """What the queue does for one alarm and one person."""
    write_id, person_id = key.split(":")
    write = GuardedWrite.objects.select_related("by").filter(pk=write_id).first()
    person = who_are_told().filter(pk=person_id).first()
    if write and person:
        send(mail_to(person, write), cause=Cause.STAFF)


def mail_to(person, write):
    with override(settings.LANGUAGE_CODE):
        broken = _("A number was put right at once, by one person")
        unknown = _("Something was changed, and nobody knows by whom")
        return hospital_mail(
            to=person.email,
            subject=broken if write.is_broken_glass else unknown,
            template="directory/mail/alarm.txt",
            context={
                "person": person,
                "write": write,
                "url": settings.SITE_ADDRESS + reverse("admin:directory_guardedwrite_changelist"),
            },
            key=f"alarm-{write.pk}-{person.pk}",
        )
