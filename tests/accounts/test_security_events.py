"""Each security event is exactly one line at WARNING, in ids only, by whichever way it came about."""

import logging
import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.test import Client

from accounts import devices
from accounts.passwords.links import link_for
from bookings import services
from bookings.retention import erase
from common.models import SecurityEvent
from common.security_events.log import tell_what_triggers_wrote
from tests import factories
from tests.accounts.second_factors import shown, with_device

pytestmark = pytest.mark.django_db

PASSWORD, NEW = "correct horse battery", "green boats at dawn"
CANARY = "Canaria"


@pytest.fixture
def lines(caplog):
    """`lines()`: what was told since it was last asked, without the time; only WARNING counts."""
    caplog.set_level(logging.WARNING)
    tell_what_triggers_wrote()
    caplog.clear()

    def told():
        tell_what_triggers_wrote()
        records = [record for record in caplog.records if record.name == "security"]
        assert {record.levelno for record in records} <= {logging.WARNING}
        assert CANARY.casefold() not in caplog.text.casefold()
        caplog.clear()
        return [re.sub(r" at=\S+$", "", record.getMessage()) for record in records]

    return told


@pytest.fixture
def person(roles, lines):
    somebody = factories.staff("Manager")
    somebody.username, somebody.first_name, somebody.last_name = CANARY.lower(), CANARY, CANARY
    somebody.email = f"{CANARY}@hospital.example"
    somebody.save()
    lines()
    return somebody


@pytest.fixture
def boss(roles, lines):
    somebody = factories.staff("Manager", is_superuser=True)
    lines()
    return somebody


@pytest.fixture
def asked(roles):
    return factories.request(full_name=f"{CANARY} Menon", email=f"{CANARY}@example.org")


def post_sign_in(client, person, password=PASSWORD):
    return client.post("/staff/sign-in/", {"username": person.username, "password": password})


def test_signing_in_with_a_password(client, person, lines):
    post_sign_in(client, person)

    assert lines() == [f"signed in by={person.pk} "]


def test_signing_in_with_a_code(client, person, lines):
    device = with_device(person)
    post_sign_in(client, person)
    assert lines() == []
    client.post("/staff/code/", {"code": "000000"})
    assert lines() == [f"sign-in failed by=- user={person.pk} step=code"]

    client.post("/staff/code/", {"code": shown(device)})

    assert lines() == [f"signed in by={person.pk} "]


def test_a_wrong_password_and_the_limit(client, person, lines):
    for _try in range(5):
        post_sign_in(client, person, "wrong")
        assert lines() == [f"sign-in failed by=- user={person.pk} step=password"]
    for _try in range(3):
        post_sign_in(client, person)

    assert lines() == [f"locked by=- user={person.pk} step=sign-in"]


@pytest.mark.parametrize("typed", ["nobody", f"{CANARY} typed a password here", "nobody\0"])
def test_a_name_that_nobody_has_is_not_written_down(client, roles, lines, typed):
    for _try in range(7):
        client.post("/staff/sign-in/", {"username": typed, "password": "wrong"})

    assert not [line for line in lines() if "user=-" not in line]


def test_codes_that_are_guessed(client, person, lines):
    with_device(person)
    post_sign_in(client, person)
    for _try in range(8):
        client.post("/staff/code/", {"code": "000000"})

    assert lines()[5:] == [f"locked by=- user={person.pk} step=code"]


def test_the_second_factor(client, person, lines, settings):
    client.force_login(person)
    client.post("/staff/second-factor/", {"password": PASSWORD, "change": "phone"})
    page = client.post("/staff/second-factor/new-phone/", {"code": shown(person.authenticator_apps.get())})
    [code, *_others] = re.findall(r"\d{4} \d{4} \d{4}", page.text)
    me = f"by={person.pk} user={person.pk}"
    assert lines() == [f"second factor set up {me}", f"recovery codes made {me}"]

    client.post("/staff/second-factor/", {"password": PASSWORD, "change": "codes"})
    assert lines() == [f"recovery codes made {me}"]

    code = devices.new_recovery_codes(person)[0].replace(" ", "")
    lines()
    devices.accept(person, code)
    assert lines() == [f"recovery code used {me} left=9"]

    client.post("/staff/second-factor/", {"password": PASSWORD, "change": "remove"})
    assert lines() == [f"second factor removed {me}"]

    with_device(person)
    call_command("reset_second_factor", person.username)
    assert lines() == [f"second factor removed by=- user={person.pk}"]


