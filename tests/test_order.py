import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.order import LONG, marks, place, waits_for_prove


@pytest.mark.parametrize("path", LONG)
def test_what_is_long_is_still_there(path):
    assert (Path(settings.BASE_DIR) / path).exists()


def test_what_is_long_has_its_reason_written_down():
    table = (Path(settings.BASE_DIR) / "docs" / "tests.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `(tests/[\w/]+\.py)` \| \d+ \| \w", table, re.MULTILINE)

    assert [path for path in LONG if not any(file.startswith(path) for file in named)] == ["tests/ui/stress/"]


def test_a_fast_run_passes_over_browsers_proofs_and_the_demonstration():
    assert list(marks("tests/content/test_views.py", ["db", "client"])) == []
    assert list(marks("tests/ui/test_layout.py", ["tab", "browser", "pages"])) == ["browser", "slow"]
    assert list(marks("tests/bookings/stress/test_races.py", ["db"])) == ["slow"]
    assert list(marks("tests/content/test_export.py", ["demonstration"])) == ["slow"]


def test_the_longest_come_first():
    tests = [
        ("tests/common/test_dates.py", [], False),
        ("tests/common/test_queue.py", [], True),
        ("tests/content/test_testimonials.py", ["demonstration"], True),
        ("tests/test_roles.py", ["demonstration"], True),
        ("tests/bookings/stress/test_kills.py", [], False),
    ]

    assert sorted(tests, key=lambda test: place(*test)) == tests[::-1]


def test_only_the_controls_of_proofs_wait_for_prove():
    assert waits_for_prove("tests/bookings/stress/test_races.py", "test_negative_control_without_the_key")
    assert not waits_for_prove("tests/bookings/stress/test_races.py", "test_a_flood_at_once_is_counted_exactly")
    assert not waits_for_prove("tests/bookings/test_concurrency.py", "test_negative_control_without_the_constraint")
