"""The database away, and its disk full: an honest page that keeps what was typed, and recovery by itself.

Short: once, and 15 patients. Long: 20 times, and 150. The negative controls run against a site that says "sent"
whatever went wrong (dishonest_settings.py).
"""

import os
import re
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest

from tests.bookings.forms_filled import CONTACT, carried, draft_of
from tests.bookings.stress.site import Browser, Site, kill
from tests.sizes import figures, size

PHONE = "+914952700000"
TRIES = size(1, 20)
WITHIN = 5  # seconds
THREADS_OF_THE_SITE = 16
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
COUNT = (
    "from bookings.models import *\nprint(json.dumps(sorted(r.full_name for r in AppointmentRequest.objects.all())))"
)
SOCKET = (
    "from django.db import connection as c\nd = c.settings_dict\nprint(json.dumps([d['HOST'], d['USER'], d['NAME']]))"
)


def go_to_check(port, name):
    """A patient with everything filled in; returns the browser and the fields of the last page."""
    browser = Browser(port, timeout=40)
    browser.get("/en/appointments/")
    browser.draft = draft_of(browser.post("/en/appointments/", {})[1])
    browser.post(f"{browser.draft}about/", {})
    browser.post(f"{browser.draft}contact/", CONTACT | {"full_name": name})
    browser.post(f"{browser.draft}when/", {"call_window": "any"})
    _status, _where, page = browser.get(f"{browser.draft}check/")
    return browser, carried(page) | {"answer": "on"}


def assert_is_honest(page, typed, url):
    """Says that nothing has arrived, whom to call, and carries every field that was sent, to where it was sent."""
    assert f'action="{url}"' in page
    assert "has not reached us" in page
    assert "Request sent" not in page
    assert PHONE in page
    assert 'href="tel:108"' in page
    kept = {unescape(name): unescape(value) for name, value in HIDDEN.findall(page)}
    assert {name: kept.get(name) for name in typed} == typed
    return kept


def until_it_works(action, seconds=90):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = action()
        if answer[0] < 500:
            return answer
        time.sleep(0.5)
    raise AssertionError("it did not recover")


@pytest.fixture
def site(request):
    """A real one; with indirect settings, one of the negative controls."""
    site = Site(PHONE_WHEN_AWAY=PHONE, **getattr(request, "param", {}))
    try:
        site.set_up()
        yield site
    finally:
        site.remove()


DISHONEST = {"DJANGO_SETTINGS_MODULE": "tests.bookings.stress.dishonest_settings"}


def start_with_a_database_elsewhere(site):
    """Such a site cannot start its database itself. Returns the process that holds the database."""
    holder = site.start("manage.py", "work")
    host, user, name = site.ask(SOCKET)
    site.environment["DATABASE_URL"] = f"postgresql://{user}@/{name}?host={host}"
    site.start_web()
    del site.environment["DATABASE_URL"]
    site.wait_for_web()
    return holder


def test_while_the_database_is_away_nothing_typed_is_lost(site):
    holder = start_with_a_database_elsewhere(site)
    honest = 0
    for number in range(TRIES):
        browser, answers = go_to_check(site.port, f"Away {number}")
        contact = CONTACT | {"full_name": f"Away \"'<b>{number}"}
        other, _answers = go_to_check(site.port, "Other")
        kill(holder)
        site.kill_database()
        time.sleep(1)

        status, _where, page = browser.post(f"{browser.draft}check/", answers)
        assert status == 503
        typed = assert_is_honest(page, answers, f"{browser.draft}check/")
        status, _where, page = other.post(f"{other.draft}contact/", contact)
        assert status == 503
        assert_is_honest(page, contact, f"{other.draft}contact/")
        honest += 2

        holder = site.start("manage.py", "work")
        _status, where, _page = until_it_works(lambda b=browser, c=typed: b.post(f"{b.draft}check/", c))
        assert where.endswith("/sent/")
    assert site.ask(COUNT) == sorted(f"Away {number}" for number in range(TRIES))
    figures("database away", times=TRIES, honest_pages=honest, lost=0, recovered_by_itself=TRIES)


@pytest.mark.parametrize("site", [DISHONEST], indirect=True, ids=["dishonest"])
def test_negative_control_a_site_that_says_sent_while_the_database_is_away_is_seen(site):
    """This test exists to ensure that the proof above would see a false "sent"."""
    holder = start_with_a_database_elsewhere(site)
    browser, answers = go_to_check(site.port, "Away")
    kill(holder)
    site.kill_database()
    time.sleep(1)

    status, _where, page = browser.post(f"{browser.draft}check/", answers)

    assert status == 302
    with pytest.raises(AssertionError):
        assert_is_honest(page, answers, f"{browser.draft}check/")


def timed(ask):
    """Its answer, and the seconds it took."""
    began = time.monotonic()
    return ask(), time.monotonic() - began


