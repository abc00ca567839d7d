"""What the front desk did, day by day, in sums: a report reads days and never the requests behind them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models import Department, Location

# Where one class of waiting times ends and the next begins, in minutes. Each is at most twice as wide as the last, so
# that a time read from the classes is as exact as people say it: minutes in the first hour, days in the second week.
BOUNDS = (
    5, 10, 15, 20, 30, 40, 50, 60, 75, 90, 105, 120, 150, 180, 210, 240, 300, 360, 420, 480, 600, 720, 900, 1080, 1260,
    1440, 1800, 2160, 2880, 3600, 4320, 5760, 7200, 8640, 10080, 14400, 20160, 30240, 43200,
)  # fmt: skip
CLASSES = len(BOUNDS) + 1  # the last one has no end


class DayFigures(models.Model):
    """One day, department and location; a department or location that nobody named is null.

    A request counts on the day it came, a promise on the day it fell due, an appointment on its own day. Counted anew
    from the rows as often as they can change (bookings/figures/counting.py); erasing takes nothing away.
    """

    day = models.DateField()
    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="+", null=True)
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="+", null=True)
    requests = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()
    promises = models.PositiveIntegerField()
    kept = models.PositiveIntegerField()
    broken = models.PositiveIntegerField()
    appointments = models.PositiveIntegerField()
    arrived = models.PositiveIntegerField()
    no_shows = models.PositiveIntegerField()
    # How many had to wait so long for the first attempt, and for the first answer, in classes of BOUNDS.
    to_attempt = ArrayField(models.PositiveIntegerField(), size=CLASSES)
    to_answer = ArrayField(models.PositiveIntegerField(), size=CLASSES)

    class Meta:
        ordering = ["day", "pk"]
        default_permissions = []
        permissions = [
            ("see_reports", _("Can see the reports of the front desk")),
            ("export_reports", _("Can take the reports of the front desk away as a file")),
        ]
        constraints = [
            models.UniqueConstraint(
                name="day_is_counted_once", fields=["day", "department", "location"], nulls_distinct=False
            )
        ]

    def __str__(self):
        return f"{self.day} {self.department_id} {self.location_id}: {self.requests}"
