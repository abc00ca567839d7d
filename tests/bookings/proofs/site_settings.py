"""The settings of the site, but for stylesheets that nobody collects: that takes a minute, and no proof sees them."""

from hospital_site.settings import *  # noqa: F403

STORAGES = STORAGES | {  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
ROOT_URLCONF = env("PROOF_URLS", ROOT_URLCONF)  # noqa: F405 -- a negative control brings its own
if env("PROOF_PLAIN_LOGS"):  # noqa: F405 -- another brings the formatter of any site
    LOGGING["formatters"]["line"] = {"format": "%(message)s"}  # noqa: F405
