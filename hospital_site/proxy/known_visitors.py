"""Behind our own proxy every visitor has an address. A request without one came past the proxy, and is refused."""

import logging

from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin

from common.rate_limits import UnknownVisitor, address_of

from .. import views

logger = logging.getLogger(__name__)

PROBES = ("/healthz", "/readyz", "/status", "/metrics")  # what watches the site asks these directly


class KnownVisitorMiddleware(MiddlewareMixin):
    """Limits for one address must never become limits for everybody whose address is not known."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        if request.path_info in PROBES:
            return None
        try:
            address_of(request)
        except UnknownVisitor as unknown:
            logger.warning("%s", unknown)
            return views.bad_request(request)
        return None
