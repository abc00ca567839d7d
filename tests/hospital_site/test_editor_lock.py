"""Two editors never block the site: neither one who sends slowly, nor one who saves for long, nor a visitor."""

import socket
from contextlib import contextmanager
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from django.db import connections
from django.db.utils import DEFAULT_DB_ALIAS, ConnectionHandler
from django.test import Client
from django.urls import reverse

from content.publishing.editors_turn import LOCK
from site_pages.initial_pages import make_home_page
from tests import factories
from tests.site_pages.test_home_page import blocks, home, new_draft

pytestmark = pytest.mark.django_db(transaction=True)

SOON = 3  # seconds; the lock would be waited for longer
PLUGIN = "HomeSearchPlugin"
FORM = "application/x-www-form-urlencoded"
TOKEN = "a" * 32
SENT = f"csrfmiddlewaretoken={TOKEN}".encode()


@pytest.fixture
def draft(editor, publisher, settings):
    settings.EDITOR_LOCK_SECONDS = 20
    factories.HospitalFactory()
    make_home_page(publisher)
    return new_draft(home(), editor)


@pytest.fixture
def address(live_server, draft):
    where = f"placeholder_id={blocks(draft).pk}&plugin_position=1&plugin_language=en&cms_path=/en/"
    return f"{live_server.url}{reverse('admin:cms_placeholder_add_plugin')}?plugin_type={PLUGIN}&{where}"


def cookies_of(user):
    client = Client()
    client.force_login(user)
    return {name: morsel.value for name, morsel in client.cookies.items()} | {"csrftoken": TOKEN}


def post(address, cookies, token=TOKEN):
    """The status of the answer."""
    parts = urlsplit(address)
    server = HTTPConnection(parts.hostname, parts.port, timeout=SOON)
    headers = {"Content-Type": FORM, **dict([header(cookies).split(": ", 1)])}
    server.request("POST", f"{parts.path}?{parts.query}", f"csrfmiddlewaretoken={token}", headers)
    return server.getresponse().status


def save(address, user):
    return post(address, cookies_of(user))


@contextmanager
def begun_and_never_ended(address, body=b"", headers=()):
    """A POST that announces more than it sends, and stays open."""
    parts = urlsplit(address)
    lines = [
        f"POST {parts.path}?{parts.query} HTTP/1.1",
        f"Host: {parts.netloc}",
        f"Content-Type: {FORM}",
        "Content-Length: 1000",
        *headers,
    ]
    with socket.create_connection((parts.hostname, parts.port)) as open_end:
        open_end.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        open_end.settimeout(0.5)
        with pytest.raises(TimeoutError):  # nobody answers half a request, so the server is inside it by now
            open_end.recv(1)
        yield open_end


def header(cookies):
    return "Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items())


@contextmanager
def a_colleague_saves():
    other = ConnectionHandler({DEFAULT_DB_ALIAS: connections.settings[DEFAULT_DB_ALIAS]})[DEFAULT_DB_ALIAS]
    try:
        with other.cursor() as cursor:
            cursor.execute("begin; select pg_advisory_xact_lock(%s)", [LOCK])
        yield
    finally:
        other.close()


def count(draft):
    return blocks(draft).cmsplugin_set.filter(plugin_type=PLUGIN).count()


def test_an_unfinished_post_of_a_visitor_stops_nobody(address, draft, editor):
    before = count(draft)

    with begun_and_never_ended(address, headers=[f"Cookie: csrftoken={TOKEN}"]):
        assert save(address, editor) == 200

    assert count(draft) == before + 1


def test_an_unfinished_post_of_an_editor_stops_nobody_else(address, draft, editor):
    colleague = header(cookies_of(factories.staff("Editor")))
    before = count(draft)

    with begun_and_never_ended(address, SENT, [colleague, f"X-CSRFToken: {TOKEN}"]):
        assert save(address, editor) == 200

    assert count(draft) == before + 1


def test_a_text_that_breaks_off_on_its_way_is_not_kept(address, draft, editor):
    me, before = header(cookies_of(editor)), count(draft)

    with begun_and_never_ended(address, SENT + b"&body=half", [me]) as mine:
        mine.shutdown(socket.SHUT_WR)
        mine.settimeout(SOON)
        assert b" 400 " in mine.recv(100)

    assert count(draft) == before


@pytest.mark.parametrize("who", ["a visitor", "the front desk", "an editor without the token"])
def test_whoever_may_not_save_does_not_wait_for_a_turn(who, address, draft, editor, roles):
    user = {"the front desk": factories.staff("Front desk"), "an editor without the token": editor}.get(who)
    cookies = cookies_of(user) if user else {"csrftoken": TOKEN}
    token = "b" * 32 if "without" in who else TOKEN

    with a_colleague_saves():
        status = post(address, cookies, token)

    assert status == (302 if who == "a visitor" else 403)


def test_after_a_while_one_is_asked_to_try_again_and_nothing_is_lost(client, draft, editor, settings):
    settings.EDITOR_LOCK_SECONDS = 1
    client.force_login(editor)
    url = reverse("admin:cms_placeholder_move_plugin") + "?cms_path=/en/"
    typed = {"body": "Two <b>words</b>", "twice": ["1", "2"]}

    with a_colleague_saves():
        page = client.post(url, typed, headers={"accept": "text/html,*/*"})

    assert page.status_code == 409
    assert "A colleague is saving just now. Try again." in page.text
    assert f'action="{url}"' in page.text
    assert 'name="body" value="Two &lt;b&gt;words&lt;/b&gt;"' in page.text
    assert page.text.count('name="twice"') == 2


def test_the_editor_of_texts_is_told_in_words(client, draft, editor, settings):
    settings.EDITOR_LOCK_SECONDS = 1
    client.force_login(editor)

    with a_colleague_saves():
        part = client.post(reverse("admin:cms_placeholder_move_plugin"), {"body": "x"}, headers={"accept": "*/*"})

    assert part.status_code == 409
    assert '<div class="description">A colleague is saving just now. Try again.</div>' in part.text
    assert "<html" not in part.text
