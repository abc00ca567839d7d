"""What two people decide together: changes that wait for a second person, and who wrote what stands on pages."""

from datetime import timedelta

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_REASON = 300


class ProposalQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=Proposal.State.OPEN)

    def about_thing(self, thing):
        return self.filter(kind=thing._meta.label_lower, object_id=thing.pk)

    def others_may_decide(self, user):
        """Those in which this person has written nothing."""
        return self.open().exclude(authors=user)


class Proposal(models.Model):
    """A change that one person has asked for. The old value stands on every page until another confirms it."""

    class State(models.TextChoices):
        OPEN = "open", _("waits for a second person")
        LIVE = "live", _("put live")
        DECLINED = "declined", _("declined")
        TAKEN_BACK = "taken_back", _("taken back")

    kind = models.CharField(max_length=60)  # the model: directory.hospital
    object_id = models.BigIntegerField()
    about = models.CharField(_("about"), max_length=300)  # as it was called that day
    values = models.JSONField()  # field to {"before": …, "after": …}
    # Of everything that goes live with it: what the second person has read is what goes live, or nothing does.
    fingerprint = models.CharField(max_length=64)
    authors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="proposals", verbose_name=_("asked for by"))
    asked_at = models.DateTimeField(_("asked for on"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided on"), null=True)
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("change for a second person")
        verbose_name_plural = _("changes for a second person")
        ordering = ["-asked_at", "-pk"]
        permissions = [
            ("confirm_proposal", "Can put live what somebody else has asked for"),
            ("break_glass", "Can put a wrong number right at once"),
            ("take_down", "Can take a page down at once"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="one_open_proposal_for_a_thing", fields=["kind", "object_id"], condition=Q(state="open")
            ),
            models.CheckConstraint(
                name="proposal_state_is_known", condition=Q(state__in=["open", "live", "declined", "taken_back"])
            ),
            models.CheckConstraint(
                name="proposal_is_decided_by_somebody",
                condition=Q(state="open", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(state="open") & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="proposal_put_live_by_somebody", condition=~Q(state="live") | Q(decided_by__isnull=False)
            ),
            models.CheckConstraint(
                name="proposal_declined_for_a_reason", condition=~Q(state="declined") | ~Q(reason="")
            ),
        ]

    def __str__(self):
        return self.about


class ProposalSignature(models.Model):
    """A clinician has read words of a proposal that speak of medicine."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="signatures")
    language = models.CharField(max_length=5)
    fingerprint = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = []
        constraints = [
            models.UniqueConstraint(
                name="proposal_signed_once_for_a_language", fields=["proposal", "language", "fingerprint"]
            )
        ]

    def __str__(self):
        return f"{self.proposal} {self.language}"


class GuardedWriteQuerySet(models.QuerySet):
    def alarms(self):
        """Those that somebody must look at: glass was broken, or nobody knows who it was."""
        return self.filter(Q(way=GuardedWrite.BREAK_GLASS) | Q(by__isnull=True, way=""))

    def open_alarms(self):
        return self.alarms().filter(reviewed_at__isnull=True)


class GuardedWrite(models.Model):
    """What was written where two people decide. Triggers write these rows, whatever way the change was made."""

    BREAK_GLASS = "break_glass"
    DAYS_TO_REVIEW = timedelta(days=1)

    table_name = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    operation = models.CharField(max_length=6)
    before = models.JSONField()
    after = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    way = models.CharField(max_length=20, blank=True)
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)
    told_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("reviewed by")
    )
    reviewed_at = models.DateTimeField(_("reviewed on"), null=True)

    objects = GuardedWriteQuerySet.as_manager()

    class Meta:
        verbose_name = _("alarm")
        verbose_name_plural = _("alarms")
        default_permissions = ["view"]
        ordering = ["-at", "-pk"]
        indexes = [models.Index(name="guarded_write_alarms", fields=["at"], condition=Q(reviewed_at__isnull=True))]

    def __str__(self):
        return f"{self.table_name} {self.row_id}: {', '.join(self.after or self.before)}"

    @property
    def is_broken_glass(self):
        return self.way == self.BREAK_GLASS

    @property
    def due_at(self):
        return self.at + self.DAYS_TO_REVIEW

    @property
    def is_overdue(self):
        return self.reviewed_at is None and timezone.now() > self.due_at


class TakenDown(models.Model):
    """One person took something off the site at once. It comes back by the ordinary way only."""

    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    language = models.CharField(_("language"), max_length=5, blank=True)
    about = models.CharField(_("about"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("taken down by")
    )
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON)
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("page taken down")
        verbose_name_plural = _("pages taken down")
        default_permissions = ["view"]
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(name="taken_down_for_a_reason", condition=~Q(reason=""))]

    def __str__(self):
        return self.about


class LogGuardedWrites(pgtrigger.Trigger):
    """Writes down each change of these columns: who, in which way, from what to what.

    Who and way are what directory/two_person/acting.py says for the transaction. A row that is new is only written
    down where it is `live` at once: what did not stand on a page before may be filled in by one person. Of `personal`
    columns only a digest is kept.
    """

    name = "guarded_writes"
    when = pgtrigger.After
    declare = [("was", "jsonb"), ("becomes", "jsonb")]

    def __init__(self, *, columns: tuple[str, ...], live: str = "", personal: tuple[str, ...] = ()) -> None:
        self.columns, self.live, self.personal = columns, live, personal
        operation = pgtrigger.Update | pgtrigger.Delete
        super().__init__(operation=operation | pgtrigger.Insert if live else operation)

    def get_func(self, model):
        columns = ", ".join(f"'{name}'" for name in (*self.columns, *([self.live] if self.live else [])))
        kept = {row: f"({row} -> name)" for row in ("was", "becomes")}
        if self.personal:
            personal = ", ".join(f"'{name}'" for name in self.personal)
            kept = {
                row: f"case when name in ({personal}) then to_jsonb(md5({value}::text)) else {value} end"
                for row, value in kept.items()
            }
        shown = f"'true' in (was ->> '{self.live}', becomes ->> '{self.live}')" if self.live else "true"
        return f"""
            was := case when tg_op = 'INSERT' then '{{}}'::jsonb else to_jsonb(old) end;
            becomes := case when tg_op = 'DELETE' then '{{}}'::jsonb else to_jsonb(new) end;
            insert into directory_guardedwrite
                (table_name, row_id, operation, before, after, by_id, way, reason, at)
            select tg_table_name, (coalesce(becomes ->> 'id', was ->> 'id'))::bigint, tg_op,
                jsonb_object_agg(name, {kept["was"]}), jsonb_object_agg(name, {kept["becomes"]}),
                nullif(current_setting('hospital.user', true), '')::int,
                coalesce(current_setting('hospital.way', true), ''),
                coalesce(current_setting('hospital.reason', true), ''),
                clock_timestamp()
            from unnest(array[{columns}]) as name
            where {shown} and was -> name is distinct from becomes -> name
            having count(*) > 0;
            return null;
        """  # noqa: S608 - names of columns, not somebody's input
