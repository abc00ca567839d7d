"""Reading settings from environment variables. An empty one counts as not set."""

import os
import re
from email.utils import getaddresses
from urllib.parse import urlsplit

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
