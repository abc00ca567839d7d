"""A patient with unmistakable words goes every way through a real site, and down every error path.

None of the words stands in an address, a log, the wrong table, or in another visitor's page. Short: 25 rounds of two
visitors taking turns. Long: 250 rounds of two requests each.
"""

import re
import socket
from contextlib import contextmanager

import pytest

from tests import gateway
from tests import mail_server as real_mail_server
from tests.bookings.forms_filled import CONTACT, carried, draft_of
from tests.bookings.stress.site import Browser, Site, reference_on
from tests.mail_server import words
from tests.sizes import figures, size

FLOW = "/en/appointments/"
STATUS = f"{FLOW}status/"
PATIENT = CONTACT | {
    "for_whom": "somebody",
    "full_name": "Canary Quetzal",
    "relation": "parent",
    "contact_name": "Canary Asker",
    "phone": "98470 55555",
    "email": "canary@quetzal.example",
}
CANARIES = ("canary", "quetzal", "9847055555", "98470 55555", "98470-55555", "98470%2055555")
ROUNDS = size(8, 250)
TABLES = """
from django.contrib.sessions.models import Session
from django.db import connection
found = {}
with connection.cursor() as cursor:
    for table in connection.introspection.table_names():
        cursor.execute(f'select coalesce(string_agg(t::text, chr(10)), %s) from "{table}" t', [""])
        found[table] = cursor.fetchone()[0]
found["sessions in plain words"] = str([session.get_decoded() for session in Session.objects.all()])
print(json.dumps(found))
"""
A_COLLEAGUE = """
from django.contrib.auth.models import Group, User
colleague = User.objects.create_user("colleague", password="correct horse battery")
colleague.groups.add(Group.objects.get(name="Front desk"))
print(json.dumps("correct horse battery"))
"""
REFUSE = "from django.db import connection\nconnection.cursor().execute({!r})\nprint(json.dumps(None))"
NO_MORE_OF_THEM = (
    "alter table bookings_appointmentrequest add constraint proof_refuses check (full_name not like 'Can%') not valid"
)
AS_BEFORE = "alter table bookings_appointmentrequest drop constraint proof_refuses"


class Everywhere:
    """One real site with a mail server and a gateway of its own, and all the addresses that it ever named."""

    def __init__(self, site, inbox, phones):
        self.site, self.inbox, self.phones = site, inbox, phones
        self.addresses, self.paths, self.policies = [], 0, set()
        self.browser = Browser(site.port, timeout=60)

    def go(self, answer, expected):
        """Note every address that this answer names; it has to be the one that this path leads to."""
        status, where, page = answer
        self.paths += 1
        assert status == expected, (self.paths, status, where)
        self.addresses += [where, *re.findall(r'(?:href|src|action)="([^"]*)"', page)]
        self.policies.add(self.browser.headers.get("referrer-policy"))
        return page

    def logs(self):
        database = next(self.site.folder.rglob("postgres/log"))
        return (self.site.folder / "log").read_text() + database.read_text(errors="replace")


@contextmanager
def real_site(**settings):
    with real_mail_server.running() as (inbox, mail_port), gateway.running() as phones:
        site = Site(
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=str(mail_port),
            WEBHOOK_URL=phones.url,
            WEBHOOK_SECRET=gateway.SECRET,
            LOG_LEVEL="INFO",
            **settings,
        )
        try:
            site.set_up()
            site.start_web()
            site.wait_for_web()
            yield Everywhere(site, inbox, phones)
        finally:
            site.remove()


@pytest.fixture(scope="module")
def everywhere():
    """One for all tests, as starting it takes longer than they do."""
    with real_site() as every:
        yield every


@pytest.fixture
def plain_logs():
    with real_site(DJANGO_SETTINGS_MODULE="tests.bookings.stress.plain_log_settings") as every:
        yield every


def ask(every, **more):
    """From the start to the last press; returns where the draft's pages begin, and what is sent with that."""
    browser = every.browser
    every.go(browser.get(FLOW), 200)
    begun = browser.post(FLOW, {})
    every.go(begun, 302)
    draft = draft_of(begun[1])
    every.go(browser.post(f"{draft}about/", {"reason": "canary reason"}), 302)
    every.go(browser.post(f"{draft}contact/", PATIENT), 302)
    every.go(browser.post(f"{draft}when/", {"call_window": "any", "hospital_number": "CANARY-77"}), 302)
    page = every.go(browser.get(f"{draft}check/"), 200)
    assert "Canary Quetzal" in page
    return draft, carried(page) | {"answer": "on", "phone_messages": "on"} | more


