"""The desk of a large hospital: no page costs more for three years of requests than for three weeks.

Short: 3,000 past requests, and the queries are counted. Long: 1,000,000, with 10,000 that wait; each page takes less
than 15 queries and 300 ms of SQL, and no plan reads requests, appointments or history from one end to the other.
"""

import time

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from bookings.models import AppointmentRequest, DeskScope
from demonstration import appointments, many_requests
from directory.models import Location
from tests import factories
from tests.desk.stress import pages, plans
from tests.sizes import IS_LONG, figures, size

pytestmark = pytest.mark.django_db(transaction=IS_LONG)

REQUESTS = size(3_000, 1_000_000)
MOST_QUERIES = 15
MOST_SECONDS = 0.3
LOOKS = size(1, 3)
EACH_WAY = size(6, 1)  # to ask for less of a page: all of them, or one in so many


@pytest.fixture
def large(demonstration):
    appointments.load()
    began = time.monotonic()
    made = many_requests.load(REQUESTS)
    figures("load", requests=made, seconds=round(time.monotonic() - began))
    if IS_LONG:
        with connection.cursor() as cursor:
            cursor.execute("vacuum")  # as a server's own does by night


def manager():
    return factories.staff("Manager")


def somebody_of_one_place():
    person = factories.staff("Front desk", is_staff=False)
    others = get_user_model().objects.get(username="frontdesk")
    first, second = Location.objects.order_by("pk")[:2]
    DeskScope.objects.create(user=person, location=first)
    DeskScope.objects.create(user=others, location=second)
    return person


def signed_in(person):
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


def looks_at_everything(client):
    """(address, queries, seconds) of every page that answers, and of every way to ask for less of it."""
    waiting, seen = pages.addresses(), set()
    while waiting:
        url = waiting.pop()
        if url in seen:
            continue
        seen.add(url)
        answer, queries, seconds = plans.asked(client, url, LOOKS)
        if answer.status_code != 200:
            assert answer.status_code < 500, url
            continue
        yield url, queries, seconds
        if "?" not in url and answer["Content-Type"].startswith("text/html"):
            waiting += pages.ways_to_ask(url, answer.text)[::EACH_WAY]


def what_is_wrong(url, queries, seconds):
    if len(queries) >= MOST_QUERIES:
        yield f"{url}: {len(queries)} queries"
    if IS_LONG and seconds >= MOST_SECONDS:
        yield f"{url}: {seconds:.3f} s of SQL"
    for sql in queries if IS_LONG else []:
        for table in plans.scanned(sql):
            yield f"{url}: reads all of {table}: {sql[:300]}"


def test_every_page_of_the_desk_is_as_quick_with_years_of_requests(large):
    wrong, looked_at, slowest, most = [], 0, (0, ""), (0, "")
    for person in (manager(), somebody_of_one_place()):
        for url, queries, seconds in looks_at_everything(signed_in(person)):
            looked_at += 1
            slowest, most = max(slowest, (seconds, url)), max(most, (len(queries), url))
            wrong += what_is_wrong(url, queries, seconds)

    figures("desk", pages=looked_at, requests=AppointmentRequest.objects.count(), slowest=slowest, most_queries=most)
    assert looked_at > 10
    assert not wrong, "\n".join(wrong)


def test_negative_control_a_plan_that_reads_a_whole_table_is_seen():
    """This test exists to ensure that the proof above would see one."""
    scan = "select count(*) from bookings_historyentry where event like '%called'"

    assert plans.scanned(scan) == {"bookings_historyentry"}
    assert plans.scanned(f"select set_config('a.b', '', true); {scan}") == {"bookings_historyentry"}
    assert plans.scanned("select 1") == set()
