from datetime import datetime

import pytest
from django.utils import timezone


@pytest.fixture
def set_clock(monkeypatch):
    """`set_clock("2027-03-01 00:30")`: what the hospital's clock shows from now on."""

    def set_to(text):
        moment = datetime.fromisoformat(text).replace(tzinfo=timezone.get_default_timezone())
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return moment

    return set_to