def slowest(ask, times):
    """What so many visitors at once are answered, and the seconds of the slowest."""
    with ThreadPoolExecutor(times) as visitors:
        answers = list(visitors.map(lambda _number: timed(ask), range(times)))
    return [answer for answer, _seconds in answers], max(seconds for _answer, seconds in answers)


def test_while_the_database_is_frozen_nobody_waits_for_it(site):
    """No limit of the server ends a wait there: it does not run."""
    site.start_web()
    site.wait_for_web()
    worker = site.start("manage.py", "work")
    browser, answers = go_to_check(site.port, "Frozen")

    def looking():
        return Browser(site.port, timeout=30).get("/en/appointments/")

    assert slowest(looking, 8)[1] < WITHIN  # each thread has its connection

    with site.frozen_database():
        thaws = time.monotonic() + size(8, 72)
        with ThreadPoolExecutor(1) as alone:
            pages = alone.submit(slowest, looking, THREADS_OF_THE_SITE // 2)
            time.sleep(0.2)
            health = timed(lambda: Browser(site.port).get("/healthz"))
            seen, seconds = pages.result()
        refused, seconds_of_sending = timed(lambda: browser.post(f"{browser.draft}check/", answers))
        while time.monotonic() < thaws:
            seen += [looking()]
            time.sleep(0.5)

    assert {status for status, _where, _page in seen} == {503}
    assert all(PHONE in page for _status, _where, page in seen)
    assert max(seconds, seconds_of_sending) < WITHIN
    assert (health[0][0], health[1] < 1) == (200, True)
    assert refused[0] == 503
    assert browser.headers["retry-after"] == "30"
    typed = assert_is_honest(refused[2], answers, f"{browser.draft}check/")
    _status, where, _page = until_it_works(lambda: browser.post(f"{browser.draft}check/", typed), seconds=WITHIN)
    assert where.endswith("/sent/")
    assert site.ask(COUNT) == ["Frozen"]
    assert worker.poll() is None
    figures("database frozen", slowest_page=round(seconds, 1), sending=round(seconds_of_sending, 1))


@pytest.fixture
def small_disk(tmp_path, request):
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    site = Site(PHONE_WHEN_AWAY=PHONE, **getattr(request, "param", {}))
    site.log.close()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300m,mode=711", "tmpfs", site.folder], check=True)
    site.log = open(tmp_path / "log", "w")  # noqa: SIM115 -- not on the disk that will be full
    try:
        site.set_up()
        yield site
    finally:
        mounted = site.folder
        for process in site.processes:
            kill(process)
        if server := site.postmaster():
            server.kill()
            server.wait(20)
        time.sleep(1)
        subprocess.run(["umount", "--lazy", mounted], check=True)
        site.remove()


def fill_up(folder):
    ballast = folder / "ballast"
    with open(ballast, "wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 65536)
        except OSError:
            pass
    return ballast


def send_while_the_disk_is_full(site, count):
    """Who was told "sent", and who was shown an honest page: that one is sent again when there is room."""
    site.start_web()
    site.wait_for_web()
    names = [f"Full {number:04d}" for number in range(count)]
    patients = [(name, *go_to_check(site.port, name)) for name in names]
    ballast = fill_up(site.folder)
    acknowledged, refused = [], []

    for name, browser, answers in patients:
        status, where, page = browser.post(f"{browser.draft}check/", answers)
        if status == 302 and where.endswith("/sent/"):
            acknowledged.append(name)
        else:
            assert status == 503
            refused.append((name, browser, assert_is_honest(page, answers, f"{browser.draft}check/")))

    ballast.unlink()
    for name, browser, typed in refused:
        _status, where, _page = until_it_works(lambda b=browser, c=typed: b.post(f"{b.draft}check/", c))
        assert where.endswith("/sent/")
        acknowledged.append(name)
    return names, acknowledged, refused


def test_while_the_disk_is_full_nothing_acknowledged_is_lost(small_disk):
    patients, acknowledged, refused = send_while_the_disk_is_full(small_disk, size(15, 150))

    there = small_disk.ask(COUNT)

    figures(
        "disk full", patients=len(patients), honest_pages=len(refused), acknowledged=len(acknowledged),
        rows=len(there), lost=len(set(acknowledged) - set(there)),
    )  # fmt: skip
    assert refused, "the disk was not full: the proof proves nothing"
    assert there == sorted(acknowledged) == patients


@pytest.mark.parametrize("small_disk", [DISHONEST], indirect=True, ids=["dishonest"])
def test_negative_control_a_site_that_says_sent_while_the_disk_is_full_loses_requests(small_disk):
    """This test exists to ensure that the proof above would see a lost request."""
    _patients, acknowledged, _refused = send_while_the_disk_is_full(small_disk, 4)

    lost = set(acknowledged) - set(small_disk.ask(COUNT))

    figures("disk full, the site says sent", acknowledged=len(acknowledged), lost=len(lost))
    assert lost
