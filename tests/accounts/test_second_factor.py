"""Whoever has a second factor is nobody without it, at every door; and it is not easily tricked."""

import re
from io import StringIO

import pytest
import zxingcpp
from django.core.management import CommandError, call_command
from django.test import Client

from accounts import devices
from accounts.auth_state import devices_of
from accounts.models import AuthenticatorApp
from tests import factories
from tests.accounts.second_factors import NOON, shown, with_device

pytestmark = pytest.mark.django_db

PASSWORD = {"password": "correct horse battery"}
WRONG = "This code is wrong, or it was used before."


def enter(client, code, **more):
    return client.post("/staff/code/", {"code": code, **more})


def is_in(client):
    return client.get("/desk/").status_code == 200


def test_the_password_alone_opens_nothing(client, front_desk, device, sign_in):
    assert sign_in(front_desk, next="/desk/")["Location"] == "/staff/code/?next=%2Fdesk%2F"
    assert client.get("/desk/")["Location"] == "/staff/sign-in/?next=/desk/"
    assert client.get("/staff/sign-in/")["Location"] == "/staff/code/"
    for page in ("/staff/", "/staff/password/", "/staff/second-factor/"):
        assert client.get(page).status_code == 302
    assert client.post("/staff/second-factor/", {**PASSWORD, "change": "remove"}).status_code == 302
    assert devices_of(front_desk).exists()


def test_password_and_code_lead_to_the_page_that_was_wanted(client, front_desk, device, sign_in):
    sign_in(front_desk, next="/desk/")
    before = client.session.session_key

    assert enter(client, shown(device), next="/desk/")["Location"] == "/desk/"
    assert client.session.session_key != before
    assert is_in(client)
    assert client.get("/staff/code/")["Location"] == "/staff/sign-in/"


@pytest.mark.parametrize(("wanted", "leads_to"), [("//evil.example/", "/desk/"), ("/admin/", "/desk/")])
def test_the_code_page_checks_next_as_well(client, front_desk, device, sign_in, wanted, leads_to):
    sign_in(front_desk)

    assert enter(client, shown(device), next=wanted)["Location"] == leads_to


@pytest.mark.parametrize("typed", ["{} {}", "{}-{}", " {}{} "])
def test_a_code_may_be_typed_with_blanks(client, front_desk, device, sign_in, typed):
    sign_in(front_desk)
    code = shown(device)

    enter(client, typed.format(code[:3], code[3:]))

    assert is_in(client)


@pytest.mark.parametrize("zero", ["൦", "०", "٠"])
def test_a_code_may_be_typed_in_the_digits_of_every_script(client, front_desk, device, sign_in, zero):
    sign_in(front_desk)

    enter(client, "".join(chr(ord(zero) + int(digit)) for digit in shown(device)))

    assert is_in(client)


@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_a_clock_that_is_half_a_minute_wrong_does_not_matter(client, front_desk, device, sign_in, seconds):
    sign_in(front_desk)

    enter(client, shown(device, NOON + seconds))

    assert is_in(client)


@pytest.mark.parametrize("seconds", [-90, 90])
def test_an_older_or_a_later_code_is_refused(client, front_desk, device, sign_in, seconds):
    sign_in(front_desk)

    assert WRONG in enter(client, shown(device, NOON + seconds)).text
    assert not is_in(client)


def test_a_code_works_once(client, front_desk, device, sign_in):
    sign_in(front_desk)
    enter(client, shown(device))
    thief = Client()
    thief.post("/staff/sign-in/", {"username": front_desk.username, **PASSWORD})

    assert WRONG in enter(thief, shown(device)).text
    assert not is_in(thief)


def test_a_code_of_a_colleague_is_refused(client, front_desk, device, sign_in):
    other = with_device(factories.staff("Front desk"))
    sign_in(front_desk)

    assert WRONG in enter(client, shown(other)).text
    assert not is_in(client)


def test_after_five_wrong_codes_the_right_one_waits_as_well(client, front_desk, device, sign_in):
    wrong = f"{(int(shown(device)) + 1) % 10**6:06}"
    sign_in(front_desk)
    for _try in range(5):
        enter(client, wrong)

    refused = enter(client, shown(device))
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    elsewhere.post("/staff/sign-in/", {"username": front_desk.username, **PASSWORD})

    assert refused.status_code == 429
    assert "Try again in 15 minutes." in refused.text
    assert enter(elsewhere, shown(device)).status_code == 429
    assert not is_in(client)


