"""A day's rush through the nginx that operators install: nobody meets an error, and a flood hides nobody.

Short: 15 seconds, and a flood of 60. Long (script/prove load): five minutes, and 1,000. It ends by itself.
"""

import http.client
import itertools
import re
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from bookings.models import AppointmentRequest
from tests import factories, nginx_server
from tests.bookings.forms_filled import CONTACT, carried, draft_of
from tests.bookings.stress.site import Browser, reference_on
from tests.databases import DEMONSTRATION
from tests.hospital_site.test_nginx import web_server, write_files_of_the_site
from tests.nginx_server import HOST, TRUST_ALL
from tests.sizes import IS_LONG, figures, size

SECONDS = size(15, 300)
PAGES_A_SECOND, REQUESTS_A_SECOND = 10, 2
FLOOD = size(60, 1_000)
SLOWER_AT_MOST = 5  # times, of the 95th of a hundred beside the median without load
PAGES = (
    "/en/", "/ml/", "/ar/", "/hi/", "/en/treatments/", "/en/doctors/", "/ar/doctors/", "/ml/conditions/",
    "/en/departments/", "/en/locations/", "/en/search/?q=heart", "/hi/search/?q=cataract", "/en/appointments/",
)  # fmt: skip


class Patient(Browser):
    """Somebody at an address of their own, who comes by HTTPS."""

    csrf_cookie = "__Host-csrf"
    addresses = (f"127.{a}.{b}.{c}" for a, b, c in itertools.product(range(1, 255), range(1, 255), range(1, 255)))

    def __init__(self, nginx, address=None):
        super().__init__(nginx.https_port, timeout=30)
        self.address = address or next(self.addresses)

    def connect(self):
        where = {"timeout": self.timeout, "context": TRUST_ALL, "source_address": (self.address, 0)}
        headers = {"Host": HOST, "Origin": f"https://{HOST}"}
        return http.client.HTTPSConnection("127.0.0.1", self.port, **where), headers


@pytest.fixture(scope="module")
def nginx(databases, django_db_setup, django_db_blocker, tmp_path_factory):
    """In front of the demonstration in production; its limits are the usual ones."""
    folder = tmp_path_factory.mktemp("var")
    with django_db_blocker.unblock(), databases.thrown_away(DEMONSTRATION):
        write_files_of_the_site(folder)
        with web_server(folder) as (_web, port), nginx_server.running(web_port=port, var_dir=folder) as nginx:
            yield nginx
        connection.close()


def timed(action):
    began = time.monotonic()
    statuses = action()
    return statuses, time.monotonic() - began


def look(nginx, path):
    return [Patient(nginx).get(path)[0]]


def ask(nginx, phone, patient=None):
    """The whole way of a patient. Statuses of all its pages; the last is that of the receipt."""
    browser = patient or Patient(nginx)
    statuses = [browser.get("/en/appointments/")[0]]
    status, where, _page = browser.post("/en/appointments/", {})
    if status != 302:
        return [*statuses, status]
    draft = draft_of(where)
    for step, answers in (
        ("about", {}),
        ("contact", CONTACT | {"phone": phone, "email": ""}),
        ("when", {"call_window": "any"}),
    ):
        statuses.append(browser.post(f"{draft}{step}/", answers)[0])
    status, _where, page = browser.get(f"{draft}check/")
    statuses.append(status)
    status, where, _page = browser.post(f"{draft}check/", {**carried(page), "answer": "on"})
    if status != 302:
        return [*statuses, status]
    status, _where, browser.receipt = browser.get(where)
    return [*statuses, status]


def phones():
    return (f"98470{number:05}" for number in itertools.count(10_000))


def test_a_rush_meets_no_error(nginx):
    numbers = phones()
    alone = [timed(lambda path=path: look(nginx, path))[1] for path in PAGES * 3][len(PAGES) :]  # each once to warm up
    before = AppointmentRequest.objects.count()

    plan = [(at / PAGES_A_SECOND, look, PAGES[at % len(PAGES)]) for at in range(SECONDS * PAGES_A_SECOND)]
    plan += [(at / REQUESTS_A_SECOND, ask, next(numbers)) for at in range(SECONDS * REQUESTS_A_SECOND)]
    began = time.monotonic()

    def at_its_time(item):
        at, action, argument = item
        time.sleep(max(0, began + at - time.monotonic()))
        return action, *timed(lambda: action(nginx, argument))

    with ThreadPoolExecutor(60) as visitors:
        answers = list(visitors.map(at_its_time, sorted(plan, key=lambda item: item[0])))

    pages = [seconds for action, _statuses, seconds in answers if action is look]
    p95, median = statistics.quantiles(pages, n=20)[-1], statistics.median(alone)
    figures(
        "rush", seconds=SECONDS, pages=len(pages), requests=len(answers) - len(pages),
        p95_ms=round(p95 * 1000), unloaded_median_ms=round(median * 1000), times=round(p95 / median, 1),
    )  # fmt: skip
    wrong = [statuses for _action, statuses, _seconds in answers if set(statuses) - {200, 302}]
    assert wrong == []
    assert AppointmentRequest.objects.count() == before + SECONDS * REQUESTS_A_SECOND
    if IS_LONG:  # the suite shares its processors with other tests
        assert p95 <= SLOWER_AT_MOST * median


def test_a_flood_hides_nobody(nginx):
    """From a few addresses, with one phone number after the other."""
    numbers = phones()
    addresses = [f"127.0.7.{number}" for number in range(1, 6)]
    with ThreadPoolExecutor(8) as strangers:
        flood = list(
            strangers.map(
                lambda number: ask(nginx, next(numbers), Patient(nginx, addresses[number % len(addresses)])),
                range(FLOOD),
            )
        )
    genuine = Patient(nginx)
    began = time.monotonic()
    statuses = ask(nginx, "9847099999", genuine)

    refused = sum(answer[-1] == 429 for answer in flood)
    figures("flood", sent=FLOOD, refused=refused, genuine_seconds=round(time.monotonic() - began, 1))
    assert {status for answer in flood for status in answer} <= {200, 302, 429}
    assert statuses[-1] == 200
    assert answered_at_the_desk(reference_on(genuine.receipt))
    if IS_LONG:
        assert refused > FLOOD * 0.8


def answered_at_the_desk(reference):
    """By somebody who looks for the phone number, opens the request, and answers it."""
    desk = Client()
    desk.force_login(factories.staff("Front desk"))
    found = desk.post("/desk/search/", {"q": "9847099999"}, follow=True)
    assert reference in found.text
    page = desk.get(f"/desk/requests/{reference}/")
    version = re.search(r'name="version" value="(\d+)"', page.text)[1]
    desk.post(f"/desk/requests/{reference}/decline/", {"version": version, "reason": "not_offered"})
    return AppointmentRequest.objects.get(reference=reference).status == AppointmentRequest.Status.DECLINED
