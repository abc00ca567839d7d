"""Why a service did not do what it was asked, as something a page can show: where, and in which words."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Code(StrEnum):
    MOVE_NOT_ALLOWED = "move_not_allowed"
    CHANGED_MEANWHILE = "changed_meanwhile"
    TIME_TAKEN = "time_taken"
    IN_THE_PAST = "in_the_past"
    SESSION_FULL = "session_full"
    SESSION_NOT_HELD = "session_not_held"
    SENT_BEFORE = "sent_before"
    NOTICE_CHANGED = "notice_changed"
    STILL_OPEN = "still_open"


STALE = _("This request was changed in the meantime. This is how it stands now.")
# The field of a form that the words belong to; without one, they are about the whole form.
SHOWN: dict[Code, tuple[str | None, Promise]] = {
    Code.MOVE_NOT_ALLOWED: (None, STALE),
    Code.CHANGED_MEANWHILE: (None, STALE),
    Code.TIME_TAKEN: ("time", _("This doctor already has a visit at that time")),
    Code.IN_THE_PAST: (None, _("Choose a time to come")),
    Code.SESSION_FULL: ("shared_session", _("Every number of this session is given")),
    Code.SESSION_NOT_HELD: ("shared_session", _("This session is not held on that day")),
    Code.SENT_BEFORE: (None, STALE),
    Code.NOTICE_CHANGED: (None, _("The privacy notice has changed. Please read it again, then send.")),
    Code.STILL_OPEN: (None, STALE),
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
