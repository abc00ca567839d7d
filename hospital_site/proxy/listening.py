"""Where the web server listens: on this machine alone, unless its operator says who else may reach it.

Nothing but Python is imported, so that it can be asked before anything is installed.
"""

import os

LOOPBACK = ("127.", "::1", "localhost")


class NotWithoutProxy(Exception):
    """The message is for the person at the terminal."""


def host_and_port() -> tuple[str, str]:
    host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
    if not host.startswith(LOOPBACK) and os.environ.get("ALLOW_DIRECT_ACCESS") != "1":
        raise NotWithoutProxy(
            f"HOST={host} would let strangers reach the web server itself, which a few half-sent requests stop:"
            " put nginx in front (docs/operations.md), or set ALLOW_DIRECT_ACCESS=1 where only your network gets there."
        )
    return host, port
