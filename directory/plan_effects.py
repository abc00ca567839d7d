"""What a change of the OPD plan does to what is booked. Rooms that know appointments register a count, which this room
may not know."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import transaction

Count = Callable[[], int]
COUNTS: list[Count] = []


class Strands(Exception):
    """More booked appointments would no longer fit the plan than were accepted."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def register(count: Count) -> None:
    """`count` says how many appointments that are booked do not fit the plan as the database has it at that moment."""
    COUNTS.append(count)


def stranded() -> int:
    return sum(count() for count in COUNTS)


@contextmanager
def nobody_stranded(accepted: int = 0) -> Iterator[Callable[[], None]]:
    """What is changed inside is taken back, and Strands raised, where it strands more appointments than accepted.

    Gives the check too, for those who must know before the end.
    """
    before = stranded()

    def check() -> None:
        if (number := stranded() - before) > accepted:
            raise Strands(number)

    with transaction.atomic():
        yield check
        check()
