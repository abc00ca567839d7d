"""A session of the staff ends when nobody has used it for a while, and after a working day whatever happens."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import StaffSession
from accounts.sessions import lasting
from tests import factories
from tests.accounts.second_factors import shown

pytestmark = pytest.mark.django_db

BY_ITSELF = {"headers": {"X-By-Itself": "1"}}
KEPT_FOR_EDITORS = {"content_type": "application/json", "data": "{}"}


@pytest.fixture
def after(time_machine):
    return lambda **time: time_machine.shift(timedelta(**time))


def is_in(client, **more):
    return client.get("/desk/", **more).status_code == 200


def test_half_an_hour_without_use_ends_it(client, front_desk, sign_in, after):
    sign_in(front_desk)
    after(minutes=29)
    assert is_in(client)
    after(minutes=29)
    assert is_in(client), "the one before was a use"

    after(minutes=30)

    assert not is_in(client)
    assert sign_in(front_desk).status_code == 302
    assert is_in(client)


def test_use_makes_no_session_longer_than_twelve_hours(client, front_desk, sign_in, after):
    sign_in(front_desk)
    for _time in range(12 * 60 // 20 - 1):
        after(minutes=20)
        assert is_in(client)

    after(minutes=20)

    assert not is_in(client)


@pytest.mark.parametrize(("minutes", "hours"), [(5, 12), (60, 1)])
def test_both_are_settings(client, front_desk, sign_in, after, settings, minutes, hours):
    settings.STAFF_IDLE_MINUTES, settings.STAFF_SESSION_HOURS = minutes, hours
    sign_in(front_desk)
    after(minutes=min(minutes, hours * 60) - 1)
    assert is_in(client)

    after(minutes=minutes)

    assert not is_in(client)


@pytest.mark.parametrize(
    ("method", "path", "more"),
    [
        ("get", "/desk/", {}),
        ("post", "/admin/unsaved/", KEPT_FOR_EDITORS),
        ("get", "/staff/time-left/", {}),
        ("get", "/staff/", {}),
    ],
)
def test_what_a_page_asks_by_itself_is_no_use(roles, client, sign_in, after, method, path, more):
    sign_in(factories.staff("Manager"))
    after(minutes=20)
    assert getattr(client, method)(path, **more, **BY_ITSELF).status_code == 200
    after(minutes=10)

    assert not is_in(client)


def test_every_page_of_the_staff_says_so_itself(settings):
    """The programs that ask without anybody's doing."""
    for name in ("desk", "unsaved", "translation", "session-end"):
        assert "X-By-Itself" in (settings.BASE_DIR / f"static/js/{name}.js").read_text(), name


def test_use_is_written_down_once_a_minute(client, front_desk, sign_in, after, django_assert_num_queries):
    sign_in(front_desk)
    client.get("/staff/")
    with django_assert_num_queries(2) as without:
        client.get("/staff/time-left/")
    after(seconds=61)

    with django_assert_num_queries(3) as noted:
        client.get("/staff/time-left/")

    assert [query["sql"].split()[:2] for query in [*without, *noted] if "UPDATE" in query["sql"]] == [
        ["UPDATE", '"accounts_staffsession"']
    ]


def test_a_code_that_was_never_shown_does_not_wait_for_ever(client, front_desk, device, sign_in, after):
    sign_in(front_desk)
    after(minutes=31)

    client.post("/staff/code/", {"code": shown(device)})

    assert not is_in(client)


def test_whose_session_ended_may_sign_in_again_and_is_a_visitor_until_then(client, front_desk, sign_in, after):
    sign_in(front_desk)
    after(minutes=31)

    assert client.get("/staff/time-left/", **BY_ITSELF).status_code == 401
    assert client.get("/staff/sign-in/").status_code == 200
    assert client.get("/staff/")["Location"] == "/staff/sign-in/?next=/staff/"
    assert client.get("/en/").status_code == 200


def test_a_patient_is_not_signed_out_of_anything(client, after):
    session = client.session
    session["drafts"] = {"a": "typed"}
    session.save()
    after(hours=13)

    assert client.get("/en/").status_code == 200
    assert client.session["drafts"] == {"a": "typed"}


def test_the_page_is_told_how_long_it_has(client, front_desk, sign_in, after):
    sign_in(front_desk)
    after(minutes=20)

    waiting = client.get("/staff/time-left/", **BY_ITSELF).json()
    staying = client.post("/staff/time-left/").json()
    for _time in range(24):
        after(minutes=29)
        client.post("/staff/time-left/")
    last = client.get("/staff/time-left/", **BY_ITSELF).json()

    assert (waiting["seconds"], waiting["may_stay"]) == (600, True)
    assert (staying["seconds"], staying["may_stay"]) == (1800, True)
    assert (last["seconds"], last["may_stay"]) == (240, False)
    assert waiting["words"]["soon"] == "You will be signed out in 2 minutes."


def test_a_stolen_number_of_somebody_elses_row_opens_nothing(client, roles):
    one, other = factories.staff("Front desk"), factories.staff("Front desk")
    client.force_login(one)
    Client().force_login(other)
    session = client.session
    session[lasting.ROW] = other.staff_sessions.get().pk
    session.save()

    assert not is_in(client)


def test_a_session_without_a_row_is_nobodys(client, front_desk):
    client.force_login(front_desk)
    session = client.session
    del session[lasting.ROW]
    session.save()

    assert not is_in(client)


def test_signing_in_again_and_out_leaves_no_rows(client, front_desk, sign_in, after):
    sign_in(front_desk)
    after(minutes=31)
    sign_in(front_desk)
    assert StaffSession.objects.count() == 1

    client.post("/staff/sign-out/")

    assert not StaffSession.objects.exists()


def test_rows_that_have_ended_are_forgotten(client, front_desk, roles, after):
    client.force_login(front_desk)
    after(minutes=31)
    Client().force_login(front_desk)

    lasting.forget_ended()

    assert StaffSession.objects.count() == 1
