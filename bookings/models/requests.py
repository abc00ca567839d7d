"""What a patient asks for, and what the front desk answers."""

import secrets
import uuid

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Right
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.phone_field import PhoneNumberField
from common.text.person_names import short_name
from content.models import Treatment
from directory.models import CallWindow, Department, Doctor, Location

from .name_words import PatientNameWordsField
from .promised_calls import PromisedCall, PromisedCallQuerySet
from .request_rules import ALLOWED_MOVES, RULES, TRIGGERS

# Letters and digits that survive being read out on the phone: no 0/O, 1/I/L, 5/S, 8/B, 2/Z.
SPOKEN = "34679ACDEFGHJKMNPQRTUVWXY"

# The oldest promise first.
IN_TURN = ("-is_urgent", "next_action_at", "created_at")


def new_reference():
    return "-".join("".join(secrets.choice(SPOKEN) for _place in range(4)) for _group in range(2))


class AppointmentRequestQuerySet(PromisedCallQuerySet):
    def waiting(self):
        """Unanswered requests, the one that is to be called first, first; before them, what may not wait.

        Not what was just set aside as not real.
        """
        waiting = self.filter(status=AppointmentRequest.Status.REQUESTED, set_aside=None)
        return waiting.order_by(*IN_TURN)

    def for_desk(self):
        """With all that a page shows of it; `has_appointments` spares a query for most."""
        appointments = apps.get_model("bookings.Appointment").objects.filter(appointment_request=OuterRef("pk"))
        rows = self.select_related("treatment", "preferred_doctor", "department", "location", "call_window__location")
        return rows.annotate(has_appointments=Exists(appointments))

    def unanswered_too_long(self, today):
        """Waiting, although the last wished-for day has passed; without a wish, the day we had set ourselves."""
        return self.filter(status=AppointmentRequest.Status.REQUESTED, expires_after__lt=today)

    def past_retention(self, today):
        """Requests whose personal data we no longer have a reason to keep: not while one that goes on from it is."""
        goes_on = Q(followed_by__isnull=False) & (
            Q(followed_by__purge_after__isnull=True) | Q(followed_by__purge_after__gte=today)
        )
        return self.filter(erased_at__isnull=True, purge_after__lt=today).exclude(goes_on)

    def of_the_same_contact(self, appointment_request):
        """Others with this phone number or email address. A family shares a phone: a person says whose they are."""
        same = Q(phone=appointment_request.phone)
        if appointment_request.email:
            same |= Q(email__iexact=appointment_request.email)
        return self.filter(same, erased_at__isnull=True).exclude(pk=appointment_request.pk).order_by("created_at")


