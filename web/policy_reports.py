"""Browsers tell here what the policy of a page kept out (hospital_site/headers/). Only counts are kept."""

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from .models import PolicyViolation

Directive, Blocked = PolicyViolation.Directive, PolicyViolation.Blocked

LARGEST_REPORT = 16_384  # bytes
MOST_AT_ONCE = 20
WORDS = {"inline": Blocked.INLINE, "eval": Blocked.EVAL, "wasm-eval": Blocked.EVAL}
WORDS |= {"data": Blocked.DATA, "blob": Blocked.BLOB}


@csrf_exempt  # a browser sends it by itself, without a form; nothing but a count can come of it
@never_cache
@require_POST
def policy_reports(request: HttpRequest) -> HttpResponse:
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_REPORT:
        return HttpResponse(status=413)
    try:
        seen = list(_violations(json.loads(request.body), request.get_host()))[:MOST_AT_ONCE]
    except (ValueError, AttributeError, RecursionError):
        return HttpResponse(status=400)
    for directive, blocked in seen:
        PolicyViolation.note(directive, blocked)
    return HttpResponse(status=204)


def _violations(sent: object, own_host: str) -> Iterator[tuple[Directive, Blocked]]:
    """Of both forms: one alone under `csp-report` (report-uri), or a list of whatever there was (report-to)."""
    if isinstance(sent, dict):
        body = sent.get("csp-report", {})
        yield (
            _directive(body.get("effective-directive") or body.get("violated-directive")),
            _blocked(body.get("blocked-uri"), own_host),
        )
        return
    for report in sent if isinstance(sent, list) else []:
        if report.get("type") == "csp-violation":
            body = report.get("body", {})
            yield _directive(body.get("effectiveDirective")), _blocked(body.get("blockedURL"), own_host)


def _directive(told: object) -> Directive:
    name = str(told or "").partition(" ")[0]
    return Directive(name) if name in Directive.values else Directive.OTHER


def _blocked(told: object, own_host: str) -> Blocked:
    url = str(told or "")
    if url in WORDS:
        return WORDS[url]
    parts = urlsplit(url)
    if parts.scheme in ("http", "https"):
        return Blocked.OWN_SITE if parts.netloc == own_host else Blocked.OTHER_SITE
    return WORDS.get(parts.scheme, Blocked.OTHER)
