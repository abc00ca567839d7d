"""What takes long comes first, so that all processes end together, and `script/test --fast` passes over it."""

# Files and folders, the longest first.
LONG = (
    "tests/bookings/stress/",
    "tests/hospital_site/test_server_script.py",
    "tests/local_postgres/",
    "tests/test_roles.py",
    "tests/test_pages_in_every_language.py",
    "tests/e2e/",
    "tests/ui/stress/",
    "tests/demonstration/test_portraits.py",
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


def place(path, fixtures):
    """To sort by: long files, then what waits for a browser or for its pages, then the many short ones."""
    long = [number for number, start in enumerate(LONG) if path.startswith(start)]
    return long[0] if long else len(LONG) + (not list(marks(path, fixtures)))
