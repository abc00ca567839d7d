"""Reading settings from environment variables. An empty one counts as not set."""

import os
import re
from email.utils import getaddresses
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured


def env(name, default=""):
    return os.environ.get(name, "").strip() or default


def env_list(name, default=""):
    return [item.strip() for item in env(name, default).split(",") if item.strip()]


def env_number(name, default):
    try:
        return int(env(name, str(default)))
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {env(name)!r}") from None


def env_mailbox(name, default):
    """One address of mail, alone or as Name <address>."""
    value = env(name, default)
    addresses = [address for _name, address in getaddresses([value])]
    if len(addresses) != 1 or not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", addresses[0]):
        raise ImproperlyConfigured(
            f"{name} must be an address of mail, like Hospital <desk@hospital.example>, not {value!r}"
        )
    return value


def env_web_address(name):
    """Of a service that is posted to; empty where none is set."""
    value = env(name)
    if value and urlsplit(value).scheme not in ("http", "https"):
        raise ImproperlyConfigured(f"{name} must begin with https:// or http://")
    return value


# What stands before the @ of an address may hold these as they are; all else is written as % and two digits.
PLAIN_OR_QUOTED = re.compile(r"(?:[\w.~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*", re.ASCII)


def env_database_url(name):
    """The address of a PostgreSQL database as Django's settings have it; nothing of it stands in a refusal."""
    value = env(name)
    login, _at, _where = value.partition("://")[2].rpartition("@")
    if not PLAIN_OR_QUOTED.fullmatch(login):
        raise ImproperlyConfigured(
            f"{name}: the user or the password in it has a character that must be quoted"
            " (@ as %40, # as %23, / as %2F, ? as %3F, % as %25, a blank as %20)"
        )
    try:
        entry = dj_database_url.parse(value, conn_max_age=60, conn_health_checks=True)
    except ValueError:  # and what dj-database-url makes of it
        entry = {}
    if entry.get("ENGINE") != "django.db.backends.postgresql":
        raise ImproperlyConfigured(f"{name} must name a PostgreSQL database: postgresql://user:password@host/name")
    return entry
