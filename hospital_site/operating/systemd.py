"""What a service tells systemd, where systemd has started it."""

import os
import socket


def notify(state):
    """`READY=1`, `WATCHDOG=1`; elsewhere nothing happens."""
    if address := os.environ.get("NOTIFY_SOCKET"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as there:
            there.sendto(state.encode(), address.replace("@", "\0", 1) if address.startswith("@") else address)
