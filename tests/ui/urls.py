"""The site's addresses, and one below each language for everything that can go wrong: /en/mistakes/500/."""

from datetime import timedelta

from django.conf.urls.i18n import i18n_patterns
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.urls import path

from common.rate_limits import RateLimitExceeded
from hospital_site import urls
from hospital_site.urls import handler400, handler403, handler404, handler500  # noqa: F401 - Django looks for them here

MISTAKES = {
    400: SuspiciousOperation("an address that cannot be read"),
    403: PermissionDenied(),
    429: RateLimitExceeded(timedelta(minutes=2)),
    500: RuntimeError("our mistake, on purpose"),
    503: OperationalError("the database is away, on purpose"),
}


def mistake(request, status):
    raise MISTAKES[status]


urlpatterns = i18n_patterns(
    path("mistakes/<int:status>/", mistake), path("appointments/mistakes/<int:status>/", mistake)
)
urlpatterns += urls.urlpatterns
