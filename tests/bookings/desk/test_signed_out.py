"""A session that ends while somebody types at the desk: they sign in, and what they had typed is there."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import get_resolver, reverse
from django.utils import timezone

from bookings.desk.kept_forms import KEPT_BY_ADDRESS
from bookings.models import KeptForm
from bookings.retention import forget_kept_forms
from tests import factories
from tests.test_consistency import addresses

pytestmark = pytest.mark.django_db
NOTE = "Speaks to her mother, call after 5"


def sent_after_the_session_ended(client, appointment_request, act="call", **typed):
    url = f"/desk/requests/{appointment_request.reference}/"
    return client.post(f"{url}{act}/", {"version": 1} | typed, headers={"referer": f"http://testserver{url}?from_day="})


def signed_in(client, person, leads_to):
    """The whole way, as a browser goes it."""
    form = {"username": person.username, "password": "correct horse battery"}
    return client.post(leads_to.url, form, follow=True)


@pytest.fixture
def asked(roles):
    return factories.request()


def test_signing_in_leads_back_with_what_was_typed_and_nothing_is_sent(client, front_desk, asked):
    answer = sent_after_the_session_ended(client, asked, outcome="left_message", text=NOTE)

    page = signed_in(client, front_desk, answer)

    assert page.redirect_chain == [(f"/desk/requests/{asked.reference}/?from_day=", 302)]
    soup = BeautifulSoup(page.text, "html.parser")
    assert "You were signed out. Nothing was sent: check and send again." in soup.select_one(".note").text
    assert soup.select_one("#id_text").text.strip() == NOTE
    assert soup.select_one("#id_outcome option[selected]")["value"] == "left_message"
    assert not asked.notes.exists()


def test_what_is_then_sent_is_forgotten(client, front_desk, asked):
    signed_in(client, front_desk, sent_after_the_session_ended(client, asked, outcome="no_answer", text=NOTE))

    client.post(f"/desk/requests/{asked.reference}/call/", {"outcome": "no_answer", "text": NOTE})

    assert asked.notes.get().text == NOTE
    assert not KeptForm.objects.exists()
    assert NOTE not in client.get("/desk/").text


def test_it_is_shown_on_its_own_page_only_and_only_in_this_browser(client, front_desk, asked):
    other = factories.request(phone="+919847012346")
    signed_in(client, front_desk, sent_after_the_session_ended(client, asked, outcome="no_answer", text=NOTE))

    assert NOTE not in client.get(f"/desk/requests/{other.reference}/").text
    stranger = type(client)()
    stranger.force_login(front_desk)
    assert NOTE not in stranger.get(f"/desk/requests/{asked.reference}/").text
    assert NOTE in client.get(f"/desk/requests/{asked.reference}/").text


def test_after_a_quarter_of_an_hour_it_is_gone(client, front_desk, asked):
    answer = sent_after_the_session_ended(client, asked, outcome="no_answer", text=NOTE)

    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        page = signed_in(client, front_desk, answer)
        assert NOTE not in page.text
        assert "You were signed out" not in page.text
        assert (forget_kept_forms(), KeptForm.objects.count()) == (1, 0)


@pytest.mark.parametrize("referer", ["", "http://evil.example/desk/", "http://testserver/en/contact/", "nonsense://["])
def test_an_address_from_elsewhere_is_not_gone_back_to(client, asked, referer):
    answer = client.post(f"/desk/requests/{asked.reference}/cancel/", {"version": 1}, headers={"referer": referer})

    assert answer.url == "/staff/sign-in/?next=" + f"/desk/requests/{asked.reference}/".replace("/", "%2F")


def test_what_no_database_can_keep_is_left_out(client, front_desk, asked):
    page = signed_in(client, front_desk, sent_after_the_session_ended(client, asked, text=f"\0{NOTE}\0"))

    assert BeautifulSoup(page.text, "html.parser").select_one("#id_text").text.strip() == NOTE


def test_too_much_is_not_kept(client, asked):
    sent_after_the_session_ended(client, asked, text="x" * 30_000)

    assert not KeptForm.objects.exists()


@pytest.mark.parametrize(
    "route", [route for route in addresses(get_resolver().url_patterns) if route.startswith("/desk/")]
)
def test_no_address_of_the_desk_answers_a_signed_out_form_with_405(client, front_desk, asked, route):
    path = route.replace("<str:reference>", asked.reference).replace("<str:day>", "2026-11-26")
    path = path.replace("<slug:section>", "tasks")
    for kind in ("task_id", "session_id", "message_id", "appointment_id", "person_id", "scope_id"):
        path = path.replace(f"<int:{kind}>", "1")

    answer = client.post(path, {"text": NOTE})

    assert answer.status_code == 302
    if "/staff/sign-in/" in answer.url and path not in ("/desk/login/", "/desk/logout/"):
        client.force_login(front_desk)
        page = client.get(client.get(answer.url).url if "next=" not in answer.url else _next(answer.url), follow=True)
        may_be_missing = {404} if "<int:" in route else set()
        assert page.status_code in {200, 403} | may_be_missing, path  # 403: of a manager


def _next(url):
    from urllib.parse import parse_qs, urlsplit

    return parse_qs(urlsplit(url).query)["next"][0]


def test_the_inbox_is_where_everything_else_leads(client):
    assert client.post("/desk/tasks/1/done/").url.endswith("?next=%2Fdesk%2F")
    assert reverse("desk:inbox") == "/desk/"


def test_a_stranger_fills_no_table(client):
    for number in range(KEPT_BY_ADDRESS.most + 5):
        assert client.post("/desk/requests/ABCD-EFGH/note/", {"note": f"{number}"}).status_code == 302

    assert KeptForm.objects.count() == KEPT_BY_ADDRESS.most
