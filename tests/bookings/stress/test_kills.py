"""kill -9 while patients send: of a web worker, of the whole web server, of the database, of all at once.

Short: 4 kills. Long: 100. Nothing that was acknowledged is lost, doubled or half-written.
"""

import http.client
import random
import threading
import time

import pytest

from tests.bookings.forms_filled import CONTACT, carried, draft_of
from tests.bookings.stress.site import Browser, Site, kill, kill_one_worker, reference_on
from tests.sizes import figures, size

KILLS = size(2, 100)
PATIENTS = 4  # at a time
SECONDS_BETWEEN_KILLS = 2

WHAT_IS_THERE = """
from collections import Counter
from bookings.models import AppointmentRequest
rows = AppointmentRequest.objects.prefetch_related("history", "consents", "messages")
print(json.dumps({
    "references": Counter(row.reference for row in rows),
    "names": Counter(row.full_name for row in rows),
    "half": [row.reference for row in rows
             if (len(row.history.all()), len(row.consents.all()), len(row.messages.all())) != (1, 1, 2)],
}))
"""


@pytest.fixture
def site():
    site = Site()
    try:
        site.set_up()
        yield site
    finally:
        site.remove()


class Load:
    """Patients who send requests and, like people, try again until somebody says that it has arrived."""

    def __init__(self, port):
        self.port, self.stop, self.lock = port, threading.Event(), threading.Lock()
        self.acknowledged, self.tries, self.number = {}, 0, 0
        self.threads = [threading.Thread(target=self._patients, daemon=True) for _number in range(PATIENTS)]
        for thread in self.threads:
            thread.start()

    def _patients(self):
        while not self.stop.is_set():
            with self.lock:
                self.number += 1
                name = f"Proof {self.number:06d}"
            reference = self._one_patient(name)
            if reference:
                with self.lock:
                    self.acknowledged[name] = reference

    def _one_patient(self, name):
        browser = Browser(self.port)
        self._until_answered(lambda: browser.get("/en/appointments/"))
        _status, where, _page = self._until_answered(lambda: browser.post("/en/appointments/", {}))
        if not where.endswith("/about/"):
            return None  # it was not answered at all: this patient gives up
        draft = draft_of(where)
        self._until_answered(lambda: browser.post(f"{draft}about/", {}))
        self._until_answered(lambda: browser.post(f"{draft}contact/", CONTACT | {"full_name": name}))
        self._until_answered(lambda: browser.post(f"{draft}when/", {"call_window": "any"}))
        _status, _where, page = self._until_answered(lambda: browser.get(f"{draft}check/"))
        answers = carried(page)
        if not answers:
            return None  # an earlier page was lost on the way: this patient gives up
        answers["answer"] = "on"
        _status, where, _page = self._until_answered(lambda: browser.post(f"{draft}check/", answers))
        if not where.endswith("/sent/"):
            return None
        _status, _where, page = self._until_answered(lambda: browser.get(where))
        return reference_on(page) or "shown without a reference"

    def _until_answered(self, action):
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            self.tries += 1
            try:
                answer = action()
                if answer[0] < 500:
                    return answer
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.2)
        return 0, "", ""

    def finish(self):
        self.stop.set()
        for thread in self.threads:
            thread.join(200)


def test_nothing_acknowledged_is_lost_when_anything_is_killed(site):
    web = site.start_web()
    site.wait_for_web()
    load = Load(site.port)
    kills = {"worker": 0, "database": 0, "web server": 0, "everything": 0}
    chance = random.Random(5)
    try:
        for number in range(KILLS):
            time.sleep(SECONDS_BETWEEN_KILLS * chance.uniform(0.5, 1.5))
            what = list(kills)[number % len(kills)]
            if what == "worker":
                kill_one_worker(web)
            if what in ("database", "everything"):
                site.kill_database()
            if what in ("web server", "everything"):
                kill(web)
                web = site.start_web()
            kills[what] += 1
        time.sleep(3)
    finally:
        load.finish()
    site.wait_for_web()

    there = site.ask(WHAT_IS_THERE)

    lost, doubled = faults(load.acknowledged, there)
    figures(
        "kills", **{f"kills_of_{what}": count for what, count in kills.items()}, patients=load.number, tries=load.tries,
        acknowledged=len(load.acknowledged), rows=len(there["references"]), lost=len(lost), doubled=len(doubled),
        half_written=len(there["half"]),
    )  # fmt: skip
    assert len(load.acknowledged) > KILLS
    assert lost == []
    assert doubled == []
    assert there["half"] == []


def faults(acknowledged, there):
    lost = [name for name, reference in acknowledged.items() if reference not in there["references"]]
    doubled = [name for name, count in there["names"].items() if count > 1]
    return lost, doubled


SPOIL = """
from django.db import connection
from bookings.models import *
first, second, third, *_ = AppointmentRequest.objects.order_by("pk")
with connection.cursor() as cursor:
    cursor.execute("alter table bookings_historyentry disable trigger all")
    for model in (HistoryEntry, Consent, OutgoingMessage):
        cursor.execute(f"delete from {model._meta.db_table} where appointment_request_id = %s", [first.pk])
    cursor.execute("delete from bookings_appointmentrequest where id = %s", [first.pk])
    cursor.execute("update bookings_appointmentrequest set full_name = %s where id = %s", [third.full_name, second.pk])
    cursor.execute("delete from bookings_consent where appointment_request_id = %s", [third.pk])
print(json.dumps(None))
"""


def test_negative_control_a_lost_a_doubled_and_a_half_written_request_are_seen(site):
    """This test exists to ensure that the proof above would see each of the three faults."""
    site.start_web()
    site.wait_for_web()
    load = Load(site.port)
    time.sleep(5)
    load.finish()
    site.ask(SPOIL)

    there = site.ask(WHAT_IS_THERE)

    lost, doubled = faults(load.acknowledged, there)
    assert (len(lost), len(doubled), len(there["half"])) == (1, 1, 1)
