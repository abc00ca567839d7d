"""How words leave the house: at a time that was planned, and on a link for a reader without a login."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from djangocms_versioning.models import Version


class PlannedChangeQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=PlannedChange.State.WAITING)

    def due(self):
        return self.waiting().filter(at__lte=timezone.now()).order_by("at", "pk")


class PlannedChange(models.Model):
    """A version goes live, or is taken down, at a time. At its time it meets the gate as everybody does."""

    class Action(models.TextChoices):
        PUBLISH = "publish", _("publish")
        UNPUBLISH = "unpublish", _("take down")

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for its time")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")
        CANCELLED = "cancelled", _("called off")

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="planned_changes")
    action = models.CharField(_("what"), max_length=10, choices=Action)
    at = models.DateTimeField(_("when"))
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)  # why it was refused

    objects = PlannedChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("planned change")
        verbose_name_plural = _("planned changes")
        default_permissions = []
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["at"], name="planned_change_due", condition=Q(state="waiting"))]
        constraints = [
            models.UniqueConstraint(
                name="planned_change_one_of_a_kind", fields=["version", "action"], condition=Q(state="waiting")
            ),
            models.CheckConstraint(
                name="planned_change_ended_or_not",
                condition=Q(state="waiting", ended_at__isnull=True) | (~Q(state="waiting") & Q(ended_at__isnull=False)),
            ),
        ]

    def __str__(self):
        return f"{self.get_action_display()} {self.at:%d %b %Y %H:%M}"


class PreviewLinkQuerySet(models.QuerySet):
    def live(self):
        return self.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())


class PreviewLink(models.Model):
    """A link for a reader without a login. The database knows a hash of its token: who reads it cannot open a page."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="preview_links")
    token_hash = models.CharField(max_length=64, unique=True)
    made_for = models.CharField(_("for whom"), max_length=100, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        default_permissions = []
        ordering = ["-made_at"]
        constraints = [models.CheckConstraint(name="preview_link_ends", condition=Q(expires_at__gt=F("made_at")))]

    def __str__(self):
        return f"{self.version_id} {self.expires_at:%d %b %Y %H:%M}"


class TranslatedPassage(models.Model):
    """Which wording of its source a passage of a translation follows; that of `translated_from` where there is none."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="translated_passages")
    passage = models.CharField(max_length=60)
    source_digest = models.CharField(max_length=64)

    class Meta:
        default_permissions = []
        constraints = [models.UniqueConstraint(name="translated_passage_once", fields=["version", "passage"])]

    def __str__(self):
        return self.passage
