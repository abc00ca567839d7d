"""What happened to a request, what people noted about it, and what the front desk still has to do."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.database_rules import Refuse, RefuseIf

from .appointments import Appointment
from .consents import Consent
from .request_rules import FINAL
from .requests import AppointmentRequest


def none_after_erasing(thing):
    """No row about a patient comes after the patient's data was erased, not even at the same moment."""
    return RefuseIf(
        name=f"no_{thing}_after_erasing",
        operation=pgtrigger.Insert | pgtrigger.Update,
        lock="perform from bookings_appointmentrequest where id = new.appointment_request_id for share;",
        found="""exists (
            select from bookings_appointmentrequest where id = new.appointment_request_id and erased_at is not null
        )""",
        words="the data of this patient is erased",
    )


class HistoryEntry(models.Model):
    """One line of a request's history. Added, never edited: the database refuses UPDATE and DELETE.

    Holds codes and ids only, no personal data, so that erasing a patient's data never touches it.
    """

    class Actor(models.TextChoices):
        PATIENT = "patient", _("Patient")
        DESK = "desk", _("Front desk")
        SYSTEM = "system", _("System")

    class Event(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        BOOKED = "booked", _("Appointment booked")
        RESCHEDULED = "rescheduled", _("Moved to another time")
        DECLINED = "declined", _("Declined")
        CANCELLED = "cancelled", _("Cancelled")
        EXPIRED = "expired", _("Expired")
        OFFERED = "offered", _("Times offered")
        OFFER_TAKEN_BACK = "offer_taken_back", _("Offer taken back")
        CORRECTED = "corrected", _("Contact corrected")
        TIME_TAKEN_AWAY = "time_taken_away", _("The hospital took the time away")
        CLOSED = "closed", _("Closed")
        CHANGE_REQUESTED = "change_requested", _("Asked for a change")
        CALLED = "called", _("Called")
        CONSENT_WITHDRAWN = "withdrawn", _("Withdrew consent")
        ATTENDED = "attended", _("Attendance noted")
        FOLLOWED = "followed", _("Goes on in a new request")
        EXPORTED = "exported", _("Personal data handed out")
        NOT_URGENT = "not_urgent", _("Looked at: not urgent")
        ERASED = "erased", _("Personal data erased")

    class CallOutcome(models.TextChoices):
        NO_ANSWER = "no_answer", _("No answer")
        LEFT_MESSAGE = "left_message", _("Left a message")
        CALL_BACK = "call_back", _("Asked us to call back")

    class CancelReason(models.TextChoices):
        """Of the desk; a patient who cancels owes nobody a reason."""

        PATIENT_ASKED = "patient_asked", _("The patient asked for it")
        SEEN_ELSEWHERE = "seen_elsewhere", _("The patient was seen earlier, or elsewhere")
        ENTERED_TWICE = "entered_twice", _("Entered twice")
        OTHER = "other", _("Another reason")

    class DataReason(models.TextChoices):
        """Why the data of one person was handed out or erased."""

        ASKED = "asked", _("The patient asked for it")
        MISTAKE = "mistake", _("Sent by mistake")
        TEST = "test", _("A test, no patient")
        OTHER = "other", _("Another reason")

    appointment_request = models.ForeignKey(AppointmentRequest, on_delete=models.PROTECT, related_name="history")
    event = models.CharField(max_length=20, choices=Event)
    from_status = models.CharField(max_length=10, blank=True)
    to_status = models.CharField(max_length=10)
    actor = models.CharField(max_length=10, choices=Actor)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # A code of DeclineReason, CancelReason, ExceptionReason, CallOutcome, Attendance, DataReason or Consent.Purpose; of
    # a correction, the name of the field.
    reason = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = []
        constraints = [
            models.CheckConstraint(
                name="history_of_the_desk_has_a_person",
                condition=Q(actor="desk", by__isnull=False) | (~Q(actor="desk") & Q(by__isnull=True)),
            ),
            # One decision only: no request is closed twice.
            models.UniqueConstraint(
                name="history_closes_a_request_once",
                fields=["appointment_request"],
                condition=Q(to_status__in=FINAL) & ~Q(from_status=models.F("to_status")),
            ),
        ]
        triggers = [
            Refuse(
                name="history_is_kept",
                operation=pgtrigger.Update | pgtrigger.Delete,
                words="the history of appointment requests is never changed",
            )
        ]

    def __str__(self):
        return f"{self.appointment_request_id} {self.event} {self.at:%d %b %Y %H:%M}"

    @property
    def reason_in_words(self):
        if not self.reason:
            return ""
        words = dict(self._reasons().choices).get(self.reason, self.reason)
        if self.event in (self.Event.BOOKED, self.Event.RESCHEDULED):
            return _("Outside the plan, or beside another appointment: %(reason)s") % {"reason": words}
        return words

    def _reasons(self):
        Event = self.Event
        return {
            Event.DECLINED: AppointmentRequest.DeclineReason,
            Event.CANCELLED: self.CancelReason,
            Event.CORRECTED: ContactCorrection.Field,
            Event.CALLED: self.CallOutcome,
            Event.ATTENDED: Appointment.Attendance,
            Event.CONSENT_WITHDRAWN: Consent.Purpose,
            Event.EXPORTED: self.DataReason,
            Event.ERASED: self.DataReason,
        }.get(self.event, Appointment.ExceptionReason)


class Note(models.Model):
    """Free words about a request, of the desk or of the patient. In rows of their own, so that they can be erased."""

    appointment_request = models.ForeignKey(AppointmentRequest, on_delete=models.PROTECT, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.CharField(_("note"), max_length=1000)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = []
        constraints = [models.CheckConstraint(name="note_says_something", condition=~Q(text=""))]
        triggers = [none_after_erasing("note")]

    def __str__(self):
        return f"{self.appointment_request_id} {self.at:%d %b %Y %H:%M}"


class ContactCorrection(models.Model):
    """A name, phone number or email address that was wrong, and what it is. Erased with the patient's data."""

    class Field(models.TextChoices):
        FULL_NAME = "full_name", _("Name")
        PHONE = "phone", _("Phone")
        EMAIL = "email", _("Email")

    appointment_request = models.ForeignKey(AppointmentRequest, on_delete=models.PROTECT, related_name="corrections")
    field = models.CharField(max_length=10, choices=Field)
    old = models.CharField(max_length=254, blank=True)
    new = models.CharField(max_length=254, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = []
        constraints = [models.CheckConstraint(name="correction_changes_something", condition=~Q(old=models.F("new")))]
        triggers = [none_after_erasing("correction")]

    def __str__(self):
        return f"{self.appointment_request_id} {self.field} {self.at:%d %b %Y %H:%M}"


class DeskTaskQuerySet(models.QuerySet):
    def open(self):
        return self.filter(done_at__isnull=True).order_by("created_at")


class DeskTask(models.Model):
    """Something that only a person can put right. Closed by the person who did it."""

    class Kind(models.TextChoices):
        MESSAGE_DEAD = "message_dead", _("A message did not arrive: phone the patient")
        MESSAGE_LATE = "message_late", _("A message would have come too late: phone the patient")
        MESSAGE_HELD_BACK = "held_back", _("A message was held back: phone the patient")
        CHANGE_REQUESTED = "change_requested", _("The patient asks for a change")
        EXPIRED = "expired", _("Not answered in time: phone the patient")
        CONSENT_WITHDRAWN = "withdrawn", _("The patient withdrew consent")
        PATIENT_CANCELLED = "patient_cancelled", _("The patient cancelled: the time is free")

    kind = models.CharField(max_length=20, choices=Kind)
    appointment_request = models.ForeignKey(AppointmentRequest, on_delete=models.PROTECT, related_name="tasks")
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = DeskTaskQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        default_permissions = []
        constraints = [
            models.UniqueConstraint(
                name="desk_task_is_open_once", fields=["kind", "appointment_request"], condition=Q(done_at__isnull=True)
            ),
            models.CheckConstraint(
                name="desk_task_done_has_a_person",
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.appointment_request_id}"
