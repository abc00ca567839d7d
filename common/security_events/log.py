"""Telling a security event. What can happen by any way, also by a query, triggers write down; the worker tells it."""

import logging
from collections.abc import Iterable

from django.db import connection, transaction

logger = logging.getLogger("security")

AT_ONCE = 1000  # lines of one run
# Each is told by one worker, in the order in which they were written.
TAKEN = """
with taken as (
    delete from common_securityevent
    where id in (select id from common_securityevent order by id limit %s for update skip locked)
    returning id, at, event, by_id, ids
)
select at, event, by_id, ids from taken order by id
"""


def tell(event: str, *, by: int | None, **ids: int | str | Iterable[int] | None) -> None:
    """`by`: who did it; None where nobody is signed in, or a program did. Ids and codes only, never a name."""
    told = " ".join(f"{name}={_in_one(value)}" for name, value in ids.items())
    logger.warning("%s by=%s %s", event, by or "-", told)


def tell_what_triggers_wrote() -> int:
    """How many lines that were."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(TAKEN, [AT_ONCE])
        rows = cursor.fetchall()
        for at, event, by, ids in rows:
            logger.warning("%s by=%s %s at=%s", event, by or "-", ids, at.isoformat(timespec="seconds"))
    return len(rows)


def _in_one(value):
    if value is None:
        return "-"
    return value if isinstance(value, (int, str)) else ",".join(map(str, sorted(value)))
