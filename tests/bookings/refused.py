"""Asserting that a service refuses, and why."""

from contextlib import contextmanager

import pytest

from bookings.refusals import Refusal


@contextmanager
def refused(code):
    with pytest.raises(Refusal) as caught:
        yield caught
    assert caught.value.code == code
