"""What a patient asks for, and what the front desk answers."""

import secrets
import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.models import Treatment
from directory.models import Department, Doctor, Location, OpdSession

from .request_rules import ALLOWED_MOVES, RULES, TRIGGERS

ONE_APPOINTMENT_AT_A_TIME = "one_confirmed_appointment_at_a_time"
ONE_NUMBER_EACH = "one_token_number_for_each_appointment"

# Letters and digits that survive being read out on the phone: no 0/O, 1/I/L, 5/S, 8/B, 2/Z.
SPOKEN = "34679ACDEFGHJKMNPQRTUVWXY"


def new_reference():
    return "-".join("".join(secrets.choice(SPOKEN) for _place in range(4)) for _group in range(2))


class AppointmentRequestQuerySet(models.QuerySet):
    def waiting(self):
        """Unanswered requests, the oldest promise first."""
        by_promise = models.F("promised_by").asc(nulls_last=True)
        return self.filter(status=AppointmentRequest.Status.REQUESTED).order_by(by_promise, "created_at")

    def upcoming(self):
        """Confirmed visits still to come, the next one first."""
        confirmed = self.filter(status=AppointmentRequest.Status.CONFIRMED)
        return confirmed.filter(starts_at__gt=timezone.now()).order_by("starts_at")

    def unnoted(self):
        """Visits that have begun, and nobody has noted yet whether the patient came; the oldest first."""
        begun = self.filter(status=AppointmentRequest.Status.CONFIRMED, starts_at__lte=timezone.now())
        return begun.filter(attendance="", erased_at__isnull=True).order_by("starts_at")

    def for_desk(self):
        return self.select_related("treatment", "doctor", "preferred_doctor", "department", "location")

    def unanswered_too_long(self, today):
        """Waiting, although the last wished-for day has passed; without a wish, the day we had set ourselves."""
        return self.filter(status=AppointmentRequest.Status.REQUESTED, expires_after__lt=today)

    def past_retention(self, today):
        """Requests whose personal data we no longer have a reason to keep."""
        return self.filter(erased_at__isnull=True, purge_after__lt=today)


