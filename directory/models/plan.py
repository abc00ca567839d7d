"""What is different on some days: leave, holidays, closed locations, and changes of one session."""

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.database_rules import RefuseIf
from common.text.translated_text import TranslatedTextField

from .doctors import Doctor
from .opd import OpdSession
from .places import Location

WRONG_ORDER = _("The last day must not come before the first.")


class Leave(models.Model):
    """Days on which a doctor holds no session, or the part of one day in which the doctor is away."""

    doctor = models.ForeignKey(Doctor, verbose_name=_("doctor"), on_delete=models.CASCADE, related_name="leaves")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    starts = models.TimeField(_("from"), null=True, blank=True, help_text=_("Only for a part of one day."))
    ends = models.TimeField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("leave")
        verbose_name_plural = _("leaves")
        ordering = ["first_day", "starts"]
        constraints = [
            models.CheckConstraint(
                name="leave_ends_after_it_starts",
                condition=Q(last_day__gte=F("first_day")),
                violation_error_message=WRONG_ORDER,
            ),
            models.CheckConstraint(
                name="leave_of_whole_days_or_a_part_of_one",
                condition=Q(starts__isnull=True, ends__isnull=True)
                | Q(starts__isnull=False, ends__gt=F("starts"), ends__isnull=False, last_day=F("first_day")),
                violation_error_message=_("Give both times of one day, or none."),
            ),
        ]

    def __str__(self):
        days = f"{self.doctor} {self.first_day:%d %b %Y}–{self.last_day:%d %b %Y}"
        return f"{days}, {self.starts:%H:%M}–{self.ends:%H:%M}" if self.starts and self.ends else days

    def clean(self):
        """The database refuses these too; here each error stands beside a field."""
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValidationError({"last_day": WRONG_ORDER})
        if (self.starts is None) != (self.ends is None):
            missing = "ends" if self.ends is None else "starts"
            raise ValidationError({missing: _("Give both times, or none for the whole day.")})
        if self.starts is None:
            return
        if self.ends <= self.starts:
            raise ValidationError({"ends": _("This time must come after the first.")})
        if self.first_day != self.last_day:
            raise ValidationError({"starts": _("Times are for a part of one day. Enter each such day by itself.")})


class Holiday(models.Model):
    """A day without OPD, on which the front desk does not answer; of the whole hospital, or of one location."""

    day = models.DateField(_("day"))
    name = TranslatedTextField(_("name"))
    location = models.ForeignKey(
        Location,
        verbose_name=_("location"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="holidays",
        help_text=_("Leave empty for the whole hospital."),
    )

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                name="holiday_once_a_day_and_location",
                fields=["day", "location"],
                nulls_distinct=False,
                violation_error_message=_("There is a holiday on that day already."),
            )
        ]

    def __str__(self):
        return f"{self.name}, {self.day:%d %b %Y}"


