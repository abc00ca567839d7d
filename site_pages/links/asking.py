"""Asks other sites whether a page is still there, and is of no use to whoever wants to reach what is inside a network.

Only public addresses are asked. The name is looked up once, and the connection goes to that very address, so that a
name which means something else a moment later leads nowhere. Each step of a redirect is looked at in the same way.
"""

import http.client
import ipaddress
import socket
import ssl
from urllib.parse import urljoin, urlsplit

from django.conf import settings

TIMEOUT = 10  # seconds, for each step
MOST_STEPS = 4
PORTS = {"http": 80, "https": 443}
REDIRECTS = (301, 302, 303, 307, 308)
# They are there, and only want a person, or less of us.
THERE = (401, 403, 405, 406, 429, 503, 999)


class NotAsked(Exception):
    """No public address: nothing is sent there."""


def ask(url: str) -> tuple[bool, str]:
    """Whether the page is there, and what was found."""
    try:
        for _step in range(MOST_STEPS):
            status, location = _one_step(url)
            if status not in REDIRECTS or not location:
                return status < 400 or status in THERE, str(status)
            url = urljoin(url, location)
    except NotAsked as refused:
        return False, str(refused)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return False, type(error).__name__
    return False, "too many redirects"


def _one_step(url: str) -> tuple[int, str]:
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname or parts.username or parts.password:
        raise NotAsked("no web address")
    port = parts.port or PORTS[parts.scheme]
    address = public_address(parts.hostname, port)
    connection = http.client.HTTPConnection(parts.hostname, port, timeout=TIMEOUT)
    connection.sock = _connect(parts.scheme, parts.hostname, address, port)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", path, headers={"User-Agent": "hospital-site link check", "Accept": "*/*"})
        answer = connection.getresponse()  # its words stay unread
        return answer.status, answer.getheader("Location") or ""
    finally:
        connection.close()


def _connect(scheme, host, address, port):
    sock = socket.create_connection((address, port), timeout=TIMEOUT)
    return ssl.create_default_context().wrap_socket(sock, server_hostname=host) if scheme == "https" else sock


def public_address(host: str, port: int) -> str:
    """The one to connect to. Refuses a name of which any address lies inside a network."""
    if port not in PORTS.values() and not settings.LINK_CHECK_ANY_ADDRESS:
        raise NotAsked("no web port")
    found = [entry[4][0] for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not settings.LINK_CHECK_ANY_ADDRESS and not all(is_public(each) for each in found):
        raise NotAsked("no public address")
    return found[0]


def is_public(address: str) -> bool:
    """Also of what stands inside an IPv6 address."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    inside = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    return ip.is_global and not ip.is_multicast and (inside is None or is_public(str(inside)))
