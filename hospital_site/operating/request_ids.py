"""A name for each request, in its answer and in every line that was logged about it: `X-Request-ID`."""

import re
import secrets
from contextvars import ContextVar

from django.conf import settings

GOOD = re.compile(r"[0-9A-Za-z-]{8,64}")

current = ContextVar("request_id", default="")


class RequestIdMiddleware:
    """The proxy's own name for the request where a proxy of ours gives one, so that its lines fit to ours."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get("X-Request-ID", "") if settings.TRUSTED_PROXIES else ""
        token = current.set(given if GOOD.fullmatch(given) else secrets.token_hex(8))
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = current.get()
            return response
        finally:
            current.reset(token)