class AppointmentRequest(PromisedCall):
    class Status(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        BOOKED = "booked", _("Appointment booked")
        CLOSED = "closed", _("Closed")
        DECLINED = "declined", _("Declined")
        CANCELLED = "cancelled", _("Cancelled")
        EXPIRED = "expired", _("Expired")

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

    ALLOWED_MOVES = ALLOWED_MOVES

    # What a patient may type in any words, also where something else is asked.
    FREE_TEXT = ("reason", "full_name", "contact_name")

    # A test fails when a field is in neither list. Erasing blanks the personal ones, and the database knows.
    PERSONAL_FIELDS = {
        "full_name", "contact_name", "phone", "email", "reason", "hospital_number", "answers_digest", "token_hash",
        "network", "is_urgent", "name_words",
    }  # fmt: skip
    OTHER_FIELDS = {
        "id", "reference", "idempotency_key", "link_number", "version", "status", "decline_reason", "language",
        "call_language", "call_window", "relation", "under_18", "phone_on_whatsapp", "visit_kind", "treatment",
        "department", "location", "preferred_doctor", "preferred_day", "preferred_part", "second_preferred_day",
        "second_preferred_part", "promised_by", "first_attempt_at", "next_action", "next_action_at",
        "first_answered_at", "expires_after", "looks_like_duplicate", "follows", "created_at", "closed_at",
        "purge_after", "erased_at",
    }  # fmt: skip

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    idempotency_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    # Same key, other answers: a change, not a repeat.
    answers_digest = models.CharField(max_length=64, blank=True, editable=False)
    # SHA-256 of the link's 256-bit token; null: there is no link any more.
    token_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)  # noqa: DJ001
    link_number = models.PositiveSmallIntegerField(default=0, editable=False)  # counts links that were revoked
    version = models.PositiveIntegerField(default=1, editable=False)
    # Where it came from, as a keyed hash of the day: enough to see that many came together, and no more.
    network = models.CharField(max_length=32, blank=True, editable=False)

    full_name = models.CharField(_("full name of the patient"), max_length=120, blank=True)
    name_words = PatientNameWordsField()
    contact_name = models.CharField(_("name of the person who asks"), max_length=120, blank=True)
    relation = models.CharField(_("for whom"), max_length=10, choices=Relation, blank=True)  # empty: for themselves
    under_18 = models.BooleanField(_("under 18"), default=False)
    phone = PhoneNumberField(_("phone number"), blank=True)
    phone_on_whatsapp = models.BooleanField(_("reached on WhatsApp"), default=False)
    email = models.EmailField(_("email address"), blank=True)
    hospital_number = models.CharField(_("hospital number"), max_length=30, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    visit_kind = models.CharField(_("kind of visit"), max_length=10, choices=VisitKind, blank=True)
    language = models.CharField(_("language of messages"), max_length=5, choices=settings.LANGUAGES)
    call_language = models.CharField(_("language for the call"), max_length=5, choices=settings.LANGUAGES)
    call_window = models.ForeignKey(  # null: any time
        CallWindow,
        verbose_name=_("when to call"),
        on_delete=models.PROTECT,
        related_name="appointment_requests",
        null=True,
        blank=True,
    )
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

    # A closed request never reopens: a mistake is put right by one new request, and this is the one it puts right.
    follows = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="followed_by", null=True, blank=True, editable=False
    )
    first_answered_at = models.DateTimeField(null=True, editable=False)
    expires_after = models.DateField(null=True, editable=False)
    looks_like_duplicate = models.BooleanField(default=False, editable=False)
    # Words that may not wait were found in what the patient wrote: it says something about their health.
    is_urgent = models.BooleanField(default=False, editable=False)
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
            ("export_patient", _("Can hand out what is kept about one patient")),
            ("erase_patient", _("Can erase the personal data of one patient")),
        ]
        indexes = [
            models.Index(fields=["status", "created_at"], name="request_by_status"),
            models.Index(fields=["phone", "created_at"], name="request_by_phone"),
            models.Index(
                fields=["-is_urgent", "next_action_at", "created_at"],
                name="request_to_call",
                condition=Q(status="requested"),
            ),
            models.Index(Right("phone", 4), name="request_by_last_digits"),
            # Written at once: a list of names still to be sorted in would be read by every search.
            GinIndex(fields=["name_words"], name="request_by_name", fastupdate=False),
            models.Index(fields=["created_at"], name="request_by_time"),
            models.Index(fields=["promised_by"], name="request_by_promise", condition=Q(promised_by__isnull=False)),
            models.Index(fields=["purge_after"], name="request_to_erase", condition=Q(erased_at__isnull=True)),
        ]
        constraints = RULES
        triggers = TRIGGERS

    def __str__(self):
        return f"{self.reference} ({self.get_status_display()})"

    def refresh_from_db(self, *args, **kwargs):
        for known in ("appointment", "has_appointments"):
            self.__dict__.pop(known, None)
        super().refresh_from_db(*args, **kwargs)

    def can_move_to(self, status):
        return status in self.ALLOWED_MOVES[self.status]

    @cached_property
    def appointment(self):
        """The newest appointment, also one that was called off; None before the first."""
        if not getattr(self, "has_appointments", True):
            return None
        made = self.appointments.exclude(status__in=["offered", "released"])
        return made.select_related("doctor", "location", "session").order_by("-pk").first()

    @property
    def booked(self):
        """The appointment that is to come or has just been, while the request is booked; else None."""
        return self.appointment if self.status == self.Status.BOOKED else None

    @property
    def is_closed(self):
        return not self.ALLOWED_MOVES[self.status]

    @property
    def patient_may_change(self):
        """Waiting, or an appointment to come. What has begun is agreed on the phone."""
        return self.status == self.Status.REQUESTED or bool(self.booked and not self.booked.has_begun)

    @property
    def is_over(self):
        """Nothing more happens to this request itself: it is closed, or it is known whether the patient came."""
        return self.is_closed or bool(self.booked and self.booked.attendance)

    @property
    def call_window_in_words(self):
        return str(self.call_window or self.PartOfDay.ANY.label)

    @property
    def first_name(self):
        """All of the name that the status page and messages on a shared phone need."""
        return short_name(self.full_name)