class AppointmentRequest(models.Model):
    class Status(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        CONFIRMED = "confirmed", _("Confirmed")
        DECLINED = "declined", _("Declined")
        CANCELLED = "cancelled", _("Cancelled")
        EXPIRED = "expired", _("Expired")

    class CallWindow(models.TextChoices):
        MORNING = "morning", _("Morning, 8 am to 12 noon")
        AFTERNOON = "afternoon", _("Afternoon, 12 noon to 4 pm")
        EVENING = "evening", _("Evening, 4 pm to 7 pm")
        ANY = "any", pgettext_lazy("time of day", "Any time")

    class PartOfDay(models.TextChoices):
        MORNING = "morning", _("Morning")
        AFTERNOON = "afternoon", _("Afternoon")
        EVENING = "evening", _("Evening")
        ANY = "any", pgettext_lazy("time of day", "Any time")

    class Relation(models.TextChoices):
        """What the patient is to the person who asks."""

        CHILD = "child", _("My child")
        PARENT = "parent", _("My mother or father")
        SPOUSE = "spouse", _("My wife or husband")
        RELATIVE = "relative", _("Another relative")
        OTHER = "other", _("Somebody else I care for")

    class VisitKind(models.TextChoices):
        NEW = "new", _("First visit for this problem")
        FOLLOW_UP = "follow_up", _("Follow-up visit")

    class DeclineReason(models.TextChoices):
        NOT_OFFERED = "not_offered", _("We do not offer this")
        NO_TIME = "no_time", _("No time could be found")
        NOT_REACHED = "not_reached", _("We could not reach you")
        DUPLICATE = "duplicate", _("Sent twice")
        SPAM = "spam", _("Not a real request")

    class OverlapReason(models.TextChoices):
        URGENT = "urgent", _("It cannot wait")
        DOCTOR_AGREED = "doctor_agreed", _("The doctor agreed")
        SEEN_TOGETHER = "seen_together", _("Both patients are seen together")

    class Attendance(models.TextChoices):
        ARRIVED = "arrived", _("Came")
        NO_SHOW = "no_show", _("Did not come")

    ALLOWED_MOVES = ALLOWED_MOVES

    # A test fails when a field is in neither list. Erasing blanks the personal ones, and the database knows.
    PERSONAL_FIELDS = {
        "full_name", "contact_name", "phone", "email", "reason", "hospital_number", "answers_digest", "token_hash",
    }  # fmt: skip
    OTHER_FIELDS = {
        "id", "reference", "idempotency_key", "version", "status", "decline_reason", "attendance", "language",
        "call_language", "call_window", "relation", "under_18", "phone_on_whatsapp", "visit_kind", "treatment",
        "department", "location", "preferred_doctor", "preferred_day", "preferred_part", "second_preferred_day",
        "second_preferred_part", "doctor", "starts_at", "ends_at", "session", "session_day", "session_capacity",
        "token_number", "overlap_reason", "messages_sequence", "promised_by", "first_answered_at", "expires_after",
        "looks_like_duplicate", "follows", "created_at", "closed_at", "purge_after", "erased_at",
    }  # fmt: skip

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    idempotency_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    # Same key, other answers: a change, not a repeat.
    answers_digest = models.CharField(max_length=64, blank=True, editable=False)
    # SHA-256 of the link's 256-bit token; null: there is no link any more.
    token_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)  # noqa: DJ001
    version = models.PositiveIntegerField(default=1, editable=False)

    full_name = models.CharField(_("full name of the patient"), max_length=120, blank=True)
    contact_name = models.CharField(_("name of the person who asks"), max_length=120, blank=True)
    relation = models.CharField(_("for whom"), max_length=10, choices=Relation, blank=True)  # empty: for themselves
    under_18 = models.BooleanField(_("under 18"), default=False)
    phone = models.CharField(_("phone number"), max_length=16, blank=True)
    phone_on_whatsapp = models.BooleanField(_("reached on WhatsApp"), default=False)
    email = models.EmailField(_("email address"), blank=True)
    hospital_number = models.CharField(_("hospital number"), max_length=30, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    visit_kind = models.CharField(_("kind of visit"), max_length=10, choices=VisitKind, blank=True)
    language = models.CharField(_("language of messages"), max_length=5, choices=settings.LANGUAGES)
    call_language = models.CharField(_("language for the call"), max_length=5, choices=settings.LANGUAGES)
    call_window = models.CharField(_("when to call"), max_length=10, choices=CallWindow, default=CallWindow.ANY)
    treatment = models.ForeignKey(
        Treatment,
        verbose_name=_("treatment"),
        on_delete=models.PROTECT,
        related_name="appointment_requests",
        null=True,
        blank=True,
    )
    department = models.ForeignKey(
        Department,
        verbose_name=_("department"),
        on_delete=models.PROTECT,
        related_name="appointment_requests",
        null=True,
        blank=True,
    )
    location = models.ForeignKey(
        Location,
        verbose_name=_("location"),
        on_delete=models.PROTECT,
        related_name="appointment_requests",
        null=True,
        blank=True,
    )
    preferred_doctor = models.ForeignKey(
        Doctor,
        verbose_name=_("doctor"),
        on_delete=models.PROTECT,
        related_name="preferred_in",
        null=True,
        blank=True,
    )
    preferred_day = models.DateField(_("preferred day"), null=True, blank=True)
    preferred_part = models.CharField(_("part of the day"), max_length=10, choices=PartOfDay, blank=True)
    second_preferred_day = models.DateField(_("another preferred day"), null=True, blank=True)
    second_preferred_part = models.CharField(_("part of the other day"), max_length=10, choices=PartOfDay, blank=True)

    status = models.CharField(max_length=10, choices=Status, default=Status.REQUESTED, editable=False)
    decline_reason = models.CharField(max_length=20, choices=DeclineReason, blank=True, editable=False)
    attendance = models.CharField(max_length=10, choices=Attendance, blank=True, editable=False)
    doctor = models.ForeignKey(
        Doctor, on_delete=models.PROTECT, related_name="appointments", null=True, blank=True, editable=False
    )
    starts_at = models.DateTimeField(null=True, editable=False)
    ends_at = models.DateTimeField(null=True, editable=False)
    # Only for visits of a session that is shared by number. The capacity is copied, so that the row's own rule
    # and the unique number together never let a session hold more.
    session = models.ForeignKey(
        OpdSession, on_delete=models.PROTECT, related_name="appointments", null=True, blank=True, editable=False
    )
    session_day = models.DateField(null=True, editable=False)
    session_capacity = models.PositiveSmallIntegerField(null=True, editable=False)
    token_number = models.PositiveSmallIntegerField(null=True, editable=False)
    # Given only on purpose, by somebody who may; the rule against overlaps then leaves this visit out.
    overlap_reason = models.CharField(max_length=20, choices=OverlapReason, blank=True, editable=False)
    messages_sequence = models.PositiveIntegerField(default=0, editable=False)  # SEQUENCE of the calendar entry

    # A closed request never reopens: a mistake is put right by one new request, and this is the one it puts right.
    follows = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="followed_by", null=True, blank=True, editable=False
    )
    promised_by = models.DateTimeField(null=True, editable=False)  # "we will call by"
    first_answered_at = models.DateTimeField(null=True, editable=False)
    expires_after = models.DateField(null=True, editable=False)
    looks_like_duplicate = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    purge_after = models.DateField(null=True, editable=False)
    erased_at = models.DateTimeField(null=True, editable=False)

    objects = AppointmentRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment request")
        verbose_name_plural = _("appointment requests")
        ordering = ["-created_at"]
        default_permissions = []
        permissions = [
            ("answer_appointmentrequest", _("Can see and answer appointment requests")),
            ("overlap_appointmentrequest", _("Can give a time that overlaps another visit")),
        ]
        indexes = [
            models.Index(fields=["status", "created_at"], name="request_by_status"),
            models.Index(fields=["doctor", "starts_at"], name="request_by_doctor_and_time"),
            models.Index(fields=["phone", "created_at"], name="request_by_phone"),
            models.Index(fields=["purge_after"], name="request_to_erase", condition=Q(erased_at__isnull=True)),
        ]
        constraints = [
            *RULES,
            ExclusionConstraint(
                name=ONE_APPOINTMENT_AT_A_TIME,
                expressions=[
                    ("doctor", RangeOperators.EQUAL),
                    (Func(F("starts_at"), F("ends_at"), function="tstzrange"), RangeOperators.OVERLAPS),
                ],
                condition=Q(status="confirmed", overlap_reason="", token_number__isnull=True),
            ),
            models.UniqueConstraint(
                name=ONE_NUMBER_EACH,
                fields=["session", "session_day", "token_number"],
                condition=Q(status="confirmed"),
            ),
        ]
        triggers = TRIGGERS

    def __str__(self):
        return f"{self.reference} ({self.get_status_display()})"

    def can_move_to(self, status):
        return status in self.ALLOWED_MOVES[self.status]

    @property
    def has_begun(self):
        """The time of the confirmed visit has come: from now on it can be noted who came."""
        return self.status == self.Status.CONFIRMED and self.starts_at <= timezone.now()

    @property
    def patient_may_change(self):
        """Waiting, or a visit to come. What has begun is agreed on the phone."""
        return bool(self.ALLOWED_MOVES[self.status]) and not self.has_begun

    @property
    def is_over(self):
        """Nothing more happens to this request itself: it is closed, or the visit is known to have been."""
        return not self.ALLOWED_MOVES[self.status] or bool(self.attendance)

    @property
    def first_name(self):
        """All of the name that the status page and messages on a shared phone need."""
        return self.full_name.split()[0] if self.full_name.strip() else ""
