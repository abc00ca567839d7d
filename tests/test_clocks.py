"""One clock: tests move Python's with time-machine, which does not move PostgreSQL's."""

import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
ROOMS = {folder.parent for folder in ROOT.glob("*/__init__.py")} - {ROOT / "tests"}
POSTGRESQLS = re.compile(
    r"(?<![.\w])now\(\)|\b(?:current|statement|clock|transaction)_(?:timestamp|date)\b", re.IGNORECASE
)
BY_HAND = re.compile(r'setattr\([^)]*"(?:now|today|time|localtime|localdate)"')


# What triggers write down has no other clock: who changed what, and when. And the doctor compares the two clocks.
JOURNALS = {
    "accounts/migrations/0005_security_events.py",
    "bookings/migrations/0003_words_are_looked_for_again.py",
    "bookings/migrations/0004_access_is_told.py",
    "bookings/models/red_flags.py",
    "content/migrations/0001_initial.py",
    "content/models/journal/changes.py",
    "content/models/journal/earlier.py",
    "directory/migrations/0001_initial.py",
    "directory/models/two_person.py",
    "hospital_site/operating/doctor.py",
    "site_pages/migrations/0001_initial.py",
    "site_pages/migrations/0002_database_rules.py",
    "site_pages/migrations/0003_extra_links_by_two_people.py",
}


def test_rules_and_queries_take_the_moment_from_python():
    for room in ROOMS:
        for path in (each for each in room.rglob("*.py") if str(each.relative_to(ROOT)) not in JOURNALS):
            assert not POSTGRESQLS.search(path.read_text()), path


def test_no_test_replaces_the_clock_by_hand():
    for path in (ROOT / "tests").rglob("*.py"):
        assert not BY_HAND.search(path.read_text()), path
