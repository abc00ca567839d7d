"""What somebody at the desk had typed on the page of a request: in their session until that page is shown again."""

import time
from typing import Any

from ..records import TYPED_AT_DESK

MINUTES = 10


def keep(session: Any, reference: str, typed: dict[str, str]) -> None:
    session[TYPED_AT_DESK] = _kept(session) | {reference: {"typed": typed, "at": time.time()}}


def take(session: Any, reference: str) -> dict[str, str]:
    """Once: it is on the page from here on."""
    kept = _kept(session)
    found = kept.pop(reference, {"typed": {}})
    if TYPED_AT_DESK in session:
        _put(session, kept)
    return dict(found["typed"])


def _kept(session: Any) -> dict[str, Any]:
    earliest = time.time() - MINUTES * 60
    return {reference: each for reference, each in session.get(TYPED_AT_DESK, {}).items() if each["at"] > earliest}


def _put(session: Any, kept: dict[str, Any]) -> None:
    if kept:
        session[TYPED_AT_DESK] = kept
    else:
        session.pop(TYPED_AT_DESK, None)
