"""When: the weekly OPD sessions of doctors."""

from datetime import date, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .doctors import Doctor
from .hospital import Weekday
from .places import Location


def seconds(column):
    """Of the day: PostgreSQL has ranges of numbers, but none of times."""
    return Func(F(column), template="extract(epoch from %(expressions)s)::int", output_field=models.IntegerField())


OVERLAP = _("This doctor has another session at that time.")
NO_OVERLAP = "opd_sessions_of_a_doctor_do_not_overlap"


class OpdSessionQuerySet(models.QuerySet):
    def overlapping(self, session):
        """Sessions of the same doctor at a time when this one is held too."""
        same = self.filter(doctor=session.doctor_id, weekday=session.weekday).exclude(pk=session.pk)
        same = same.filter(starts__lt=session.ends, ends__gt=session.starts)
        if session.valid_from:
            same = same.exclude(valid_until__lt=session.valid_from)
        if session.valid_until:
            same = same.exclude(valid_from__gt=session.valid_until)
        return same

    def moved_onto(self, session):
        """Sessions of the same doctor that are moved, on a day, to a time when this one is held."""
        days = (session.valid_from or date.min, session.valid_until or date.max)
        moved = self.filter(
            doctor=session.doctor_id,
            plan_changes__day__range=days,
            plan_changes__day__iso_week_day=session.weekday + 1,
            plan_changes__starts__lt=session.ends,
            plan_changes__ends__gt=session.starts,
        )
        return moved.exclude(pk=session.pk)


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
    valid_from = models.DateField(
        _("valid from"),
        null=True,
        blank=True,
        help_text=_("For an extra session on one day, enter that day as the first and as the last."),
    )
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    objects = OpdSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("OPD session")
        verbose_name_plural = _("OPD sessions")
        ordering = ["weekday", "starts"]
        indexes = [
            models.Index(name="opd_session_last_day", fields=["valid_until"], condition=Q(valid_until__isnull=False))
        ]
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
                violation_error_message=_("The last day must not come before the first."),
            ),
            ExclusionConstraint(
                name=NO_OVERLAP,
                expressions=[
                    ("doctor", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    (Func(seconds("starts"), seconds("ends"), function="int4range"), RangeOperators.OVERLAPS),
                    (
                        Func(F("valid_from"), F("valid_until"), Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=OVERLAP,
            ),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.starts:%H:%M}–{self.ends:%H:%M}"

    @property
    def slot_length(self) -> timedelta:
        """Of a session that gives slots; nothing in a shared one."""
        return timedelta(minutes=self.slot_minutes or 0)

    @property
    def tokens(self) -> int:
        """How many numbers a shared session has; 0 in one that gives slots."""
        return self.capacity or 0

    @property
    def is_to_come(self):
        return self.valid_from is not None and self.valid_from > timezone.localdate()

    def is_weekly_day(self, day):
        """Whether it is planned for that day; leave and the like are not asked."""
        return day.weekday() == self.weekday and (self.valid_from or date.min) <= day <= (self.valid_until or date.max)

    def clean(self):
        """The database refuses all of these too; here each error stands beside a field."""
        if self.starts and self.ends and self.ends <= self.starts:
            raise ValidationError({"ends": _("A session must end after it starts.")})
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValidationError({"valid_until": _("The last day must not come before the first.")})
        if self.doctor_id and self.weekday is not None and self.starts and self.ends:
            others = OpdSession.objects
            self.refuse_overlap(others.overlapping(self).first() or others.moved_onto(self).first())

    def refuse_overlap(self, other):
        if other:
            text = _("This doctor has another session at that time: %(session)s.")
            raise ValidationError({"starts": ValidationError(text, code="overlap", params={"session": other})})

    def overlaps(self, other):
        """The same question about rows that may not be saved yet."""
        return (
            self.weekday == other.weekday
            and self.starts < other.ends
            and other.starts < self.ends
            and (self.valid_from or date.min) <= (other.valid_until or date.max)
            and (other.valid_from or date.min) <= (self.valid_until or date.max)
        )
