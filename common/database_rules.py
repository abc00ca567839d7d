"""Rules of the database that Django cannot state, declared on the model as triggers.

A refusal comes back as django.db.IntegrityError, as that of a constraint does, with the name of the trigger.
"""

import pgtrigger


def refuse(words: str, *values: str) -> str:
    """PL/pgSQL that says no in these words; each `%` in them stands for one of the values."""
    said = ", ".join([f"'{words}'", *values])
    return f"raise exception {said} using errcode = 'restrict_violation', constraint = tg_name;"


class Refuse(pgtrigger.Trigger):
    """Says no to each row that its operation and its condition find."""

    when = pgtrigger.Before

    def __init__(self, *, words: str, **options) -> None:
        super().__init__(func=refuse(words), **options)


class RefuseIf(pgtrigger.Trigger):
    """Says no where what is written does not go with other rows: `found` is SQL that is then true.

    `lock` is a query that waits for whoever is changing those rows at this moment.
    """

    when = pgtrigger.Before

    def __init__(self, *, found: str, words: str, values: tuple = (), lock: str = "", **options) -> None:
        func = f"{lock} if {found} then {refuse(words, *values)} end if; return new;"
        super().__init__(func=" ".join(func.split()), **options)


class Lock(pgtrigger.Trigger):
    """Makes writers of rows that must be judged together wait for each other: `query` takes the locks."""

    when = pgtrigger.Before

    def __init__(self, *, query: str, **options) -> None:
        super().__init__(func=" ".join(f"{query} return new;".split()), **options)
