"""When: the weekly OPD sessions of doctors, and the days they are away."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .doctors import Doctor
from .hospital import Weekday
from .places import Location


class OpdSession(models.Model):
    """A weekly session: patients come at times of their own (slots), or share it and are seen by number (tokens)."""

    class Kind(models.TextChoices):
        SLOTS = "slots", _("Times")
        TOKENS = "tokens", _("Shared, by token number")

    doctor = models.ForeignKey(Doctor, verbose_name=_("doctor"), on_delete=models.CASCADE, related_name="opd_sessions")
    location = models.ForeignKey(
        Location, verbose_name=_("location"), on_delete=models.PROTECT, related_name="opd_sessions"
    )
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday)
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("to"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.SLOTS)
    slot_minutes = models.PositiveSmallIntegerField(_("minutes for each visit"), null=True, blank=True, default=15)
    capacity = models.PositiveSmallIntegerField(_("patients"), null=True, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("OPD session")
        verbose_name_plural = _("OPD sessions")
        ordering = ["weekday", "starts"]
        constraints = [
            models.CheckConstraint(
                name="opd_session_ends_after_it_starts",
                condition=Q(ends__gt=F("starts")),
                violation_error_message=_("A session must end after it starts."),
            ),
            models.CheckConstraint(
                name="opd_session_gives_slots_or_tokens",
                condition=Q(kind="slots", slot_minutes__gte=5, capacity__isnull=True)
                | Q(kind="tokens", capacity__gte=1, slot_minutes__isnull=True),
                violation_error_message=_("Give the minutes for each visit, or the number of patients; not both."),
            ),
            models.CheckConstraint(
                name="opd_session_valid_in_order",
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
            ),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.starts:%H:%M}–{self.ends:%H:%M}"


class Leave(models.Model):
    """Days on which a doctor holds no session."""

    doctor = models.ForeignKey(Doctor, verbose_name=_("doctor"), on_delete=models.CASCADE, related_name="leaves")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("leave")
        verbose_name_plural = _("leaves")
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(
                name="leave_ends_after_it_starts",
                condition=Q(last_day__gte=F("first_day")),
                violation_error_message=_("The last day must not come before the first."),
            )
        ]

    def __str__(self):
        return f"{self.doctor} {self.first_day:%d %b %Y}–{self.last_day:%d %b %Y}"
