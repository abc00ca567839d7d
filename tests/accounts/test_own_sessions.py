"""Everybody sees where they are signed in, and can end it there."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from accounts.models import StaffSession
from accounts.sessions import described
from tests import factories
from tests.accounts.second_factors import shown, with_device

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"
CHROME = (
    "Mozilla/5.0 (Linux; Android 16; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Mobile Safari/537.36"
)
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/150.0 Safari/537.36 Edg/150.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) Version/26.0 Mobile/15E148 Safari/604.1"


def browser(person, says=FIREFOX, address="198.51.100.7"):
    own = Client(HTTP_USER_AGENT=says, REMOTE_ADDR=address)
    own.post("/staff/sign-in/", {"username": person.username, "password": PASSWORD})
    return own


def is_in(client):
    return client.get("/desk/").status_code == 200


@pytest.fixture
def two(front_desk):
    return browser(front_desk), browser(front_desk, CHROME, "203.0.113.200")


def test_the_page_says_where_and_since_when_but_not_the_address(two):
    here, _phone = two

    page = here.get("/staff/").text

    assert page.index("Firefox, Linux") < page.index("Chrome, Android")
    assert page.count("This browser") == 1
    assert "203.0.113.0/24" in page
    assert "203.0.113.200" not in page
    assert "Signed in: " in page
    assert not StaffSession.objects.filter(place__contains="113.200").exists()


@pytest.mark.parametrize(
    ("says", "named"),
    [(FIREFOX, "Firefox, Linux"), (CHROME, "Chrome, Android"), (EDGE, "Edge, Windows"), (IPHONE, "Safari, iPhone"),
     ("", ""), ("curl/8.0", "")],
)  # fmt: skip
def test_browsers_are_told_apart_by_kind(rf, says, named):
    assert described.browser_of(rf.get("/", headers={"User-Agent": says})) == named


def test_signing_out_there_ends_that_session_alone(two, front_desk):
    here, phone = two
    tablet = browser(front_desk)
    row = StaffSession.objects.get(browser="Chrome, Android")

    page = here.post(f"/staff/sessions/{row.pk}/end/", follow=True)

    assert "You are signed out there." in page.text
    assert [is_in(each) for each in (here, phone, tablet)] == [True, False, True]


def test_signing_out_everywhere_else(two, front_desk):
    here, phone = two

    here.post("/staff/sessions/end-others/")

    assert (is_in(here), is_in(phone)) == (True, False)
    assert "Sign out everywhere else" not in here.get("/staff/").text


def test_nobody_ends_the_session_of_a_colleague(two, roles):
    here, phone = two
    colleague = factories.staff("Front desk")
    stranger = browser(colleague)

    for row in StaffSession.objects.exclude(user=colleague):
        assert stranger.post(f"/staff/sessions/{row.pk}/end/")["Location"] == "/staff/"
    visitor = Client().post(f"/staff/sessions/{StaffSession.objects.last().pk}/end/")

    assert is_in(here)
    assert is_in(phone)
    assert visitor["Location"].startswith("/staff/sign-in/")


def test_a_new_password_ends_the_others(two):
    here, phone = two

    new = "green boats at dawn"
    here.post("/staff/password/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})

    assert (is_in(here), is_in(phone)) == (True, False)
    assert StaffSession.objects.count() == 1


def test_a_change_of_the_second_factor_ends_the_others(two, front_desk):
    here, phone = two
    here.post("/staff/second-factor/", {"password": PASSWORD, "change": "phone"})
    here.post("/staff/second-factor/new-phone/", {"code": shown(front_desk.authenticator_apps.get())})

    assert (is_in(here), is_in(phone)) == (True, False)
    assert StaffSession.objects.count() == 1

    half_way = browser(front_desk)
    here.post("/staff/second-factor/", {"password": PASSWORD, "change": "remove"})

    assert (is_in(here), is_in(half_way)) == (True, False)


@pytest.mark.parametrize("way", ["the administration", "a query"])
def test_a_login_that_is_switched_off_is_out_everywhere_at_once(two, front_desk, way, admin_client):
    if way == "a query":
        get_user_model().objects.filter(pk=front_desk.pk).update(is_active=False)
    else:
        page = f"/admin/auth/user/{front_desk.pk}/change/"
        form = admin_client.get(page).context["adminform"].form
        kept = {name: value for name, value in form.initial.items() if name != "is_active" and value not in (None, "")}
        groups = [group.pk for group in front_desk.groups.all()]
        date, time = f"{front_desk.date_joined:%Y-%m-%d}", f"{front_desk.date_joined:%H:%M:%S}"
        sent = kept | {"groups": groups, "user_permissions": [], "date_joined_0": date, "date_joined_1": time}
        assert admin_client.post(page, sent).status_code == 302

    front_desk.refresh_from_db()
    assert not front_desk.is_active
    assert [is_in(each) for each in two] == [False, False]


def test_with_a_second_factor_the_list_is_behind_it(front_desk):
    with_device(front_desk)
    half_way = browser(front_desk)

    assert half_way.get("/staff/").status_code == 302
    assert half_way.post("/staff/sessions/end-others/").status_code == 302
    assert StaffSession.objects.count() == 1