def test_passwords(client, person, lines):
    client.force_login(person)
    client.post("/staff/password/", {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW})
    assert lines() == [f"password changed by={person.pk} user={person.pk}"]

    person.refresh_from_db()
    stranger = Client()
    mailed = stranger.get(re.sub(r"^https?://[^/]+", "", link_for(person)), follow=True)
    link = mailed.redirect_chain[-1][0]
    stranger.post(link, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    assert lines() == [f"password changed by=- user={person.pk}"]


def in_the_administration(client, person, **changes):
    page = f"/admin/auth/user/{person.pk}/change/"
    initial = client.get(page).context["adminform"].form.initial
    sent = {name: value for name, value in initial.items() if value not in (None, "", False)}
    sent |= {"groups": [group.pk for group in person.groups.all()], "user_permissions": []}
    joined = person.date_joined
    sent |= {"date_joined_0": f"{joined:%Y-%m-%d}", "date_joined_1": f"{joined:%H:%M:%S}"} | changes
    sent = {name: value for name, value in sent.items() if value is not None}
    sent.pop("last_login", None)
    assert client.post(page, sent).status_code == 302


def test_rights_given_in_the_administration(client, boss, person, lines):
    client.force_login(boss)
    desk = Group.objects.get(name="Front desk")

    in_the_administration(client, person, is_superuser="on")
    assert lines() == [f"login changed by={boss.pk} user={person.pk} superuser=t staff=t active=t"]

    in_the_administration(client, person, is_active=None, is_superuser="on")
    assert lines() == [f"login changed by={boss.pk} user={person.pk} superuser=t staff=t active=f"]

    in_the_administration(
        client, person, groups=[desk.pk, *(group.pk for group in person.groups.all())], is_superuser="on"
    )
    assert lines()[-1] == f"role given by={boss.pk} user={person.pk} roles={desk.pk}"


def test_rights_given_by_every_other_way(person, lines):
    desk, right = Group.objects.get(name="Front desk"), Permission.objects.get(codename="export_patient")
    users, through = get_user_model().objects, get_user_model().groups.through

    def line_of(change):
        change()
        [line] = lines()
        return line

    who = f"by=- user={person.pk}"
    assert line_of(lambda: users.filter(pk=person.pk).update(is_superuser=True)).startswith(
        f"login changed {who} superuser=t"
    )
    assert line_of(lambda: desk.user_set.add(person)) == f"role given {who} roles={desk.pk}"
    assert line_of(lambda: person.groups.remove(desk)) == f"role taken {who} roles={desk.pk}"
    assert line_of(lambda: through.objects.create(user=person, group=desk)) == f"role given {who} roles={desk.pk}"
    assert line_of(lambda: desk.user_set.clear()) == f"role taken {who} roles={desk.pk}"
    assert line_of(lambda: person.user_permissions.add(right)) == f"right given {who} rights={right.pk}"
    assert line_of(lambda: right.user_set.remove(person)) == f"right taken {who} rights={right.pk}"
    assert line_of(lambda: desk.permissions.add(right)) == f"right of role given by=- role={desk.pk} rights={right.pk}"
    assert line_of(lambda: right.group_set.remove(desk)) == f"right of role taken by=- role={desk.pk} rights={right.pk}"


def test_logins_made_and_deleted(person, lines):
    somebody = get_user_model().objects.create_user(CANARY.lower() + "2", first_name=CANARY)
    assert lines() == [f"login made by=- user={somebody.pk} superuser=f staff=f"]
    number = somebody.pk
    somebody.delete()
    assert lines() == [f"login deleted by=- user={number}"]


def test_what_changes_no_right_is_no_event(person, lines):
    person.first_name = CANARY + " Second"
    person.save()
    get_user_model().objects.filter(pk=person.pk).update(is_active=True, last_name=CANARY)

    assert lines() == []


def test_exports(client, person, asked, lines):
    client.force_login(person)

    client.get("/desk/reports/export/?span=own&first=2026-01-05&last=2026-01-11&by=week&kind=csv")
    assert lines() == [f"exported by={person.pk} what=report_csv sums=week first=2026-01-05 last=2026-01-11"]

    client.post("/admin/directory/doctor/export/", {"format": "0", "resource": "0"} | columns(client))
    assert lines() == [f"exported by={person.pk} what=spreadsheet_doctor"]

    client.post(f"/desk/requests/{asked.reference}/export/", {"reason": "asked", "kind": "json"})
    told = lines()
    assert [line for line in told if line.startswith("exported")] == [
        f"exported by={person.pk} what=patient requests={asked.pk} reason=asked"
    ]


def columns(client):
    form = client.get("/admin/directory/doctor/export/").context["form"]
    return {name: "on" for name in form.fields if name.startswith("doctorresource_") or name.startswith("doctor")}


def test_erasure(person, asked, lines):
    services.cancel(asked.pk)

    erase(asked.pk, by=person, reason="asked")
    erase(asked.pk, by=person, reason="asked")

    assert lines() == [f"erased by={person.pk} request={asked.pk} reason=asked"]


def test_access_to_a_request(client, person, asked, lines):
    client.force_login(person)
    for _look in range(2):
        client.get(f"/desk/requests/{asked.reference}/")

    assert lines() == [f"request seen by={person.pk} way=opened requests={asked.pk}"]


def test_nothing_is_told_twice_and_nothing_stays(person, lines):
    Group.objects.get(name="Front desk").user_set.add(person)

    assert len(lines()) == 1
    assert lines() == []
    assert not SecurityEvent.objects.exists()
