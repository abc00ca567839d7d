"""Slowing floods down, correct across processes: what was tried lately stands in the shared database."""

import ipaddress
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .models import Attempt

KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """At most `most` tries of one kind by one person in any stretch of time so long."""

    kind: str
    most: int
    within: timedelta


class TooMany(Exception):
    """`wait` is how long until the next try is let through."""

    def __init__(self, wait):
        self.wait = wait
        super().__init__(f"again in {wait}")

    @property
    def minutes(self):
        return max(1, -(-self.wait // timedelta(minutes=1)))


@transaction.atomic
def count(*tries, about=None):
    """Let these tries (pairs of limit and who) through, all or none. Raises TooMany.

    `about` is the form they are for: however often that one is sent, it is one try.
    """
    hashed = sorted(((limit.kind, _hash(limit.kind, who), limit) for limit, who in tries), key=lambda each: each[:2])
    # In one order everywhere, so that two visitors never wait for each other's lock.
    for kind, who, _limit in hashed:
        _one_at_a_time(kind, who)
    now = timezone.now()
    new = [(kind, who, limit) for kind, who, limit in hashed if not _was_let_through(kind, who, about)]
    waits = [_wait(kind, who, limit, now) for kind, who, limit in new]
    if any(waits):
        raise TooMany(max(waits))
    Attempt.objects.bulk_create(Attempt(kind=kind, who=who, at=now, about=about) for kind, who, _limit in new)


def forget(*tries):
    """The last try was a good one: what this person tried of these kinds no longer counts."""
    for limit, who in tries:
        Attempt.objects.filter(kind=limit.kind, who=_hash(limit.kind, who)).delete()


def take_back(about, *tries):
    """What was counted about this form was no try of the kind that is to be slowed down."""
    Attempt.objects.filter(kind__in=[limit.kind for limit, _who in tries], about=about).delete()


def address_of(request):
    """Where the visitor is. Behind proxies of ours (a setting says how many) the last of them knows."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        # Only the entries that our own proxies added count: what comes before, the visitor may have made up.
        passed_on = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        address = passed_on[-min(settings.TRUSTED_PROXIES, len(passed_on))].strip() or address
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 6 and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False))  # one household has all of these
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


def forget_old_attempts():
    deleted, _by_model = Attempt.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()
    return deleted


def _one_at_a_time(kind, who):
    """For each kind and person, also across processes, until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [kind + who])


def _was_let_through(kind, who, about):
    return about is not None and Attempt.objects.filter(kind=kind, who=who, about=about).exists()


def _wait(kind, who, limit, now):
    """How long this one still has to wait: nothing when the try may go through."""
    lately = Attempt.objects.filter(kind=kind, who=who, at__gt=now - limit.within).order_by("-at")
    times = list(lately.values_list("at", flat=True)[: limit.most])
    if len(times) < limit.most:
        return timedelta(0)
    return max(times[-1] + limit.within - now, timedelta(seconds=1)) if times else limit.within


def _hash(kind, who):
    """A key of the site and of the day: yesterday's rows tell nobody who came back today."""
    return salted_hmac(f"rate_limits.{kind}.{timezone.localdate()}", who, algorithm="sha256").hexdigest()
