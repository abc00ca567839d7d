"""Parts of the day in which patients may ask to be called."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.dates import time_in_words
from common.text.translated_text import TranslatedTextField

from .places import Location

# What a new site begins with. In words of its own, because a site is set up before its translations are compiled.
FIRST_WINDOWS = [
    ({"en": "Morning", "ml": "രാവിലെ", "hi": "सुबह", "ar": "صباحًا"}, "08:00", "12:00"),
    ({"en": "Afternoon", "ml": "ഉച്ചകഴിഞ്ഞ്", "hi": "दोपहर", "ar": "بعد الظهر"}, "12:00", "16:00"),
    ({"en": "Evening", "ml": "വൈകിട്ട്", "hi": "शाम", "ar": "مساءً"}, "16:00", "19:00"),
]


class CallWindowQuerySet(models.QuerySet):
    def offered(self):
        return self.filter(is_offered=True)

    def at(self, location):
        """Those of this location; where it has none of its own, those of the hospital."""
        own = self.filter(location=location) if location else self.none()
        return own if own.exists() else self.filter(location__isnull=True)

    def set_up(self):
        """Begin with the usual three, on a site that has none."""
        if not self.exists():
            self.bulk_create(self.model(name=name, starts=starts, ends=ends) for name, starts, ends in FIRST_WINDOWS)


class CallWindow(models.Model):
    """A part of the day, in the hospital's time zone. Within it we call while the front desk is there."""

    name = TranslatedTextField(_("name"), max_length=60)
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("to"))
    location = models.ForeignKey(
        Location,
        verbose_name=_("location"),
        on_delete=models.CASCADE,
        related_name="call_windows",
        null=True,
        blank=True,
        help_text=_("Leave empty for the whole hospital."),
    )
    is_offered = models.BooleanField(
        _("offered to patients"),
        default=True,
        help_text=_("What a patient has once chosen cannot be deleted. Without this tick nobody chooses it any more."),
    )

    objects = CallWindowQuerySet.as_manager()

    class Meta:
        verbose_name = _("time for calls")
        verbose_name_plural = _("times for calls")
        ordering = ["starts", "ends", "pk"]
        constraints = [
            models.CheckConstraint(
                name="call_window_ends_after_it_starts",
                condition=Q(ends__gt=F("starts")),
                violation_error_message=_("The end must come after the beginning."),
            ),
            models.CheckConstraint(name="call_window_has_a_name", condition=Q(name__has_key="en")),
            models.UniqueConstraint(
                name="call_window_is_there_once", fields=["location", "starts", "ends"], nulls_distinct=False
            ),
        ]

    def __str__(self):
        return self.in_words(self.starts, self.ends)

    def in_words(self, starts, ends):
        """With times that may be narrower than its own, see bookings/asking/call_windows.py."""
        times = {"name": self.name, "from": time_in_words(starts), "to": time_in_words(ends)}
        if self.location_id:
            return _("%(name)s, %(from)s to %(to)s, %(location)s") % (times | {"location": self.location})
        return _("%(name)s, %(from)s to %(to)s") % times
