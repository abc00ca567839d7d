"""For negative controls: the settings of a site that says "sent" whatever went wrong."""

from tests.bookings.stress.site_settings import *  # noqa: F403

ROOT_URLCONF = "tests.bookings.stress.dishonest_urls"
