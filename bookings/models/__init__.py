"""Appointment requests: the only home of patients' personal data.

What a patient sends is a request; what the front desk books is an appointment, one after the other for one request.
Only bookings/services.py changes the status of either.
"""

from .access_records import AccessRecord
from .appointment_rules import ONE_APPOINTMENT_AT_A_TIME, ONE_NUMBER_EACH
from .appointments import Appointment
from .assignments import STILL_THERE, UNDO, Assignment, OpenPage, SetAside
from .broken_promises import BrokenPromise
from .consents import Consent, PrivacyNotice
from .day_figures import DayFigures
from .desk_scope import DeskScope, in_scope_of, sessions_in_scope_of, with_desk_right
from .disruptions import HandledDisruption
from .history import ContactCorrection, DeskTask, HistoryEntry, Note
from .kept_forms import KEPT_FOR, KeptForm
from .list_mails import ListMail
from .messages import OutgoingMessage
from .name_words import named
from .proposed_times import ProposedTime
from .red_flags import RedFlag
from .requests import AppointmentRequest, new_reference
from .session_delays import SessionDelay

__all__ = [
    "KEPT_FOR",
    "ONE_APPOINTMENT_AT_A_TIME",
    "ONE_NUMBER_EACH",
    "STILL_THERE",
    "UNDO",
    "AccessRecord",
    "Appointment",
    "AppointmentRequest",
    "Assignment",
    "BrokenPromise",
    "Consent",
    "ContactCorrection",
    "DayFigures",
    "DeskScope",
    "DeskTask",
    "HandledDisruption",
    "HistoryEntry",
    "KeptForm",
    "ListMail",
    "Note",
    "OpenPage",
    "OutgoingMessage",
    "PrivacyNotice",
    "ProposedTime",
    "RedFlag",
    "SessionDelay",
    "SetAside",
    "in_scope_of",
    "named",
    "new_reference",
    "sessions_in_scope_of",
    "with_desk_right",
]
