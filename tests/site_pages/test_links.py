"""Broken links, inside and out, are reported with their pages; and nothing inside a network is ever asked."""

import socket
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from cms.api import add_plugin
from django.utils import timezone

from site_pages.links import asking, checking
from site_pages.links.checking import check_links
from site_pages.models import LinkCheck, Notice
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere(settings, monkeypatch):
    """Another site, on loopback. Each path is what it answers with: /404, or /302?<where it leads>."""
    settings.LINK_CHECK_ANY_ADDRESS = True
    monkeypatch.setattr(checking, "BETWEEN", 0)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status, _mark, to = self.path[1:].partition("?")
            self.server.asked.append(self.path)
            settings.LINK_CHECK_ANY_ADDRESS = not self.server.was_public
            self.send_response(int(status or 200))
            if to:
                self.send_header("Location", to)
            self.end_headers()

        def log_message(self, *args):
            """Not into the output of the tests."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.was_public = [], False
    Thread(target=server.serve_forever, daemon=True).start()
    server.url = f"http://127.0.0.1:{server.server_port}"
    yield server
    server.shutdown()
    server.server_close()


def page_with(people, *urls):
    editor, clinician, publisher = people
    content = factories.draft(editor)
    content.references.update(url="")  # nothing outside this machine is asked
    links = "".join(f'<a href="{url}">more</a>' for url in urls)
    add_plugin(content.placeholders.get(slot="overview"), "TextPlugin", "en", body=f"<p>{links}</p>")
    from content.publishing.services import sign_off

    sign_off(content, by=clinician)
    content.versions.get().publish(publisher)
    return content


@pytest.fixture
def people(editor, clinician, publisher):
    return editor, clinician, publisher


@pytest.mark.parametrize(
    ("path", "is_there"),
    [
        ("/200", True), ("/404", False), ("/410", False), ("/500", False), ("/403", True), ("/429", True),
        ("/302?/200", True), ("/302?/404", False), ("/302?/302?/200", True), ("/301?ftp://x/", False),
    ],
)  # fmt: skip
def test_what_another_site_answers(elsewhere, path, is_there):
    assert asking.ask(elsewhere.url + path)[0] is is_there


def test_a_long_chain_of_redirects_ends(elsewhere, monkeypatch):
    monkeypatch.setattr(asking, "MOST_STEPS", 1)

    assert asking.ask(f"{elsewhere.url}/302?/200") == (False, "too many redirects")
    assert elsewhere.asked == ["/302?/200"]


def test_a_site_that_is_not_there_is_no_error(elsewhere):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    assert asking.ask(f"http://127.0.0.1:{port}/") == (False, "ConnectionRefusedError")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
        "::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "ff02::1",
    ],
)  # fmt: skip
def test_what_is_inside_a_network_is_never_public(address):
    assert not asking.is_public(address)


def test_public_addresses_are():
    assert asking.is_public("8.8.8.8")
    assert asking.is_public("2001:4860:4860::8888")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "127.1"])
def test_nothing_inside_is_asked_however_it_is_written(elsewhere, settings, host):
    settings.LINK_CHECK_ANY_ADDRESS = False

    for port in (f":{elsewhere.server_port}", ""):
        is_there, _found = asking.ask(f"http://{host}{port}/200")
        assert not is_there

    assert elsewhere.asked == []


def test_a_redirect_that_leads_inside_is_not_followed(elsewhere):
    elsewhere.was_public = True  # the first step; from then on the rule holds

    assert asking.ask(f"{elsewhere.url}/302?http://127.0.0.1/200") == (False, "no public address")
    assert len(elsewhere.asked) == 1


@pytest.mark.parametrize("url", ["http://user:secret@127.0.0.1/200", "file:///etc/passwd", "gopher://x/", "http:///x"])
def test_what_is_no_web_address_is_not_asked(elsewhere, url):
    assert asking.ask(url) == (False, "no web address")


def test_a_link_inside_is_broken_at_once_and_one_outside_at_the_second_look(client, people, elsewhere):
    good = page_with(people, "/en/treatments/", "/en/nowhere/", f"{elsewhere.url}/404", f"{elsewhere.url}/200#part")

    check_links()
    assert {check.url for check in LinkCheck.objects.broken()} == {"/en/nowhere/"}
    check_links()

    assert {check.url for check in LinkCheck.objects.broken()} == {"/en/nowhere/", f"{elsewhere.url}/404"}
    assert elsewhere.asked.count("/200") == 1  # once a week
    client.force_login(people[0])
    page = client.get("/admin/broken-links/").text
    assert "/en/nowhere/" in page
    assert good.get_absolute_url() in page


def test_what_was_mended_is_no_longer_reported(people, elsewhere):
    content = page_with(people, "/en/nowhere/")
    check_links()

    content.versions.get().unpublish(people[2])
    check_links()

    assert not LinkCheck.objects.exists()


def test_an_old_slug_still_leads_on_and_a_draft_is_not_looked_at(people, elsewhere):
    content = page_with(people, "/en/doctors/asha/")
    doctor = factories.DoctorFactory(slug="asha")
    type(doctor).objects.update(slug="asha-k")
    draft = content.versions.get().copy(people[0]).content
    add_plugin(draft.placeholders.get(slot="overview"), "TextPlugin", "en", body='<p><a href="/en/gone/">x</a></p>')

    assert check_links() == 0


def test_references_and_notices_are_looked_at_too(people, elsewhere):
    content = page_with(people)
    with factories.unguarded():
        content.references.update(url=f"{elsewhere.url}/404")
    Notice.objects.create(
        text={"en": "x"}, link="/en/nowhere/", link_text={"en": "y"}, is_live=True,
        ends_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip

    check_links()

    assert {check.url for check in LinkCheck.objects.filter(failures=1)} >= {"/en/nowhere/", f"{elsewhere.url}/404"}


def test_a_run_has_bounds(people, elsewhere, monkeypatch):
    monkeypatch.setattr(checking, "MOST_OUTSIDE", 3)
    page_with(people, *(f"{elsewhere.url}/200?/x{number}" for number in range(8)))

    check_links()
    check_links()

    assert len(set(elsewhere.asked)) == len(elsewhere.asked) == 6
