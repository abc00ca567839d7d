"""Who is at the desk and answers what, and the changes of that. Each change is one log line, of ids only."""

import logging

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Count

from ...models import AppointmentRequest, Assignment, DeskScope, is_given, with_desk_right

logger = logging.getLogger(__name__)

ROLE = "Front desk"  # of accounts/roles.py


def team():
    """All whom somebody put at the desk, also those whose login is closed; not those who may do everything anyway."""
    people = with_desk_right(get_user_model().objects.filter(is_superuser=False))
    people = people.annotate(manages=is_given("manage_desk", people.model))
    return people.prefetch_related("groups", "desk_scopes__location", "desk_scopes__department").order_by(
        "-is_active", "first_name", "last_name", "username"
    )


def everybody_else():
    """Logins that could be put at the desk."""
    people = get_user_model().objects.filter(is_superuser=False, is_active=True)
    return people.exclude(pk__in=team().order_by().values("pk")).order_by("first_name", "last_name", "username")


def open_requests_held(people):
    """{person's id: how many}"""
    held = Assignment.objects.in_force()
    of_them = held.filter(to__in=people, appointment_request__status=AppointmentRequest.Status.REQUESTED)
    return dict(of_them.order_by().values_list("to").annotate(Count("pk")))


@transaction.atomic
def put_at_desk(person, *, by):
    person.groups.add(Group.objects.get(name=ROLE))
    logger.info("user %s put user %s at the desk", by.pk, person.pk)


@transaction.atomic
def take_off_desk(person, *, by):
    """Whatever gives the right goes, a manager's role as well, and the person's scopes."""
    right = Permission.objects.filter(content_type__app_label="bookings", codename="answer_appointmentrequest")
    person.groups.remove(*Group.objects.filter(permissions__in=right))
    person.user_permissions.remove(*right)
    person.desk_scopes.all().delete()
    logger.info("user %s took user %s off the desk", by.pk, person.pk)


@transaction.atomic
def give_scope(person, *, location, department, by):
    """False when the person has it already."""
    scope, is_new = DeskScope.objects.get_or_create(user=person, location=location, department=department)
    if is_new:
        logger.info("user %s gave user %s the scope %s", by.pk, person.pk, ids(scope))
    return is_new


@transaction.atomic
def take_scope(scope, *, by):
    logger.info("user %s took from user %s the scope %s", by.pk, scope.user_id, ids(scope))
    scope.delete()


def ids(scope):
    return f"location {scope.location_id}, department {scope.department_id}"