class Closure(models.Model):
    """Days on which no OPD is held at a location."""

    location = models.ForeignKey(
        Location, verbose_name=_("location"), on_delete=models.CASCADE, related_name="closures"
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    reason = TranslatedTextField(_("reason"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("closed location")
        verbose_name_plural = _("closed locations")
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(
                name="closure_ends_after_it_starts",
                condition=Q(last_day__gte=F("first_day")),
                violation_error_message=WRONG_ORDER,
            )
        ]

    def __str__(self):
        return f"{self.location} {self.first_day:%d %b %Y}–{self.last_day:%d %b %Y}"

    def clean(self):
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValidationError({"last_day": WRONG_ORDER})


class PlanChange(models.Model):
    """What is different about one session on one day; the weekly session stays as it is."""

    class Kind(models.TextChoices):
        CANCELLED = "cancelled", _("Not held")
        MOVED = "moved", _("At another time or place")

    session = models.ForeignKey(
        OpdSession, verbose_name=_("OPD session"), on_delete=models.CASCADE, related_name="plan_changes"
    )
    day = models.DateField(_("day"))
    kind = models.CharField(_("what is different"), max_length=10, choices=Kind, default=Kind.CANCELLED)
    starts = models.TimeField(_("from"), null=True, blank=True)
    ends = models.TimeField(_("to"), null=True, blank=True)
    location = models.ForeignKey(
        Location,
        verbose_name=_("location"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="plan_changes",
        help_text=_("Leave empty to keep the place of the session."),
    )

    class Meta:
        verbose_name = _("change on one day")
        verbose_name_plural = _("changes on one day")
        ordering = ["day", "session"]
        constraints = [
            models.UniqueConstraint(
                name="plan_change_once_a_session_and_day",
                fields=["session", "day"],
                violation_error_message=_("There is a change of this session on that day already."),
            ),
            models.CheckConstraint(
                name="plan_change_has_times_only_when_moved",
                condition=Q(kind="cancelled", starts__isnull=True, ends__isnull=True, location__isnull=True)
                | Q(kind="moved", starts__isnull=False, ends__isnull=False, ends__gt=F("starts")),
                violation_error_message=_("Give times in order for a session that is moved, and none otherwise."),
            ),
        ]
        triggers = [
            RefuseIf(
                name="plan_change_is_on_a_day_of_its_session",
                operation=pgtrigger.Insert | pgtrigger.Update,
                found="""not exists (
                    select from directory_opdsession
                    where id = new.session_id and weekday = extract(isodow from new.day) - 1
                    and new.day between coalesce(valid_from, '-infinity') and coalesce(valid_until, 'infinity')
                )""",
                words="this session is not held on that day",
            ),
            RefuseIf(
                name="plan_change_overlaps_no_other_session",
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__kind="moved"),
                lock="""perform from directory_doctor
                    where id = (select doctor_id from directory_opdsession where id = new.session_id)
                    for no key update;""",
                found="""exists (
                    select from directory_opdsession as session
                    join directory_opdsession as other using (doctor_id)
                    left join directory_planchange as change on change.session_id = other.id and change.day = new.day
                    where session.id = new.session_id and other.id <> session.id
                    and other.weekday = extract(isodow from new.day) - 1
                    and new.day between coalesce(other.valid_from, '-infinity')
                        and coalesce(other.valid_until, 'infinity')
                    and change.kind is distinct from 'cancelled'
                    and coalesce(change.starts, other.starts) < new.ends
                    and coalesce(change.ends, other.ends) > new.starts
                )""",
                words="this doctor has another session at that time",
            ),
        ]

    def __str__(self):
        return f"{self.day:%d %b %Y}: {self.get_kind_display()}"

    def clean(self):
        """The database refuses these too; here each error stands beside a field."""
        if not self.session_id or not self.day:
            return
        if not self.session.is_weekly_day(self.day):
            raise ValidationError({"day": _("Choose a day on which this session is held.")})
        if self.kind == self.Kind.CANCELLED:
            self.refuse_details()
        elif self.kind == self.Kind.MOVED:
            self.clean_move()

    def refuse_details(self):
        given = [name for name in ("starts", "ends", "location") if getattr(self, name)]
        if given:
            raise ValidationError({given[0]: _("Leave this empty where the session is not held.")})

    def clean_move(self):
        """Where only one thing is different, the session says the others."""
        if not (self.starts or self.ends or self.location):
            raise ValidationError({"starts": _("Give other times, or another location.")})
        self.starts, self.ends = self.starts or self.session.starts, self.ends or self.session.ends
        if self.ends <= self.starts:
            raise ValidationError({"ends": _("A session must end after it starts.")})
        self.refuse_overlap()

    def refuse_overlap(self):
        for other in self.session.doctor.opd_sessions.exclude(pk=self.session_id):
            change = other.plan_changes.filter(day=self.day).first()
            starts, ends = (change.starts, change.ends) if change else (other.starts, other.ends)
            if other.is_weekly_day(self.day) and starts and starts < self.ends and ends > self.starts:
                text = _("This doctor has another session at that time: %(session)s.")
                raise ValidationError({"starts": ValidationError(text, code="overlap", params={"session": other})})
