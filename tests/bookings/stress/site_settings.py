"""The settings of the site, but for stylesheets that nobody collects: that takes a minute, and no proof sees them."""

from hospital_site.settings import *  # noqa: F403

STORAGES = STORAGES | {  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
DESK_LISTS_HOUR = -1  # no mail but those that a proof counts, whatever the hour
