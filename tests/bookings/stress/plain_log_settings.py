"""For a negative control: a site with the log lines of any other site."""

from tests.bookings.stress.site_settings import *  # noqa: F403

LOGGING["formatters"]["line"] = {"format": "%(message)s"}  # noqa: F405
