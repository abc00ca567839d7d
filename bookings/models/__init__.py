"""Appointment requests: the only home of patients' personal data.

What a patient sends is a request. It becomes an appointment when the front desk confirms it.
Only bookings/services.py changes a request's status.
"""

from .consents import Consent, PrivacyNotice
from .history import DeskTask, HistoryEntry, Note
from .messages import OutgoingMessage
from .requests import ONE_APPOINTMENT_AT_A_TIME, ONE_NUMBER_EACH, AppointmentRequest, new_reference

__all__ = [
    "ONE_APPOINTMENT_AT_A_TIME",
    "ONE_NUMBER_EACH",
    "AppointmentRequest",
    "Consent",
    "DeskTask",
    "HistoryEntry",
    "Note",
    "OutgoingMessage",
    "PrivacyNotice",
    "new_reference",
]
