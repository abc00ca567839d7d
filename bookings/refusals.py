"""Why a service did not do what it was asked, as something a page can show: where, and in which words."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Code(StrEnum):
    MOVE_NOT_ALLOWED = "move_not_allowed"
    CHANGED_MEANWHILE = "changed_meanwhile"
    TIME_TAKEN = "time_taken"
    IN_THE_PAST = "in_the_past"
    TOO_FAR_AHEAD = "too_far_ahead"
    ON_LEAVE = "on_leave"
    LOCATION_CLOSED = "location_closed"
    DOCTOR_LEFT = "doctor_left"
    INSIDE_A_SESSION = "inside_a_session"
    ANOTHER_SESSION = "another_session"
    NOTHING_OVERLAPS = "nothing_overlaps"
    SESSION_NOT_FULL = "session_not_full"
    SESSION_FULL = "session_full"
    SESSION_NOT_HELD = "session_not_held"
    SESSION_MOVED = "session_moved"
    OFFER_IS_OVER = "offer_is_over"
    SENT_BEFORE = "sent_before"
    NOTICE_CHANGED = "notice_changed"
    STILL_OPEN = "still_open"
    GOES_ON_ALREADY = "goes_on_already"
    TAKEN_BY_COLLEAGUE = "taken_by_colleague"


STALE = _("This request was changed in the meantime. This is how it stands now.")
# The field of a form that the words belong to; without one, they are about the whole form.
SHOWN: dict[Code, tuple[str | None, Promise]] = {
    Code.MOVE_NOT_ALLOWED: (None, STALE),
    Code.CHANGED_MEANWHILE: (None, STALE),
    Code.TIME_TAKEN: ("time", _("This doctor already has an appointment at that time")),
    Code.IN_THE_PAST: ("time", _("Choose a time to come")),
    Code.TOO_FAR_AHEAD: ("time", _("Choose a day within a year")),
    Code.ON_LEAVE: ("time", _("This doctor is away at that time")),
    Code.LOCATION_CLOSED: ("time", _("This location is closed on that day")),
    Code.DOCTOR_LEFT: ("time", _("This doctor does not work here on that day")),
    Code.INSIDE_A_SESSION: ("time", _("The doctor holds a session at that time: choose one of its free times")),
    Code.ANOTHER_SESSION: ("time", _("This doctor has another session at that time.")),
    Code.NOTHING_OVERLAPS: ("time", _("The appointment that you chose is not at that time")),
    Code.SESSION_NOT_FULL: ("time", _("This session has free numbers still: give one of them")),
    Code.SESSION_FULL: ("time", _("Every number of this session is given")),
    Code.SESSION_NOT_HELD: ("time", _("This session is not held at that time")),
    Code.SESSION_MOVED: (None, _("This session was moved in the meantime. This is how it stands now.")),
    Code.OFFER_IS_OVER: (None, _("This time is no longer held for you. Please choose another, or call us.")),
    Code.SENT_BEFORE: (None, STALE),
    Code.NOTICE_CHANGED: (None, _("The privacy notice has changed. Please read it again, then send.")),
    Code.STILL_OPEN: (None, STALE),
    Code.GOES_ON_ALREADY: (None, _("This patient has a newer request that is not over yet. Book or move that one.")),
    Code.TAKEN_BY_COLLEAGUE: (None, _("A colleague has taken this request in the meantime.")),
}


class Refusal(Exception):
    """`about` is what stands there instead: the newest history entry, or the request that was made before."""

    def __init__(self, code: Code, detail: object = "", *, about: object = None) -> None:
        self.code, self.about = code, about
        self.field, self.words = SHOWN[code]
        super().__init__(f"{code}: {detail}" if detail else str(code))

    @property
    def is_stale(self) -> bool:
        """The page that was looked at is no longer how the request stands."""
        return self.code in (Code.MOVE_NOT_ALLOWED, Code.CHANGED_MEANWHILE)
