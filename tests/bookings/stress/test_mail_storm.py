"""A mail server that refuses, hangs and drops, and workers that are killed meanwhile.

Short: 60 mails. Long: 3,000. None is lost; mails that arrive twice are fewer than the kills.
"""

import random
import socketserver
import threading
import time
from collections import Counter
from email import message_from_string

import pytest

from tests.bookings.stress.site import Site, kill
from tests.sizes import figures, size

MAILS = size(30, 3000)
SECONDS_BETWEEN_KILLS = 3

REQUESTS = """
import uuid
from bookings import services
from directory.models import Hospital
Hospital.objects.update(email="desk@hospital.example")
for number in range({count}):
    services.submit(idempotency_key=uuid.uuid4(), full_name="Proof", phone="+919847012345", reason="",
                    email=f"patient{{number}}@patient.example", language="en", call_language="en")
print(json.dumps({count}))
"""
STATES = """
from django.db.models import Count
from bookings.models import OutgoingMessage
print(json.dumps(dict(OutgoingMessage.objects.values_list("state").annotate(Count("pk")))))
"""


class MoodyMailServer(socketserver.ThreadingTCPServer):
    """Speaks SMTP. Before it takes a mail it may refuse for now, hang up, or fall silent; never after."""

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.lock, self.arrived, self.moods, self.chance = threading.Lock(), Counter(), Counter(), random.Random(3)
        self.is_moody = True

    def mood(self):
        with self.lock:
            weights = [76, 10, 10, 4] if self.is_moody else [1, 0, 0, 0]
            mood = self.chance.choices(["takes", "refuses", "drops", "hangs"], weights)[0]
            self.moods[mood] += 1
            return mood


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("220 moody")
        mood = self.server.mood()
        while line := self.rfile.readline():
            verb = line.split()[0].upper() if line.split() else b""
            if verb in (b"HELO", b"EHLO"):
                self.say("250 moody")
            elif verb == b"DATA":
                if mood == "refuses":
                    self.say("451 not now")
                elif mood == "drops":
                    return
                elif mood == "hangs":
                    time.sleep(8)  # longer than the sender's patience
                    return
                else:
                    self.take()
            elif verb == b"QUIT":
                return self.say("221 bye")
            else:
                self.say("250 ok")

    def take(self):
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.decode())
        if not line:
            return  # the sender died in the middle: it was never promised
        with self.server.lock:
            self.server.arrived[message_from_string("".join(lines))["Message-ID"]] += 1
        self.say("250 taken")

    def say(self, text):
        try:
            self.wfile.write(f"{text}\r\n".encode())
        except OSError:
            pass  # the sender was killed


@pytest.fixture
def mail_server():
    with MoodyMailServer() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def site(mail_server):
    site = Site(
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=str(mail_server.server_address[1]),
        EMAIL_TIMEOUT="3",
        MESSAGE_LEASE_SECONDS="10",
        MESSAGE_FIRST_WAIT_SECONDS="1",
    )
    try:
        site.set_up()
        yield site
    finally:
        site.remove()


def test_no_mail_is_lost_and_fewer_arrive_twice_than_workers_were_killed(site, mail_server):
    site.ask(REQUESTS.format(count=MAILS // 2))  # one mail to the patient and one to the desk, each
    workers = [site.start("manage.py", "work") for _number in range(3)]
    kills, deadline = 0, time.monotonic() + 1500
    while len(mail_server.arrived) < MAILS and time.monotonic() < deadline:
        time.sleep(SECONDS_BETWEEN_KILLS)
        mail_server.is_moody = len(mail_server.arrived) < 0.95 * MAILS
        if mail_server.is_moody:
            kill(workers.pop(0))
            kills += 1
            workers.append(site.start("manage.py", "work"))
    wait_until_marked(site)

    states = site.ask(STATES)

    twice = sum(mail_server.arrived.values()) - len(mail_server.arrived)
    figures(
        "mails", mails=MAILS, arrived=len(mail_server.arrived), lost=MAILS - len(mail_server.arrived), kills=kills,
        arrived_twice=twice, **{f"server_{mood}": count for mood, count in mail_server.moods.items()},
    )  # fmt: skip
    assert len(mail_server.arrived) == MAILS
    assert states == {"sent": MAILS}
    assert twice < max(kills, 1)
    assert kills >= size(1, 40)


def wait_until_marked(site):
    """A worker killed after the server's yes has its lease to wait for."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and set(site.ask(STATES)) != {"sent"}:
        time.sleep(1)


def test_negative_control_a_worker_that_marks_first_loses_mails(site, mail_server):
    """This test exists to ensure that the proof above would see a lost mail."""
    mail_server.is_moody = False
    site.ask(REQUESTS.format(count=3))
    mark_before_sending = "from bookings.models import OutgoingMessage\n"
    mark_before_sending += (
        "OutgoingMessage.objects.filter(audience='desk').update(state='sent', sent_at='2026-01-01T00:00Z')"
    )
    site.ask(mark_before_sending + "\nprint(json.dumps(None))")
    site.command("send_messages")

    assert site.ask(STATES) == {"sent": 6}
    assert len(mail_server.arrived) == 3
