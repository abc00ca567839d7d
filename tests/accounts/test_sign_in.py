"""One page lets everybody in, tells nobody who has a login, and leads nowhere but to this site."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from cms.models import UserSettings
from django.db import connection
from django.test import Client

from common.models import Attempt
from tests import factories

pytestmark = pytest.mark.django_db

DOORS = ["/admin/login/", "/desk/login/", "/en/cms_login/", "/ar/cms_login/"]
WRONG = "This user name and this password do not belong together"


def signed_in(client):
    return client.get("/staff/").status_code == 200


def words(response):
    """The page without what is new in every answer."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.text)


@pytest.mark.parametrize("door", DOORS)
def test_every_door_leads_to_the_one_page(client, editor, door):
    sent = client.post(f"{door}?next=/admin/", {"username": editor.username, "password": "correct horse battery"})

    assert sent.status_code == 302
    assert sent["Location"] == "/staff/sign-in/?next=%2Fadmin%2F"
    assert not signed_in(client)


@pytest.mark.parametrize(
    ("role", "is_staff", "home"),
    [
        ("Editor", True, "/admin/"),
        ("Publisher", True, "/admin/"),
        ("Front desk", False, "/desk/"),
        ("Manager", True, "/admin/"),
        ("Manager", False, "/desk/"),
        ("Editor", False, "/staff/"),  # somebody forgot the tick "staff status"
    ],
)
def test_everybody_lands_where_they_work(client, roles, sign_in, role, is_staff, home):
    person = factories.staff(role, is_staff=is_staff)

    assert sign_in(person)["Location"] == home
    assert client.get(home).status_code == 200


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [
        ("/desk/requests/3A4C-79DE/", "/desk/requests/3A4C-79DE/"),
        ("/en/treatments/?page=2", "/en/treatments/?page=2"),
        ("/admin/", "/desk/"),
        ("https://evil.example/", "/desk/"),
        ("//evil.example/", "/desk/"),
        ("/\\evil.example", "/desk/"),
        ("\\\\evil.example", "/desk/"),
        ("javascript:alert(1)", "/desk/"),
        ("http:///evil.example", "/desk/"),
        ("https:evil.example", "/desk/"),
        ("", "/desk/"),
    ],
)
def test_next_leads_to_a_page_of_ours_that_is_for_this_person(sign_in, front_desk, wanted, leads_to):
    assert sign_in(front_desk, next=wanted)["Location"] == leads_to


def test_who_is_sent_elsewhere_than_they_wanted_is_told(client, sign_in, front_desk):
    sign_in(front_desk, next="/admin/")

    assert "Your login does not open the page you asked for." in client.get("/desk/").text


def test_who_is_in_already_does_not_go_round_in_circles(client, front_desk):
    client.force_login(front_desk)

    response = client.get("/admin/", follow=True)

    assert response.redirect_chain[-1][0] == "/desk/"
    assert response.status_code == 200


def test_the_page_does_not_say_who_has_a_login(client, sign_in, front_desk):
    switched_off = factories.staff("Front desk", is_active=False)

    pages = [sign_in(name, "wrong") for name in (front_desk.username, "nobody-at-all")]
    pages.append(sign_in(switched_off))

    assert all(WRONG in page.text for page in pages)
    texts = {words(page).replace(name, "") for page, name in zip(
        pages, (front_desk.username, "nobody-at-all", switched_off.username), strict=True)}  # fmt: skip
    assert len(texts) == 1
    assert not signed_in(client)


def test_the_session_gets_a_new_key(client, front_desk, sign_in):
    session = client.session
    session["draft"] = "kept"
    session.save()
    before = session.session_key

    sign_in(front_desk)

    assert client.session.session_key != before
    assert client.session["draft"] == "kept"


def test_after_five_wrong_tries_the_right_password_waits_as_well(client, front_desk, sign_in, time_machine):
    for _try in range(5):
        assert sign_in(front_desk, "wrong").status_code == 200

    refused = sign_in(front_desk)

    assert refused.status_code == 429
    assert "Try again in 15 minutes." in refused.text
    assert int(refused["Retry-After"]) > 800
    assert not signed_in(client)
    time_machine.shift(timedelta(minutes=16))
    assert sign_in(front_desk).status_code == 302


