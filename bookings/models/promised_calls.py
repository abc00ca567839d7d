"""The call that we promise for each request: whether the first attempt kept it, and when the desk calls next."""

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PromisedCallQuerySet(models.QuerySet):
    def late(self):
        """Those whom we should have called by now, for the first time or again."""
        return self.filter(next_action_at__lt=timezone.now())

    def broken(self):
        """Promised, and nobody had tried by then; but for what was over before, or was no real request."""
        in_vain = Q(first_attempt_at=None) | Q(first_attempt_at__gt=F("promised_by"))
        over_before = Q(first_attempt_at=None, closed_at__lte=F("promised_by"))
        return self.filter(in_vain, promised_by__lte=timezone.now()).exclude(over_before | Q(decline_reason="spam"))

    def with_promise(self):
        """Each row says itself whether the promise was `kept`: the same as `promise_kept`, for counting."""
        ended_late = Q(closed_at__gt=F("promised_by")) | Q(closed_at=None, promised_by__lt=timezone.now())
        return self.annotate(
            kept=Case(
                When(first_attempt_at__lte=F("promised_by"), then=Value(True)),
                When(first_attempt_at__gt=F("promised_by"), then=Value(False)),
                When(ended_late, first_attempt_at=None, then=Value(False)),
                output_field=models.BooleanField(null=True),
            )
        )


class PromisedCall(models.Model):
    """What a request knows of it."""

    class NextAction(models.TextChoices):
        CALL = "call", _("Call")
        CALL_BACK = "call_back", _("Call back at the time agreed")

    # "We will call by": it and the first attempt tell for good whether we kept it. Only a time that the hospital
    # takes away again begins a new promise.
    promised_by = models.DateTimeField(null=True, editable=False)
    first_attempt_at = models.DateTimeField(null=True, editable=False)  # a call, reached or not, or an answer
    next_action = models.CharField(
        max_length=10, choices=NextAction, default=NextAction.CALL, blank=True, editable=False
    )
    next_action_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def promise_kept(self):
        """Whether the first attempt came by the time promised. None: that is open still, or nothing was promised."""
        if self.promised_by is None:
            return None
        if self.first_attempt_at:
            return self.first_attempt_at <= self.promised_by
        return False if (self.closed_at or timezone.now()) > self.promised_by else None
