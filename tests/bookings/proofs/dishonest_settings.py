"""For negative controls: the settings of a site that says "sent" whatever went wrong."""

from tests.bookings.proofs.site_settings import *  # noqa: F403

ROOT_URLCONF = "tests.bookings.proofs.dishonest_urls"
