"""Whose requests somebody at the front desk answers."""

from functools import reduce
from operator import or_

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from directory.models import Department, Doctor, Location

from ..appointments import Appointment


def with_desk_right(users):
    """Those of them who may answer requests, by a role or by themselves."""
    return users.filter(Q(is_superuser=True) | is_given("answer_appointmentrequest", users.model))


def is_given(codename, model):
    """A condition on users: the right of this room is theirs, by a role or by themselves."""
    right = Permission.objects.filter(content_type__app_label="bookings", codename=codename)
    by_role = model.groups.through.objects.filter(user=OuterRef("pk"), group__permissions__in=right)
    by_themselves = model.user_permissions.through.objects.filter(user=OuterRef("pk"), permission__in=right)
    return Exists(by_role) | Exists(by_themselves)


class DeskScope(models.Model):
    """One location, one department, or one department at one location. Who has none, answers everything."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="desk_scopes")
    location = models.ForeignKey(
        Location, verbose_name=_("location"), on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )

    class Meta:
        default_permissions = []
        permissions = [("manage_desk", _("Can see the team of the desk, its reports and its journal"))]
        constraints = [
            models.UniqueConstraint(
                name="desk_scope_is_given_once", fields=["user", "location", "department"], nulls_distinct=False
            ),
            models.CheckConstraint(
                name="desk_scope_says_something", condition=Q(location__isnull=False) | Q(department__isnull=False)
            ),
        ]

    def __str__(self):
        return " · ".join(str(each) for each in (self.location, self.department) if each)

    @property
    def covers(self):
        """The condition on a request that is in this scope. What names no department is in each of the location."""
        condition = Q()
        if self.location_id:
            booked = Appointment.objects.booked().filter(appointment_request=OuterRef("pk"), location=self.location_id)
            condition &= Q(location=self.location_id) | Q(Exists(booked))
        if self.department_id:
            doctors = Doctor.objects.filter(departments=self.department_id)
            names_none = Q(department=None, treatment=None, preferred_doctor=None)
            condition &= (
                names_none
                | Q(department=self.department_id)
                | Q(treatment__department=self.department_id)
                | Q(preferred_doctor__in=doctors)
            )
        return condition

    @property
    def covers_session(self):
        """The condition on an OPD session whose day list and plan are of this scope."""
        condition = Q()
        if self.location_id:
            condition &= Q(location=self.location_id)
        if self.department_id:
            condition &= Q(doctor__in=Doctor.objects.filter(departments=self.department_id))
        return condition


def in_scope_of(user):
    """The condition on a request that this person answers.

    Of everybody: what names no location, and what is in nobody's scope, so that no request waits unseen. A manager
    of the desk, and who has no scope, answers everything.
    """
    own, all_scopes = scopes_that_count(user)
    if not own:
        return Q()
    return Q(location=None) | ~any_of(each.covers for each in all_scopes) | any_of(each.covers for each in own)


def sessions_in_scope_of(user):
    """The condition on an OPD session whose list this person sees. What is in nobody's scope is everybody's."""
    own, all_scopes = scopes_that_count(user)
    if not own:
        return Q()
    return ~any_of(each.covers_session for each in all_scopes) | any_of(each.covers_session for each in own)


def scopes_that_count(user):
    """The person's own, none for whom answers everything; and those of all who are still at the desk."""
    if user.has_perm("bookings.manage_desk"):
        return [], []
    at_the_desk = with_desk_right(get_user_model().objects.filter(is_active=True))
    scopes = list(DeskScope.objects.filter(user__in=at_the_desk))
    return [scope for scope in scopes if scope.user_id == user.pk], scopes


def any_of(conditions):
    return reduce(or_, conditions, Q(pk__in=[]))
