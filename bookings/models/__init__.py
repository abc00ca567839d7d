"""Appointment requests: the only home of patients' personal data.

What a patient sends is a request; what the front desk books is an appointment, one after the other for one request.
Only bookings/services.py changes the status of either.
"""

from .access_records import AccessRecord
from .appointment_rules import ONE_APPOINTMENT_AT_A_TIME, ONE_NUMBER_EACH
from .appointments import Appointment
from .consents import Consent, PrivacyNotice
from .desk_scope import DeskScope, in_scope_of, sessions_in_scope_of, with_desk_right
from .disruptions import HandledDisruption
from .history import ContactCorrection, DeskTask, HistoryEntry, Note
from .list_mails import ListMail
from .messages import OutgoingMessage
from .proposed_times import ProposedTime
from .red_flags import RedFlag
from .requests import AppointmentRequest, new_reference
from .session_delays import SessionDelay

__all__ = [
    "ONE_APPOINTMENT_AT_A_TIME",
    "ONE_NUMBER_EACH",
    "AccessRecord",
    "Appointment",
    "AppointmentRequest",
    "Consent",
    "ContactCorrection",
    "DeskScope",
    "DeskTask",
    "HandledDisruption",
    "HistoryEntry",
    "ListMail",
    "Note",
    "OutgoingMessage",
    "PrivacyNotice",
    "ProposedTime",
    "RedFlag",
    "SessionDelay",
    "in_scope_of",
    "new_reference",
    "sessions_in_scope_of",
    "with_desk_right",
]
