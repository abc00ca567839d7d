"""Floods are slowed down, people are not, and nobody's address is kept."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone

from common.models import Attempt
from common.rate_limits import Limit, RateLimitExceeded, UnknownVisitor, address_of, forget_old_attempts, hit

THREE = Limit("test", 3, timedelta(hours=1))


@pytest.mark.django_db
@pytest.mark.parametrize("clock", [time(12, 0), time(23, 45)], ids=["at noon", "over midnight"])
def test_the_fourth_try_waits_until_the_first_is_an_hour_old(time_machine, clock):
    start = datetime.combine(timezone.localdate(), clock, tzinfo=timezone.get_current_timezone())
    for minute in (0, 10, 20):
        time_machine.move_to(start + timedelta(minutes=minute), tick=False)
        hit((THREE, "here"))

    with pytest.raises(RateLimitExceeded) as refused:
        hit((THREE, "here"))
    hit((THREE, "elsewhere"))

    assert refused.value.minutes == 40
    time_machine.move_to(start + timedelta(minutes=61), tick=False)
    hit((THREE, "here"))


@pytest.mark.django_db
def test_of_two_limits_both_or_none_are_counted():
    none = Limit("other", 0, timedelta(hours=1))

    with pytest.raises(RateLimitExceeded):
        hit((THREE, "here"), (none, "here"))

    assert not Attempt.objects.exists()


@pytest.mark.django_db
def test_no_address_is_kept_and_the_hash_changes_with_the_day(time_machine):
    now = timezone.now()
    for day in (0, 0, 1):
        time_machine.move_to(now + timedelta(days=day), tick=False)
        hit((THREE, "203.0.113.7"))

    kept = list(Attempt.objects.order_by("at").values_list("who", flat=True))
    assert "203.0.113.7" not in "".join(kept)
    assert kept[0] == kept[1] != kept[2]


@pytest.mark.django_db
def test_old_tries_are_forgotten():
    hit((THREE, "here"))
    Attempt.objects.create(kind="test", who="x", at=timezone.now() - timedelta(days=2))

    assert forget_old_attempts() == 1
    assert Attempt.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_are_counted_one_by_one():
    def attempt(_number):
        try:
            hit((THREE, "here"))
        except RateLimitExceeded:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(10) as pool:
        let_through = list(pool.map(attempt, range(30)))

    assert let_through.count(True) == 3
    assert Attempt.objects.count() == 3


@pytest.mark.parametrize(
    ("proxies", "forwarded", "remote", "address"),
    [
        (0, "198.51.100.1", "203.0.113.7", "203.0.113.7"),  # anybody may send that header
        (1, "198.51.100.1", "10.0.0.1", "198.51.100.1"),
        (1, "1.1.1.1, 198.51.100.1", "10.0.0.1", "198.51.100.1"),
        (2, "1.1.1.1, 198.51.100.1, 10.0.0.2", "10.0.0.1", "198.51.100.1"),
        (0, "", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "2001:db8:1:2:3:4:5:6", "10.0.0.1", "2001:db8:1:2::/64"),
        (0, "", "::ffff:203.0.113.7", "203.0.113.7"),
        (0, "", "", "unknown"),
    ],
)
def test_where_a_visitor_is(settings, proxies, forwarded, remote, address):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)

    assert address_of(request) == address


@pytest.mark.parametrize(
    ("proxies", "forwarded"), [(1, ""), (1, "nonsense"), (1, "198.51.100.1, "), (2, "198.51.100.1")]
)
def test_who_was_not_passed_on_by_our_proxies_is_nobody_with_a_limit(settings, proxies, forwarded):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.7", HTTP_X_FORWARDED_FOR=forwarded)

    with pytest.raises(UnknownVisitor):
        address_of(request)