def ways_of_a_patient(every):
    """The whole way, with a change, a visit to the link of the mail, taking back consent and calling off."""
    browser, site = every.browser, every.site
    draft, data = ask(every)
    receipt = browser.post(f"{draft}check/", data)
    every.go(receipt, 302)
    every.go(browser.get(receipt[1]), 200)
    every.go(browser.post(f"{draft}check/", data), 302)  # a second tap
    site.command("send_messages")
    [link] = re.findall(r"http\S+(/en/appointments/status/\S+)", words(every.inbox.to("canary@quetzal.example")[0]))
    opened = browser.get(link)
    every.go(opened, 302)
    assert browser.headers["referrer-policy"] == "no-referrer"
    every.status = opened[1]
    every.go(browser.get(every.status), 200)
    every.go(browser.post(f"{every.status}change/", {"wish": "canary wish"}), 302)
    every.go(browser.post(f"{every.status}withdraw/", {"purpose": "phone_messages"}), 302)
    every.go(browser.get(f"{every.status}cancel/"), 200)
    every.go(browser.post(f"{every.status}cancel/", {}), 302)
    return link.split("/")[-2]


def error_paths(every, token):
    """Everything that goes wrong, each with the patient's own words in it."""
    browser, site = every.browser, every.site
    body = "full_name=Canary+Quetzal&phone=98470+55555&email=canary%40quetzal.example"
    every.inbox.answer = "550 canary@quetzal.example: no such mailbox"
    every.phones.answer = 422
    draft, data = ask(every)
    every.go(browser.post(f"{draft}contact/", PATIENT | {"phone": "Canary 9"}), 302)
    every.go(browser.get(f"{draft}contact/"), 200)
    every.go(browser.get(f"{draft}check/"), 302)
    every.go(browser.post(f"{draft}contact/", PATIENT | {"website": "Canary"}), 200)
    every.go(browser.post(f"{draft}contact/", PATIENT | {"full_name": "Canary\0"}), 302)
    every.go(browser.post(f"{draft}contact/", PATIENT), 302)
    every.go(browser.post(f"{draft}check/", data | {"answer": ""}), 302)
    every.go(browser.post(f"{draft}check/", data | {"notice_sha256": "Canary"}), 200)
    every.go(browser.post(f"{draft}check/", data | {"answers_sha256": "Canary"}), 302)
    every.go(browser.post(f"{draft}check/", data), 302)
    site.command("send_messages")
    every.go(browser.send("POST", f"{draft}contact/", body), 403)
    every.go(browser.send("PUT", f"{draft}contact/", body), 403)
    every.go(browser.send("DELETE", every.status), 403)
    every.go(browser.post(f"{draft}contact/", PATIENT | {"reason": "Canary " * 20_000}), 413)
    every.go(browser.post(f"{draft}contact/", PATIENT | {f"Canary{number}": "" for number in range(1200)}), 400)
    every.go(browser.send("POST", f"{draft}contact/", body, "multipart/form-data"), 400)
    every.go(browser.get(f"{STATUS}{'0' * 64}/"), 404)
    every.go(browser.get(f"{STATUS}{token[:-1]}/"), 404)
    every.go(browser.post(f"{STATUS}find/", {"reference": "Canary", "phone": "98470 55555"}), 200)
    for _try in range(9):
        browser.post(f"{STATUS}find/", {"reference": "Canary", "phone": "98470 55555"})
    every.go(browser.post(f"{STATUS}find/", {"reference": "Canary", "phone": "98470 55555"}), 429)
    every.go(browser.post(f"{every.status}change/", {"wish": "Canary " * 50}), 200)
    every.go(browser.post(f"{every.status}withdraw/", {"purpose": "Canary"}), 302)
    with socket.create_connection(("127.0.0.1", site.port)) as line:
        line.sendall(b"POST /?Canary Quetzal HTTP/1.1\r\nCanary\r\n\r\n")
        line.recv(1000)
    site.ask(REFUSE.format(NO_MORE_OF_THEM))
    draft, data = ask(every)
    every.go(browser.post(f"{draft}check/", data), 500)  # the database refuses the row, and repeats all of it
    site.ask(REFUSE.format(f"{AS_BEFORE}; alter table django_session rename to nowhere"))
    every.go(browser.post(f"{draft}contact/", PATIENT), 500)
    site.ask(REFUSE.format("alter table nowhere rename to django_session"))


