"""What machines ask: whether this node can serve, how the site is, and its figures."""

import ipaddress
from functools import wraps

from django.conf import settings
from django.core import signing
from django.db import Error as DatabaseError
from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.rate_limits import UnknownVisitor, address_of

from . import attention, doctor, metrics
from .schema import missing_migrations


@require_safe
def readyz(request):
    """This node can do its work: the database answers, and has the tables that this code needs."""
    try:
        missing = missing_migrations()
    except DatabaseError:
        return HttpResponse("database away\n", content_type="text/plain", status=503)
    if missing:
        words = f"tables missing for {', '.join(missing)}: run manage.py migrate\n"
        return HttpResponse(words, content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")


def internal(view):
    """For INTERNAL_NETWORKS alone."""

    @wraps(view)
    def for_us(request):
        if not is_internal(request):
            return HttpResponse("not for you\n", content_type="text/plain", status=403)
        return view(request)

    return for_us


def is_internal(request):
    try:
        address = address_of(request)
    except UnknownVisitor:  # no proxy passed it on, so it comes from this machine
        address = request.META.get("REMOTE_ADDR", "")
    try:
        network = ipaddress.ip_network(address)
    except ValueError:
        return False
    ours = map(ipaddress.ip_network, settings.INTERNAL_NETWORKS)
    return any(network.version == each.version and network.overlaps(each) for each in ours)


@require_safe
@internal
def status(request):
    """What needs attention, and when each job ran. Always 200: a list of wishes must not drain a node."""
    try:
        jobs = attention.jobs()
    except DatabaseError:
        jobs = []
    found = {concern.name: concern.words for concern in attention.concerns()}
    return JsonResponse({"time": timezone.now().isoformat(), "attention": found, "jobs": jobs})


@require_safe
@internal
def figures(request):
    return HttpResponse(metrics.text(), content_type=metrics.CONTENT_TYPE)


@require_safe
def seen(request, token):
    """What the site makes of this request, for `manage.py doctor` alone, within a minute."""
    try:
        signing.TimestampSigner(salt=doctor.SALT).unsign(token, max_age=60)
    except signing.BadSignature:
        raise Http404 from None
    about = {"address": address_of(request), "is_secure": request.is_secure(), "time": timezone.now().isoformat()}
    return JsonResponse(about)