@pytest.mark.parametrize("code", ["", "abcdef", "1" * 41, "12\x0034", "²²²²²²", "-12345"])
def test_what_is_no_code_is_refused_with_words(client, front_desk, device, sign_in, code):
    sign_in(front_desk)

    response = enter(client, code)

    assert response.status_code == 200
    assert "There is a problem" in response.text


def set_up(client, person):
    """Through the pages. Returns the device and the codes that were shown."""
    client.post("/staff/second-factor/", {**PASSWORD, "change": "phone"})
    device = AuthenticatorApp.objects.get(user=person, confirmed=False)
    page = client.post("/staff/second-factor/new-phone/", {"code": shown(device)})
    return device, re.findall(r"\d{4} \d{4} \d{4}", page.text)


def test_setting_up_takes_the_password_and_the_first_code(client, front_desk):
    client.force_login(front_desk)
    assert (
        "This is not your password" in client.post("/staff/second-factor/", {"password": "x", "change": "phone"}).text
    )
    assert not AuthenticatorApp.objects.exists()

    page = client.post("/staff/second-factor/", {**PASSWORD, "change": "phone"})
    device = AuthenticatorApp.objects.get()
    wrong = client.post("/staff/second-factor/new-phone/", {"code": "000000"})

    assert "does not belong to the picture" in wrong.text
    assert not devices_of(front_desk).exists()
    assert devices.secret_to_type(device) in page.text
    assert devices.secret_to_type(device) not in wrong.text
    shows_codes = client.post("/staff/second-factor/new-phone/", {"code": shown(device)})
    assert shows_codes.text.count('class="codes__code"') == 10
    assert is_in(client), "whoever sets it up is not thrown out"
    assert client.get("/staff/second-factor/new-phone/")["Location"] == "/staff/second-factor/"


def test_the_picture_says_what_an_app_must_know(front_desk, settings):
    settings.AUTHENTICATOR_ISSUER = "hospital.example"
    device = devices.begin(front_desk)

    address = zxingcpp.read_barcodes(
        picture(devices.segno.make(devices.address_for_apps(device), error="m", micro=False))
    )[0].text

    assert address == devices.address_for_apps(device)
    assert address.startswith(f"otpauth://totp/hospital.example%3A{front_desk.username}?secret=")
    assert devices.secret_to_type(device).replace(" ", "") in address


def picture(code):
    from io import BytesIO

    from PIL import Image

    png = BytesIO()
    code.save(png, kind="png", scale=6)
    return Image.open(png).convert("RGB")


def test_setting_up_ends_the_sessions_that_had_the_password_only(client, front_desk):
    other_computer = Client()
    for each in (client, other_computer):
        each.force_login(front_desk)

    set_up(client, front_desk)

    assert is_in(client)
    assert not is_in(other_computer)


def test_a_recovery_code_works_in_the_place_of_the_phone_and_once(client, front_desk, sign_in):
    client.force_login(front_desk)
    _device, codes = set_up(client, front_desk)
    client.post("/staff/sign-out/")

    sign_in(front_desk)
    enter(client, codes[3])

    assert is_in(client)
    assert "9 recovery codes are left" in client.get("/staff/").text
    client.post("/staff/sign-out/")
    sign_in(front_desk)
    assert WRONG in enter(client, codes[3]).text


def test_new_recovery_codes_take_the_place_of_the_old(client, front_desk, sign_in):
    client.force_login(front_desk)
    _device, old = set_up(client, front_desk)

    page = client.post("/staff/second-factor/", {**PASSWORD, "change": "codes"})

    new = re.findall(r"\d{4} \d{4} \d{4}", page.text)
    assert len(set(new) - set(old)) == 10
    client.post("/staff/sign-out/")
    sign_in(front_desk)
    enter(client, old[0])
    assert not is_in(client)


