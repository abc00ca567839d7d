"""What takes long comes first, so that all processes end together, and `script/test --fast` passes over it."""

# Files and folders, the longest first; docs/tests.md says why each takes so long.
LONG = (
    "tests/bookings/stress/",
    "tests/hospital_site/test_server_script.py",
    "tests/test_roles.py",
    "tests/bookings/desk/test_rights_matrix.py",
    "tests/e2e/",
    "tests/bookings/test_answering.py",
    "tests/local_postgres/",
    "tests/test_pages_in_every_language.py",
    "tests/hospital_site/test_nginx.py",
    "tests/load/",
    "tests/bounded_postgres/",
    "tests/hospital_site/operating/test_start_up.py",
    "tests/hospital_site/operating/test_doctor.py",
    "tests/ui/stress/",
    "tests/desk/stress/",
    "tests/demonstration/test_many_requests.py",
    "tests/demonstration/test_portraits.py",
    "tests/bookings/desk/test_journal.py",
    "tests/directory/test_held_sessions.py",
    "tests/search/",
    "tests/web/test_found_by_search_engines.py",
    "tests/hospital_site/test_settings.py",
    "tests/site_pages/test_home_page.py",
    "tests/content/test_reminders.py",
    "tests/content/test_export.py",
    "tests/bookings/test_time_rules.py",
    "tests/bookings/test_no_longer_fits.py",
    "tests/content/test_pictures.py",
    "tests/site_pages/test_free_pages.py",
    "tests/bookings/test_refusals.py",
    "tests/bookings/test_flow.py",
    "tests/directory/test_finding_doctors.py",
    "tests/content/test_ways_to_publish.py",
    "tests/bookings/test_abuse.py",
    "tests/web/test_sharing.py",
    "tests/common/test_extensions.py",
)
# What these bring takes many seconds for the first test that asks.
LONG_TO_PREPARE = {"pages", "demonstration", "address_of_demonstration"}


def marks(path, fixtures):
    """Of a test in this file that uses these fixtures."""
    if "browser" in fixtures:
        yield "browser"
    if path.startswith(LONG) or LONG_TO_PREPARE & set(fixtures):
        yield "slow"


def waits_for_prove(path, name):
    """A control that shows that a proof can fail: it is run with the proof in script/prove, short or long."""
    return "/stress/" in path and name.startswith("test_negative_control")


def place(path, fixtures, has_tables):
    """To sort by: long files, then what waits for a browser or for its pages, then the many short ones.

    Those without tables stand last. A process that begins with them works while another makes the tables.
    """
    long = [number for number, start in enumerate(LONG) if path.startswith(start)]
    if long:
        return long[0]
    return len(LONG) + (0 if list(marks(path, fixtures)) else 1 if has_tables else 2)
