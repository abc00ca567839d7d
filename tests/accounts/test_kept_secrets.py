"""Whoever reads the database, or a dump of it, finds no secret of a second factor that they could use."""

import base64

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection

from accounts import devices
from accounts.kept_secrets import codes, sealed
from accounts.models import AuthenticatorApp, RecoveryCode
from tests.accounts.second_factors import shown, with_device

pytestmark = pytest.mark.django_db

PASSWORD = {"password": "correct horse battery"}


def everything_kept():
    """Each row of each table, as a dump has it."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'select t::text from "{table}" t')
            yield from (row for [row] in cursor.fetchall())


def test_no_table_holds_a_secret_or_a_code(client, front_desk):
    client.force_login(front_desk)
    client.post("/staff/second-factor/", {**PASSWORD, "change": "phone"})
    device = AuthenticatorApp.objects.get()
    page = client.post("/staff/second-factor/new-phone/", {"code": shown(device)}).text
    new_codes = devices.new_recovery_codes(front_desk)
    secret = sealed.opened(device.sealed_secret)

    kept = "\n".join(everything_kept())

    assert "codes__code" in page
    assert device.sealed_secret[:40] in kept or AuthenticatorApp.objects.get().sealed_secret in kept
    for readable in (secret.hex(), base64.b32encode(secret).decode(), base64.b64encode(secret).decode()):
        assert readable not in kept
    for code in new_codes:
        assert code not in kept
        assert code.replace(" ", "") not in kept


def test_no_page_of_the_administration_shows_them(admin_client, front_desk):
    with_device(front_desk)

    assert not {AuthenticatorApp, RecoveryCode} & set(admin.site._registry)
    assert not [config.label for config in apps.get_app_configs() if config.label.startswith("otp_")]
    page = admin_client.get(f"/admin/auth/user/{front_desk.pk}/change/").text
    assert AuthenticatorApp.objects.get().sealed_secret not in page


def test_the_key_of_the_site_may_change(front_desk, settings):
    device, code = with_device(front_desk), devices.new_recovery_codes(front_desk)[0].replace(" ", "")
    before = device.sealed_secret
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key " * 5, [settings.SECRET_KEY]

    assert devices.accept(front_desk, code) == device
    assert devices.accept(front_desk, shown(device)) == device

    settings.SECRET_KEY_FALLBACKS = []
    device.refresh_from_db()
    assert device.sealed_secret != before
    assert sealed.opened(device.sealed_secret), "a use has sealed it with the key of now"


def test_with_another_key_alone_nothing_opens(front_desk, settings, caplog):
    device, code = with_device(front_desk), devices.new_recovery_codes(front_desk)[0].replace(" ", "")
    number = shown(device)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key " * 5, []

    assert devices.accept(front_desk, number) is None
    assert devices.accept(front_desk, code) is None
    assert f"user {front_desk.pk} was sealed with a key that is gone" in caplog.text


def test_the_hash_of_a_code_is_slow_and_salted():
    assert codes.COST["n"] * codes.COST["r"] * 128 >= 16 * 2**20  # bytes, each time
    salts = [codes.new_salt() for _set in range(2)]
    assert len({codes.digest("123456789012", salt) for salt in salts}) == 2
    assert codes.found_among("123456789012", salts[0], [codes.digest("123456789012", salts[1])]) == ""
    assert codes.found_among("000000000000", salts[0], [codes.digest("123456789012", salts[0])]) == ""


def test_a_recovery_code_counts_once_and_is_of_its_owner(front_desk, editor):
    with_device(front_desk), with_device(editor)
    code = devices.new_recovery_codes(front_desk)[3].replace(" ", "")
    devices.new_recovery_codes(editor)

    assert devices.accept(editor, code) is None
    assert devices.accept(front_desk, code)
    assert devices.accept(front_desk, code) is None
    assert devices.recovery_codes_left(front_desk) == 9


@pytest.mark.parametrize("code", ["", "1", "12345", "1234567", "0" * 11, "0" * 13])
def test_what_has_another_length_is_no_code(front_desk, code):
    device = with_device(front_desk)

    assert devices.accept(front_desk, code) is None
    assert devices.accept(front_desk, shown(device).rjust(7, "0")) is None
