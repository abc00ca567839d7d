"""Everything that can happen to a request and its appointments.

Each function is one thing a person does. It happens completely or not at all: the rows, their history,
consents and the messages about it are written in one transaction.
"""

from .appointments import book, cancel, close, note_attendance, reschedule, take_time_away
from .assignments import give, release, take
from .corrections import correct_contact
from .disruptions import told_on_the_phone
from .intake import follow_up, take_in
from .offers import accept, offer, take_back_offer
from .requests import (
    decline,
    expire,
    find_by_token,
    finish_task,
    not_urgent,
    note_call,
    reopen_as_new,
    request_change,
    submit,
    withdraw_consent,
    write_note,
)
from .running_late import run_late
from .sessions import call_off_session, shift_session
from .set_aside import decline_set_aside, put_back, set_aside

__all__ = [
    "accept",
    "book",
    "call_off_session",
    "cancel",
    "close",
    "correct_contact",
    "decline",
    "decline_set_aside",
    "expire",
    "find_by_token",
    "finish_task",
    "follow_up",
    "give",
    "not_urgent",
    "note_attendance",
    "note_call",
    "offer",
    "put_back",
    "release",
    "reopen_as_new",
    "request_change",
    "reschedule",
    "run_late",
    "set_aside",
    "shift_session",
    "submit",
    "take",
    "take_back_offer",
    "take_in",
    "take_time_away",
    "told_on_the_phone",
    "withdraw_consent",
    "write_note",
]
