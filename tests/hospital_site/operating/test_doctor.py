"""`manage.py doctor` and a production site behind nginx: nothing to say of a good one, and of each fault its name."""

import os
import subprocess
import sys
from contextlib import ExitStack
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from accounts.models import DemonstrationLogin
from common import queue
from common.models import Task
from directory.models import Hospital
from hospital_site.operating import doctor
from tests import factories, mail_server, nginx_server
from tests.databases import TABLES, undone
from tests.hospital_site.test_nginx import KEY, web_server, write_files_of_the_site

BELIEVES_ANYBODY = {
    "proxy_set_header X-Forwarded-For $remote_addr;": (
        "set $said $http_x_forwarded_for; if ($said = '') { set $said $remote_addr; }"
        " proxy_set_header X-Forwarded-For $said;"
    )
}


@pytest.fixture(scope="module")
def site(databases, django_db_setup, django_db_blocker, tmp_path_factory):
    """Its web server, and a folder with what nginx serves."""
    folder = tmp_path_factory.mktemp("var")
    with django_db_blocker.unblock(), databases.thrown_away(TABLES):
        factories.HospitalFactory(is_demonstration=False)
        factories.LocationFactory()
        write_files_of_the_site(folder)
        queue.run_due()
        with web_server(folder, ALLOWED_HOSTS=f"{nginx_server.HOST},localhost") as (_web, port):
            connection.close()
            yield port, folder


@pytest.fixture
def good(site, settings, monkeypatch, django_db_blocker):
    """What an operator has set, around that site; each test undoes what it changes."""
    port, folder = site
    with mail_server.running() as (_inbox, mail_port), nginx_server.running(web_port=port, var_dir=folder) as nginx:
        set_as_in_production(settings)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail_port
        be_reached_by(nginx, settings, monkeypatch)
        with django_db_blocker.unblock():
            yield settings
            connection.close()


def be_reached_by(nginx, settings, monkeypatch):
    settings.SITE_ADDRESS = f"https://localhost:{nginx.https_port}"
    monkeypatch.setenv("SSL_CERT_FILE", str(nginx.folder / "certificate"))


def set_as_in_production(settings):
    settings.PRODUCTION = settings.SECURE_SSL_REDIRECT = settings.REQUIRE_SECOND_FACTOR = True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS, settings.SECRET_KEY = 31_536_000, KEY
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.ALERT_MAIL = ["operator@hospital.example"]
    # Tests in a browser, earlier in this process, set what it is about.
    settings.SILENCED_SYSTEM_CHECKS = [*settings.SILENCED_SYSTEM_CHECKS, "async.E001"]


def unsafe():
    return {finding.about for finding in doctor.findings() if finding.is_unsafe}


def test_a_good_installation(good):
    assert [finding for finding in doctor.findings() if finding.is_unsafe] == []


def a_password_alone_is_enough_for_browsers(good):
    good.SECURE_SSL_REDIRECT = False


def nobody_answers_there(good):
    good.SITE_ADDRESS = "https://localhost:1"


def tables_are_missing(good):
    with connection.cursor() as cursor:
        cursor.execute("delete from django_migrations where app = 'bookings'")


def no_mail_is_taken(good):
    good.EMAIL_PORT = 1


def the_disk_is_full(good):
    good.DISK_FREE_PERCENT = 100


def nobody_works(good):
    Task.objects.filter(kind="publish_planned").update(run_at=timezone.now() - timedelta(minutes=6))


def nobody_is_told(good):
    good.ALERT_MAIL = []


def somebody_has_no_second_factor(good):
    factories.staff("Editor")


def it_is_the_demonstration(good):
    Hospital.objects.update(is_demonstration=True)


def a_login_of_the_demonstration_is_left(good):
    DemonstrationLogin.objects.create(user=factories.get_user_model().objects.create(username="left"))


FAULTS = {
    a_password_alone_is_enough_for_browsers: "settings",
    nobody_answers_there: "site",
    tables_are_missing: "schema",
    no_mail_is_taken: "mail",
    the_disk_is_full: "disk",
    nobody_works: "work",
    nobody_is_told: "alerts",
    somebody_has_no_second_factor: "second factors",
    it_is_the_demonstration: "demonstration data",
    a_login_of_the_demonstration_is_left: "demonstration data",
}


def test_each_fault_alone_is_named_and_no_other(good):
    named = {}
    for fault, about in FAULTS.items():
        with undone(), ExitStack() as stack:
            fault(SettingsUntil(stack))
            named[fault.__name__] = unsafe(), {about}

    assert {name: found for name, (found, _about) in named.items()} == {
        name: about for name, (_found, about) in named.items()
    }


class SettingsUntil:
    """Settings that are as before when the stack ends."""

    def __init__(self, stack):
        vars(self).update(stack=stack)

    def __setattr__(self, name, value):
        self.stack.enter_context(override_settings(**{name: value}))


def test_a_proxy_that_believes_anybody(site, good, monkeypatch):
    port, folder = site
    with nginx_server.running(web_port=port, var_dir=folder, instead=BELIEVES_ANYBODY) as nginx:
        be_reached_by(nginx, good, monkeypatch)

        assert unsafe() == {"proxy"}


def test_a_clock_that_is_wrong(good):
    with time_machine.travel(timezone.now() + timedelta(seconds=30)):
        assert unsafe() == {"clock"}


def test_a_database_that_does_not_answer(good, monkeypatch):
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "NAME", "nothing")

    assert unsafe() == {"database"}


def test_monitoring_reads_the_exit_code(good, capsys):
    call_command("doctor")
    assert "Nothing is unsafe." in capsys.readouterr().out

    good.ALERT_MAIL = []
    with pytest.raises(SystemExit) as ended:
        call_command("doctor")

    assert ended.value.code == 2
    assert "1 unsafe." in capsys.readouterr().out


def test_it_can_be_asked_on_a_machine_where_nothing_answers():
    """The command itself, which must not end with a traceback where everything is wrong."""
    environment = {"PATH": os.environ["PATH"], "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}
    result = subprocess.run(
        [sys.executable, "manage.py", "doctor"],
        cwd=django_settings.BASE_DIR, env=environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip

    assert result.returncode == 2
    assert "UNSAFE  database: it does not answer" in result.stdout
    assert "Traceback" not in result.stderr
