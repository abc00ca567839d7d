"""Whose requests somebody at the front desk answers."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from directory.models import Department, Doctor, Location

from .appointments import Appointment


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


def in_scope_of(user):
    """The condition on a request that this person answers.

    Of everybody: what names no location, and what is in nobody's scope, so that no request waits unseen. A manager
    of the desk, and who has no scope, answers everything.
    """
    scopes = list(DeskScope.objects.filter(user__is_active=True))
    own = [scope for scope in scopes if scope.user_id == user.pk]
    if not own or user.has_perm("bookings.manage_desk"):
        return Q()
    anybodys = Q(location=None) | ~any_of(scopes)
    return anybodys | any_of(own)


def any_of(scopes):
    condition = Q(pk__in=[])
    for scope in scopes:
        condition |= scope.covers
    return condition
