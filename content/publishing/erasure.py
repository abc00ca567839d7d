"""The one way to delete what patients could read once. No page of the site leads here; a command or a shell may.

with erasing_versions():
    treatment.contents…
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def erasing_versions() -> Iterator[None]:
    """Versions that are no drafts may be deleted in this block, with all that is below them. The journal notes it."""
    with transaction.atomic():
        _say("on")
        yield
        _say("off")


def _say(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('hospital.erasing', %s, true)", [value])