def test_another_phone_takes_the_place_of_the_first_and_ends_its_sessions(client, front_desk, time_machine):
    client.force_login(front_desk)
    first, _codes = set_up(client, front_desk)
    stolen = Client()
    stolen.post("/staff/sign-in/", {"username": front_desk.username, **PASSWORD})
    time_machine.move_to(NOON + 60)
    enter(stolen, shown(first, NOON + 60))
    assert is_in(stolen)

    client.post("/staff/second-factor/", {**PASSWORD, "change": "phone"})
    assert is_in(stolen), "begun is not done"
    second = AuthenticatorApp.objects.get(user=front_desk, confirmed=False)
    client.post("/staff/second-factor/new-phone/", {"code": shown(second, NOON + 60)})

    assert list(devices_of(front_desk)) == [AuthenticatorApp.objects.get(pk=second.pk)]
    assert is_in(client)
    assert not is_in(stolen)


def test_removing_takes_the_password_and_is_not_for_sites_that_demand_one(client, front_desk, settings):
    client.force_login(front_desk)
    set_up(client, front_desk)
    client.post("/staff/second-factor/", {"password": "wrong", "change": "remove"})
    assert devices_of(front_desk).exists()
    settings.REQUIRE_SECOND_FACTOR = True
    client.post("/staff/second-factor/", {**PASSWORD, "change": "remove"})
    assert devices_of(front_desk).exists()
    settings.REQUIRE_SECOND_FACTOR = False

    client.post("/staff/second-factor/", {**PASSWORD, "change": "remove"})

    assert not AuthenticatorApp.objects.exists()
    assert is_in(client)


def test_guessing_the_password_of_an_open_session_is_slowed_down(client, front_desk):
    client.force_login(front_desk)
    for _try in range(5):
        client.post("/staff/second-factor/", {"password": "wrong", "change": "phone"})

    assert client.post("/staff/second-factor/", {**PASSWORD, "change": "phone"}).status_code == 429
    assert client.post("/staff/password/", {"old_password": PASSWORD["password"]}).status_code == 429


def test_a_site_that_demands_one_lets_people_do_nothing_else_first(client, front_desk, sign_in, settings):
    settings.REQUIRE_SECOND_FACTOR = True

    assert sign_in(front_desk)["Location"] == "/staff/second-factor/"
    assert not is_in(client)
    for page in ("/staff/", "/staff/password/"):
        assert client.get(page).status_code == 302
    assert "Set up a second factor to go on" in client.get("/staff/second-factor/").text
    set_up(client, front_desk)

    assert is_in(client)


def test_an_operator_resets_it_and_the_sessions_of_the_lost_phone_end(client, front_desk, sign_in):
    client.force_login(front_desk)
    set_up(client, front_desk)
    said = StringIO()

    call_command("reset_second_factor", front_desk.username, stdout=said)

    assert "is removed" in said.getvalue()
    assert not is_in(client)
    assert sign_in(front_desk)["Location"] == "/desk/"
    assert is_in(client)
    with pytest.raises(CommandError, match="has no second factor"):
        call_command("reset_second_factor", front_desk.username)
    with pytest.raises(CommandError, match="no login named"):
        call_command("reset_second_factor", "nobody")


def test_a_session_cannot_borrow_the_device_of_a_colleague(client, front_desk, device):
    other = with_device(factories.staff("Front desk"))
    client.force_login(front_desk)
    session = client.session
    session["second_factor"] = other.pk
    session.save()

    assert not is_in(client)


def test_the_secret_is_shown_once_and_behind_the_password(client, front_desk):
    client.force_login(front_desk)
    first = client.post("/staff/second-factor/", {**PASSWORD, "change": "phone"})
    secret = devices.secret_to_type(devices.begun(front_desk))

    seen = [client.get(page, follow=True).text for page in ("/staff/second-factor/new-phone/", "/staff/second-factor/")]
    refused = [client.post("/staff/second-factor/new-phone/", {"code": "000000"}) for _try in range(6)]
    reloaded = client.post("/staff/second-factor/", {**PASSWORD, "change": "phone"})

    assert secret in first.text
    assert refused[-1].status_code == 429
    assert not any(secret in page for page in [*seen, *(page.text for page in refused), reloaded.text])
    assert devices.secret_to_type(devices.begun(front_desk)) in reloaded.text
    assert "no-store" in first["Cache-Control"]