def ways_at_the_desk(every):
    """The same patient calls the desk: looked up, mistyped, kept, sent twice; then the next of the family."""
    visitor, every.browser = every.browser, Browser(every.site.port, timeout=60)
    browser, password = every.browser, every.site.ask(A_COLLEAGUE)
    browser.get("/staff/sign-in/")
    every.go(browser.post("/staff/sign-in/", {"username": "colleague", "password": password}), 302)
    page = browser.get("/desk/new/")[1]
    shown = every.go(browser.get(page), 200)
    notices = re.search(r'name="notices" value="([^"]*)"', shown)[1]
    asked = PATIENT | {"origin": "phone", "reason": "canary reason", "notices": notices, "known_seen": "+919847055555"}
    every.go(browser.post("/desk/new/known/", {"phone": PATIENT["phone"]}), 200)
    for more in ({"act": "look_up"}, {"act": "times"}, {"act": "keep"}, {"act": "book", "agreed": "on"}):
        every.go(browser.post(page, asked | more), 200)
    made = browser.post(page, asked | {"act": "keep", "agreed": "on"})
    every.go(made, 302)
    every.go(browser.post(page, asked | {"act": "keep", "agreed": "on"}), 302)
    slip = every.go(browser.get(made[1]), 200)
    family = re.search(r'href="(/desk/new/[?]family=[^"]*)"', slip)[1]
    assert "Canary Asker" in every.go(browser.get(browser.get(family)[1]), 200)
    every.browser = visitor


def found_in(text, *more):
    return {word for word in (*CANARIES, *more) if word in text.lower()}


def test_a_patients_words_stand_where_they_belong_and_nowhere_else(everywhere):
    token = ways_of_a_patient(everywhere)
    ways_at_the_desk(everywhere)
    tables = everywhere.site.ask(TABLES)
    ways = everywhere.paths
    error_paths(everywhere, token)

    in_tables = {table for table, text in tables.items() if found_in(text, token)}
    in_logs, in_addresses = found_in(everywhere.logs(), token), found_in(" ".join(everywhere.addresses), token)

    figures(
        "canary", flows=ways, error_paths=everywhere.paths - ways, addresses=len(everywhere.addresses),
        log_lines=everywhere.logs().count("\n"), hits_in_logs=len(in_logs), hits_in_addresses=len(in_addresses),
    )  # fmt: skip
    assert everywhere.paths - ways >= 20
    assert in_logs == set()
    assert in_addresses == set()
    assert in_tables == {"bookings_appointmentrequest", "bookings_note"}
    assert not [table for table, text in tables.items() if token in text]
    assert everywhere.policies <= {"same-origin", "no-referrer"}
    assert "proof_refuses" in everywhere.logs()  # what went wrong is there


def test_negative_control_without_our_log_lines_the_patient_is_in_the_log(plain_logs):
    """This test exists to ensure that the test above would see a patient in a log, an address or a table."""
    token = ways_of_a_patient(plain_logs)
    plain_logs.site.ask(REFUSE.format(NO_MORE_OF_THEM))
    draft, data = ask(plain_logs)
    plain_logs.go(plain_logs.browser.post(f"{draft}check/", data), 500)
    note = f"insert into bookings_note (appointment_request_id, text, at) select id, '{token}', now() from {{}} limit 1"
    plain_logs.site.ask(REFUSE.format(note.format("bookings_appointmentrequest")))

    assert {"quetzal", "9847055555"} <= found_in(plain_logs.logs())
    assert [table for table, text in plain_logs.site.ask(TABLES).items() if token in text] == ["bookings_note"]


def take_turns(one, other):
    """Each looks at their own pages, in turn, as through one proxy. Returns how often one saw the other's."""
    crossed = looks = 0
    for number in range(ROUNDS):
        path = ["", "sent/", "cancel/", ""][number % 4]
        for (browser, opened, mine), (_browser, _opened, theirs) in ((one, other), (other, one)):
            status, _where, page = browser.get(opened + path)
            looks += 1
            assert status == 200
            crossed += mine not in page if path != "cancel/" else 0
            crossed += theirs in page
            assert "no-store" in browser.headers["cache-control"]
    return looks, crossed


def opened(every):
    """Somebody with a request of their own; returns the browser, where its pages begin, and the reference."""
    every.browser = Browser(every.site.port, timeout=60)
    draft, data = ask(every)
    receipt = every.browser.post(f"{draft}check/", data)[1]
    return every.browser, receipt.removesuffix("sent/"), reference_on(every.browser.get(receipt)[2])


def test_two_visitors_taking_turns_see_only_their_own(everywhere):
    one, other = opened(everywhere), opened(everywhere)

    looks, crossed = take_turns(one, other)

    figures("two visitors taking turns", looks=looks, cross_reads=crossed)
    assert crossed == 0
    # An address alone opens nothing.
    assert {one[0].get(other[1])[:2], other[0].get(one[1])[:2]} == {(302, f"{STATUS}find/")}
    # The negative control: with the address and the cookies of the other, the same rounds see it.
    assert take_turns((other[0], other[1], one[2]), (one[0], one[1], other[2]))[1] > 0
