"""How fast requests are taken, as a share of how fast this very disk can commit two rows, in the same run.

Short: 32 requests, counted. Long, and in script/bench: 800, in rounds with the floor between them.
"""

import re
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from statistics import median, quantiles

import pytest

from local_postgres import places
from tests.bookings.forms_filled import CONTACT, carried, draft_of
from tests.bookings.stress.site import Browser, Site
from tests.sizes import figures, size

AT_ONCE = 8
ROUNDS = size(1, 5)
REQUESTS = size(32, 160)  # in each round
FLOOR_SECONDS = size(1, 4)
GOAL = 0.06
TWO_ROWS = (
    "begin;\ninsert into floor (words) values ('a row');\ninsert into floor (words) values ('another');\ncommit;\n"
)
TABLE = """
from django.db import connection
connection.cursor().execute("create table floor (id bigint generated always as identity primary key, words text)")
d = connection.settings_dict
print(json.dumps([d["HOST"], d["USER"], d["NAME"]]))
"""
COUNTS = """
from bookings.models import *
messages = OutgoingMessage.objects.values_list("audience", flat=True)
print(json.dumps({"requests": AppointmentRequest.objects.count(), "history": HistoryEntry.objects.count(),
                  "consents": Consent.objects.count(), "messages": len(messages)}))
"""


@pytest.fixture
def site():
    site = Site(EMBEDDED_POSTGRES_FSYNC="on")  # both sides wait for the disk
    try:
        site.set_up()
        site.start_web()
        site.wait_for_web()
        yield site
    finally:
        site.remove()


def commits_a_second(site, where):
    """pgbench with as many connections as there will be patients."""
    host, user, name = where
    folder, _version = places.programs(places.home_and_user(site.folder)[1])
    script = site.folder / "two_rows.sql"
    script.write_text(TWO_ROWS)
    options = ["-n", "-c", AT_ONCE, "-j", 2, "-T", FLOOR_SECONDS, "-f", script, "-h", host, "-U", user, name]
    done = subprocess.run([str(part) for part in [folder / "pgbench", *options]], capture_output=True, text=True)
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    assert found, done.stderr
    return float(found[1])


def at_the_last_page(port, number):
    browser = Browser(port, timeout=60)
    browser.get("/en/appointments/")
    draft = draft_of(browser.post("/en/appointments/", {})[1])
    browser.post(f"{draft}about/", {})
    contact = {"phone": f"98{number:08d}", "email": f"patient{number}@patient.example"}
    browser.post(f"{draft}contact/", CONTACT | contact)
    browser.post(f"{draft}when/", {"call_window": "any"})
    page = browser.get(f"{draft}check/")[2]
    return browser, f"{draft}check/", carried(page) | {"answer": "on"}


def send(waiting):
    browser, check, answers = waiting
    begun = time.perf_counter()
    status, where, _page = browser.post(check, answers)
    return time.perf_counter() - begun, status == 302 and where.endswith("/sent/")


def test_requests_are_taken_at_a_good_share_of_what_the_disk_can_do(site):
    where = site.ask(TABLE)
    floors, speeds, times, accepted = [commits_a_second(site, where)], [], [], 0
    with ThreadPoolExecutor(AT_ONCE) as patients:
        for turn in range(ROUNDS):
            numbers = range(turn * REQUESTS, (turn + 1) * REQUESTS)
            waiting = list(patients.map(lambda number: at_the_last_page(site.port, number), numbers))
            begun = time.perf_counter()
            answers = list(patients.map(send, waiting))
            speeds.append(REQUESTS / (time.perf_counter() - begun))
            times += [seconds for seconds, _was_accepted in answers]
            accepted += sum(was_accepted for _seconds, was_accepted in answers)
            floors.append(commits_a_second(site, where))

    there = site.ask(COUNTS)

    share = median(speeds) / median(floors)
    figures(
        "request speed", requests=accepted, at_once=AT_ONCE, requests_a_second=f"{median(speeds):.0f}",
        floor_commits_a_second=f"{median(floors):.0f}", share=f"{share:.3f}", goal=GOAL,
        median_ms=f"{median(times) * 1000:.0f}", p99_ms=f"{quantiles(times, n=100)[98] * 1000:.0f}",
    )  # fmt: skip
    assert accepted == ROUNDS * REQUESTS
    assert there == {"requests": accepted, "history": accepted, "consents": accepted, "messages": 2 * accepted}
