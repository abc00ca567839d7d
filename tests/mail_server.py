"""A real mail server on loopback, for tests that send mail."""

import socket
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller


class Inbox:
    """Keeps what arrives. `answer` is what the server says to each mail."""

    def __init__(self):
        self.mails, self.answer, self.lock = [], "250 OK", threading.Lock()

    async def handle_DATA(self, server, session, envelope):
        if self.answer.startswith("250"):
            with self.lock:
                self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.answer

    def to(self, address):
        return [mail for mail in self.mails if address in mail["To"]]


def words(mail):
    """The text of a mail, whatever is attached to it."""
    return mail.get_body(("plain",)).get_content()


@contextmanager
def running():
    """Yields the inbox and the server's port."""
    inbox = Inbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield inbox, port
    finally:
        controller.stop()
