"""Appointment requests: the only home of patients' personal data.

What a patient sends is a request; what the front desk books is an appointment, one after the other for one request.
Only bookings/services.py changes the status of either.
"""

from .appointment_rules import ONE_APPOINTMENT_AT_A_TIME, ONE_NUMBER_EACH
from .appointments import Appointment
from .consents import Consent, PrivacyNotice
from .desk.access_records import AccessRecord
from .desk.assignments import STILL_THERE, UNDO, Assignment, OpenPage, SetAside
from .desk.broken_promises import BrokenPromise
from .desk.day_figures import DayFigures
from .desk.desk_scope import DeskScope, in_scope_of, is_given, sessions_in_scope_of, with_desk_right
from .desk.disruptions import HandledDisruption
from .desk.kept_forms import KEPT_FOR, KeptForm
from .desk.list_mails import ListMail
from .desk.proposed_times import ProposedTime
from .desk.session_delays import SessionDelay
from .history import ContactCorrection, DeskTask, HistoryEntry, Note
from .messages import OutgoingMessage
from .name_words import named
from .red_flags import RedFlag
from .requests import AppointmentRequest, new_reference

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
    "is_given",
    "named",
    "new_reference",
    "sessions_in_scope_of",
    "with_desk_right",
]
