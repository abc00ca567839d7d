"""A real web server on loopback that takes phone messages, for tests of the webhook."""

import hashlib
import hmac
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = "a secret of at least thirty-two characters"


class Gateway(ThreadingHTTPServer):
    """Keeps what arrives with a good signature. `answer` is the status it gives."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.taken, self.refused, self.answer = [], 0, 200

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/messages"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        expected = hmac.new(
            SECRET.encode(), self.headers["X-Hospital-Timestamp"].encode() + b"." + body, hashlib.sha256
        ).hexdigest()
        status = self.server.answer
        if not hmac.compare_digest(self.headers["X-Hospital-Signature"], f"sha256={expected}"):
            self.server.refused += 1
            status = 401
        elif status == 200:
            self.server.taken.append(json.loads(body))
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()

    def log_message(self, *args):
        pass


@contextmanager
def running():
    with Gateway() as gateway:
        thread = threading.Thread(target=gateway.serve_forever)
        thread.start()
        try:
            yield gateway
        finally:
            gateway.shutdown()
            thread.join()
