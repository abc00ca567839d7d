"""Slowing floods down, correct across processes: what was tried lately stands in the shared database."""

import ipaddress
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
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


class RateLimitExceeded(Exception):
    """`wait` is how long until the next try is let through; `kinds` are those of the limits that stand in its way."""

    def __init__(self, wait, kinds=frozenset()):
        self.wait, self.kinds = wait, kinds
        super().__init__(f"again in {wait}")

    @property
    def minutes(self):
        return max(1, -(-self.wait // timedelta(minutes=1)))


class UnknownVisitor(SuspiciousOperation):
    """Behind proxies of ours, but not passed on by as many of them as TRUSTED_PROXIES says."""


@transaction.atomic
def hit(*tries, about=None):
    """Let these tries (pairs of limit and who) through, all or none. Raises RateLimitExceeded.

    `about` is the form they are for: however often that one is sent, it is one try.
    """
    # In one order everywhere, so that two visitors never wait for each other's lock.
    hashed = sorted(((limit.kind, *_hashes(limit.kind, who), limit) for limit, who in tries), key=lambda each: each[:2])
    _one_at_a_time(hashed)
    now = timezone.now()
    before = _looked_up(hashed, now, about)
    new = [(*each, decisive) for each, (decisive, is_known) in zip(hashed, before, strict=True) if not is_known]
    waits = [(wait, limit.kind) for *_who, limit, decisive in new if (wait := _wait(limit, decisive, now))]
    if waits:
        raise RateLimitExceeded(max(waits)[0], frozenset(kind for _wait_of_it, kind in waits))
    Attempt.objects.bulk_create(Attempt(kind=kind, who=who, at=now, about=about) for kind, who, *_rest in new)


def reset(*tries):
    """The last try was a good one: what this person tried of these kinds no longer counts."""
    for limit, who in tries:
        Attempt.objects.filter(kind=limit.kind, who__in=_hashes(limit.kind, who)).delete()


def refund(about, *tries):
    """What was counted about this form was no try of the kind that is to be slowed down."""
    Attempt.objects.filter(kind__in=[limit.kind for limit, _who in tries], about=about).delete()


def address_of(request):
    """Where the visitor is. Behind proxies of ours (a setting says how many) the last of them knows.

    Raises UnknownVisitor where they do not say it: all who are unknown would share one limit.
    """
    try:
        parsed = ipaddress.ip_address(_passed_on(request) if settings.TRUSTED_PROXIES else _peer(request))
    except ValueError:
        if settings.TRUSTED_PROXIES:
            raise UnknownVisitor("X-Forwarded-For does not hold what TRUSTED_PROXIES promises.") from None
        return "unknown"
    if parsed.version == 6 and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False))  # one household has all of these
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


def _peer(request):
    return request.META.get("REMOTE_ADDR", "")


def _passed_on(request):
    """Only the entries that our own proxies added count: what comes before, the visitor may have made up."""
    entries = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    return entries[-settings.TRUSTED_PROXIES].strip() if len(entries) >= settings.TRUSTED_PROXIES else ""


def network_of(request):
    """The neighbourhood of that address: what a provider or a house has in one piece. None where it is unknown."""
    try:
        network = ipaddress.ip_network(address_of(request))
    except ValueError:
        return None
    return str(network if network.version == 6 else network.supernet(new_prefix=24))


def forget_old_attempts():
    deleted, _by_model = Attempt.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()
    return deleted


def _one_at_a_time(tries):
    """For each kind and person, also across processes, until this transaction ends."""
    with connection.cursor() as cursor:
        names = [kind + who for kind, who, *_rest in tries]
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(name, 0)) from unnest(%s) as name", [names])


# For each try: when the newest but `most` was, so that it decides about the next; and whether this very form was there.
LOOKED_UP = """
select (
    select at from common_attempt
    where kind = tried.kind and who in (tried.who, tried.who_before) and at > %(now)s - tried.within
    order by at desc offset greatest(tried.most - 1, 0) limit 1
), exists (
    select from common_attempt
    where kind = tried.kind and who in (tried.who, tried.who_before) and about = %(about)s
)
from unnest(%(kinds)s::text[], %(whos)s::text[], %(before)s::text[], %(withins)s::interval[], %(mosts)s::bigint[])
    with ordinality as tried (kind, who, who_before, within, most, place)
order by place
"""


def _looked_up(tries, now, about):
    """In a statement of its own: it has to see what was written before our turn came."""
    kinds, whos, before, limits = zip(*tries, strict=True)
    with connection.cursor() as cursor:
        values = {"now": now, "about": about, "kinds": list(kinds), "whos": list(whos), "before": list(before)}
        values |= {"withins": [limit.within for limit in limits], "mosts": [limit.most for limit in limits]}
        cursor.execute(LOOKED_UP, values)
        return cursor.fetchall()


def _wait(limit, decisive, now):
    """How long this one still has to wait: nothing when the try may go through."""
    if limit.most == 0:
        return limit.within
    return max(decisive + limit.within - now, timedelta(seconds=1)) if decisive else timedelta(0)


def _hashes(kind, who):
    """Under the key of today, and of yesterday: the tries of an hour ago count after midnight, too.

    The key is the site's and the day's, so that rows of last week tell nobody who came back this week.
    """
    today = timezone.localdate()
    days = (today, today - timedelta(days=1))
    return [salted_hmac(f"rate_limits.{kind}.{day}", who, algorithm="sha256").hexdigest() for day in days]
