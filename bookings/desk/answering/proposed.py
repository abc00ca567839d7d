"""The times at the top of a request's page: the three best, and all others folded below."""

from dataclasses import dataclass, field

from common.dates import day_in_words, in_words, time_in_words

from ... import proposals
from ...free_times import FreeTokens
from ...records import may_be_told
from .time_forms import BookForm, TimesForm, key_of

DOCTORS_SHOWN = 8


@dataclass(frozen=True)
class Place:
    """One button."""

    key: str
    day: str
    time: str
    doctor: str
    location: str
    numbers: tuple[int, int] | None = None  # free, and of how many
    until: str = ""  # held for this patient so long


@dataclass(frozen=True)
class Proposed:
    form: BookForm | None = None
    choice: TimesForm | None = None
    best: list[Place] = field(default_factory=list)
    held: list[Place] = field(default_factory=list)
    doctors: list = field(default_factory=list)  # one tap each
    may_be_sent: bool = False
    is_open: bool = False

    @property
    def forms(self):
        return [form for form in (self.choice, self.form) if form]

    def unfilled(self, fresh):
        """The same forms as they are before anybody types."""
        if self.form is None:
            return []
        choice = TimesForm(appointment_request=fresh.request, doctors=self.choice.doctors)
        return [choice, fresh.time()]


def proposed(boxes, held, others_than=None):
    """`held` are appointments that wait for this patient's answer."""
    form, asked = boxes.time(), boxes.request
    if form is None:
        return Proposed()
    doctors = proposals.listed_doctors(asked)
    chosen = {name: value for name, value in boxes.typed.items() if name.startswith("times-")}
    choice = TimesForm(chosen, appointment_request=asked, doctors=doctors)
    whose = [each for each in choice.whose() if each != others_than]
    found = proposals.propose(asked, first_day=choice.first_day(), doctors=whose)
    listed = choice.shown(found.free)
    form.offer(listed, found.full, doctors, choice.why_none)
    return Proposed(
        form,
        choice,
        best=[_place(each) for each in found.best],
        held=[_place(each) for each in held],
        doctors=[each for each in doctors if each.could][:DOCTORS_SHOWN],
        may_be_sent=bool(found.best) and may_be_told(asked),
        is_open=bool(chosen) or not found.best or form.is_bound or boxes.is_booked,
    )


def _place(free):
    is_numbered = isinstance(free, FreeTokens)
    return Place(
        key_of(free),
        day_in_words(free.day),
        time_in_words(free.starts_at),
        str(free.session.doctor.full_name),
        str(free.location.name),
        numbers=(free.free, free.session.capacity) if is_numbered else None,
        until=in_words(free.held_until) if getattr(free, "held_until", None) else "",
    )
