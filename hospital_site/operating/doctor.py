"""What an operator should know before patients do: the running site is asked through its public address, and what it
stands on one by one."""

import json
import smtplib
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import checks, mail, signing
from django.core.exceptions import ImproperlyConfigured
from django.db import Error as DatabaseError
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from accounts.models import DemonstrationLogin
from directory.models import Hospital

from . import attention, start_up, telling
from .schema import missing_migrations

SALT = "hospital_site.doctor"
SECONDS = 10  # longest wait for one answer
MOST_OFF = timedelta(seconds=5)
NOBODYS_ADDRESS = "203.0.113.7"  # reserved for examples: no visitor has it


@dataclass(frozen=True)
class Finding:
    """`about` names what was looked at; `words` say what is wrong and what to do, or that nothing is."""

    about: str
    words: str
    is_unsafe: bool = True


def findings() -> Iterator[Finding]:
    """One for each thing that was looked at, and one for each that is wrong."""
    for about, look in LOOKS.items():
        try:
            wrong = list(look())
        except DatabaseError:
            wrong = [] if about != "database" else ["it does not answer"]
        yield from (Finding(about, words) for words in wrong)
        if not wrong:
            yield Finding(about, "in order", is_unsafe=False)
    yield Finding("backups", "not yet looked at: make them as docs/operations.md says", is_unsafe=False)


def _settings():
    if not settings.PRODUCTION:
        yield "SITE_MODE is local: people outside must not reach this site"
    for message in checks.run_checks(include_deployment_checks=True):
        if message.level >= checks.WARNING and not message.is_silenced():
            yield f"{message.msg} ({message.id})"


def _database():
    connection.ensure_connection()
    try:
        start_up.check_database()
    except ImproperlyConfigured as refused:
        yield str(refused)


def _schema():
    if missing := missing_migrations():
        yield f"tables are missing for {', '.join(missing)}: run manage.py migrate"


def _site():
    """As a visitor sees it: its certificate, its first page, and the style of that page."""
    for path in ("/healthz", "/"):
        try:
            _ask(path)
        except OSError as error:
            yield f"{settings.SITE_ADDRESS}{path} does not answer ({_cause(error)}): does the web server run?"
            return


def _proxy():
    """What the site makes of a request whose sender pretends to be somebody else."""
    try:
        seen = _seen_by_the_site()
    except OSError:
        return  # told as the site's
    if seen["address"] == NOBODYS_ADDRESS:
        yield (
            "visitors can pretend to be at any address and pass every limit: the proxy must set"
            " X-Forwarded-For to $remote_addr, and TRUSTED_PROXIES be the number of proxies"
        )
    if seen["is_secure"] != (urlsplit(settings.SITE_ADDRESS).scheme == "https"):
        yield "the site does not know that visitors come by HTTPS: set BEHIND_TLS_PROXY=1, and X-Forwarded-Proto there"


def _clock():
    with connection.cursor() as cursor:
        cursor.execute("select now()")
        [there] = cursor.fetchone()
    if abs(there - timezone.now()) > MOST_OFF:
        yield "the clock of the database is not that of this machine: let both follow a time server"
    try:
        site = datetime.fromisoformat(_seen_by_the_site()["time"])
    except OSError:
        return
    if abs(site - timezone.now()) > MOST_OFF:
        yield "the clock of the web server is not that of this machine: let both follow a time server"


def _mail():
    """Says hello to the mail server, and sends nothing."""
    if not settings.EMAIL_HOST:
        yield "mails become files: set EMAIL_HOST"
        return
    try:
        with mail.get_connection() as server:
            if getattr(server, "connection", None):
                server.connection.noop()
    except (OSError, smtplib.SMTPException) as error:
        yield f"{settings.EMAIL_HOST}, port {settings.EMAIL_PORT}, takes no mail ({_cause(error)})"


def _second_factors():
    if not settings.REQUIRE_SECOND_FACTOR:
        yield "a password alone lets staff in: set REQUIRE_SECOND_FACTOR=1"
    staff = get_user_model().objects.filter(Q(is_staff=True) | Q(is_superuser=True) | Q(groups__isnull=False))
    without = staff.filter(is_active=True).exclude(authenticator_apps__confirmed=True).distinct().count()
    if without:
        yield f"{without} logins have set up no second factor yet: whoever has the password first, sets it up"


def _demonstration_data():
    if Hospital.objects.filter(is_demonstration=True).exists():
        yield "this is the demonstration's hospital: begin with an empty database"
    if count := DemonstrationLogin.objects.count():
        yield f"{count} logins of the demonstration are in the database: begin with an empty one"


def _disk():
    yield from (concern.words for concern in attention.of_disks())


def _work():
    yield from (concern.words for concern in attention.of_the_queue())


def _alerts():
    if not telling.ways():
        yield "nobody is told when something is wrong: set ALERT_MAIL or ALERT_URL"


LOOKS: dict[str, Callable[[], Iterator[str]]] = {
    "settings": _settings,
    "database": _database,
    "schema": _schema,
    "site": _site,
    "proxy": _proxy,
    "clock": _clock,
    "mail": _mail,
    "disk": _disk,
    "work": _work,
    "alerts": _alerts,
    "second factors": _second_factors,
    "demonstration data": _demonstration_data,
}


def _ask(path, **headers):
    request = urllib.request.Request(settings.SITE_ADDRESS + path, headers=headers)  # noqa: S310 -- our own address
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
        return answer.read()


def _seen_by_the_site():
    """Raises OSError."""
    token = signing.TimestampSigner(salt=SALT).sign("doctor")
    return json.loads(_ask(f"/doctor/{token}", **{"X-Forwarded-For": NOBODYS_ADDRESS}))


def _cause(error):
    return getattr(error, "reason", None) or type(error).__name__
