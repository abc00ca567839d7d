"""A real nginx on loopback, with the very file that operators install; only ports and places are a test's own."""

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings

CONFIGURATION = Path(settings.BASE_DIR) / "deploy/nginx/hospital.conf"
HOST = "hospital.example"
CSRF = "c" * 32  # a visitor's own: a page and its cookie only have to agree
AROUND = """
{user}
daemon off;
pid {folder}/pid;
error_log {folder}/log crit;
events {{ worker_connections 512; }}
http {{
    include /etc/nginx/mime.types;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/unused;
    uwsgi_temp_path {folder}/unused;
    scgi_temp_path {folder}/unused;
    include {folder}/hospital.conf;
}}
"""


class Nginx:
    def __init__(self, folder, process, http_port, https_port):
        self.folder, self.process, self.http_port, self.https_port = folder, process, http_port, https_port

    def visitor(self, address="127.0.0.1"):
        return Visitor(self, address)


class Visitor:
    """Somebody at an address of 127.0.0.0/8, who keeps no cookie but the one that forms need."""

    def __init__(self, nginx, address):
        self.nginx, self.address = nginx, address

    def connect(self, secure=True, timeout=20):
        where = {"host": "127.0.0.1", "timeout": timeout, "source_address": (self.address, 0)}
        if not secure:
            return http.client.HTTPConnection(port=self.nginx.http_port, **where)
        return http.client.HTTPSConnection(port=self.nginx.https_port, context=TRUST_ALL, **where)

    def get(self, path, *, secure=True, method="GET", **headers):
        return self.ask(method, path, None, headers, secure)

    def post(self, path, fields, **headers):
        form = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"__Host-csrf={CSRF}"}
        body = urlencode({**fields, "csrfmiddlewaretoken": CSRF})
        return self.ask("POST", path, body, form | {"Origin": f"https://{HOST}"} | headers, True)

    def ask(self, method, path, body, headers, secure):
        """The answer, read: it has a status, headers, and `text`."""
        connection = self.connect(secure)
        try:
            headers = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, {"Host": HOST} | headers)
            answer = connection.getresponse()
            answer.body = answer.read()
            answer.text = answer.body.decode(errors="replace")
            return answer
        finally:
            connection.close()


TRUST_ALL = ssl._create_unverified_context()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@contextmanager
def running(*, web_port, var_dir, instead=None):
    """nginx in front of a gunicorn on this port. Without nginx, tests fail in CI, and are skipped elsewhere.

    `instead`: {words of the file: what a wrong installation has there}.
    """
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        message = "The tests of the proxy need nginx. On Debian: apt install nginx"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    folder = Path(tempfile.mkdtemp(prefix="hospital-nginx-", dir="/tmp"))
    process = None
    try:
        _make_certificate(folder)
        http_port, https_port = free_port(), free_port()
        text = _of_this_test(folder, web_port, var_dir, http_port, https_port)
        (folder / "hospital.conf").write_text(_with(text, instead or {}))
        user = "user root;" if os.getuid() == 0 else ""
        (folder / "nginx.conf").write_text(AROUND.format(folder=folder, user=user))
        process = subprocess.Popen([program, "-c", folder / "nginx.conf"], stderr=subprocess.PIPE)
        _wait_for(process, https_port)
        yield Nginx(folder, process, http_port, https_port)
    finally:
        if process:
            process.terminate()
            process.wait(10)
            process.stderr.close()
        shutil.rmtree(folder)


def _of_this_test(folder, web_port, var_dir, http_port, https_port):
    """The file with other values. Each must be there: nothing is tested that operators do not install."""
    text = CONFIGURATION.read_text()
    text = re.sub(r"^.*\[::\].*\n", "", text, flags=re.MULTILINE)  # not every machine speaks IPv6
    ours = {
        "127.0.0.1:8000": f"127.0.0.1:{web_port}",
        "/srv/hospital-site/var": str(var_dir),
        "/etc/ssl/hospital.example.pem": f"{folder}/certificate",
        "/etc/ssl/private/hospital.example.key": f"{folder}/key",
        "/var/log/nginx/hospital.log": f"{folder}/log",
        "listen              80;": f"listen 127.0.0.1:{http_port};",
        "listen              443 ": f"listen 127.0.0.1:{https_port} ",
    }
    return _with(text, ours)


def _with(text, instead):
    for installed, ours in instead.items():
        assert text.count(installed) == 1, f"{CONFIGURATION.name} has no single {installed!r}"
        text = text.replace(installed, ours)
    return text


def _make_certificate(folder):
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}",
            "-addext", f"subjectAltName=DNS:{HOST},DNS:localhost",
            "-keyout", folder / "key", "-out", folder / "certificate",
        ],
        check=True, capture_output=True,
    )  # fmt: skip


def _wait_for(process, port):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    process.terminate()
    raise AssertionError(process.stderr.read().decode())