def test_wrong_tries_are_counted_for_each_person_and_each_address(front_desk, editor):
    here, elsewhere = Client(), Client(REMOTE_ADDR="203.0.113.9")
    wrong = {"username": front_desk.username.upper(), "password": "wrong"}
    for _try in range(6):
        here.post("/staff/sign-in/", wrong)

    right = {"password": "correct horse battery"}
    assert here.post("/staff/sign-in/", {"username": f" {front_desk.username}", **right}).status_code == 429
    assert here.post("/staff/sign-in/", {"username": editor.username, **right}).status_code == 302
    assert elsewhere.post("/staff/sign-in/", {"username": front_desk.username, **right}).status_code == 302


def test_a_right_try_forgets_the_wrong_ones(client, front_desk, sign_in):
    for _round in range(3):
        for _try in range(4):
            sign_in(front_desk, "wrong")
        assert sign_in(front_desk).status_code == 302
        client.post("/staff/sign-out/")


def test_one_address_cannot_try_the_names_of_a_whole_hospital(client, sign_in, settings):
    settings.WRONG_TRIES = 1

    answers = [sign_in(f"name-{number}", "wrong").status_code for number in range(21)]

    assert answers == [200] * 20 + [429]


def test_a_whole_shift_may_sign_in_from_one_address(roles, sign_in, client, settings):
    settings.WRONG_TRIES = 1

    for _number in range(25):
        assert sign_in(factories.staff("Front desk")).status_code == 302
        client.post("/staff/sign-out/")


@pytest.mark.django_db(transaction=True)
def test_many_tries_at_once_are_counted_too(front_desk):
    def attempt(_number):
        try:
            return Client().post("/staff/sign-in/", {"username": front_desk.username, "password": "x"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(attempt, range(16)))

    assert sorted(answers) == [200] * 5 + [429] * 11
    assert Attempt.objects.filter(kind="sign-in").count() == 5


def test_a_login_that_is_switched_off_is_out_at_once(client, front_desk, sign_in):
    sign_in(front_desk)
    front_desk.is_active = False
    front_desk.save()

    assert client.get("/desk/").status_code == 302


def test_signing_out_takes_a_post_and_ends_the_session(client, front_desk):
    client.force_login(front_desk)

    assert client.get("/staff/sign-out/").status_code == 405
    assert signed_in(client)
    for door in ("/staff/sign-out/", "/desk/logout/", "/admin/logout/"):
        client.force_login(front_desk)
        assert client.post(door)["Location"] == "/staff/signed-out/"
        assert not signed_in(client)


PAGES = ["/staff/sign-in/", "/staff/signed-out/", "/staff/password/forgotten/", "/staff/password/link-sent/"]
OWN_PAGES = ["/staff/", "/staff/password/", "/staff/second-factor/"]


@pytest.mark.parametrize("page", PAGES + OWN_PAGES)
def test_no_page_of_the_staff_is_kept_found_or_fetched_from_elsewhere(client, front_desk, page):
    if page in OWN_PAGES:
        client.force_login(front_desk)

    response = client.get(page)

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    soup = BeautifulSoup(response.text, "html.parser")
    fetched = [tag.get("src") or tag.get("href") for tag in soup(["script", "link", "img", "iframe"])]
    assert [address for address in fetched if not address.startswith("/")] == []
    assert soup.select("style, [style], script:not([src]), [onclick]") == []


@pytest.mark.parametrize("page", OWN_PAGES)
def test_the_pages_about_a_login_are_for_its_owner(client, page):
    response = client.get(page)

    assert response.status_code == 302
    assert response["Location"].startswith("/staff/sign-in/")


def test_the_language_is_kept_and_leads_back(client, front_desk):
    client.force_login(front_desk)

    chosen = client.post("/staff/language/", {"language": "ml", "next": "/desk/"})
    astray = client.post("/staff/language/", {"language": "ml", "next": "https://evil.example/"})

    assert chosen["Location"] == "/desk/"
    assert astray["Location"] == "/"
    assert 'lang="ml"' in client.get("/desk/").text


def test_the_toolbar_of_the_cms_speaks_the_chosen_language_too(client, editor):
    client.force_login(editor)
    client.get("/admin/")

    client.post("/staff/language/", {"language": "ar"})

    assert UserSettings.objects.get(user=editor).language == "ar"
