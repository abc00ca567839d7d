"""Every page as the site answers it, collected once and then opened in a browser as often as tests like.

The pages are made by the whole site with the demonstration in a real database, whose work is undone afterwards.
"""

import fcntl
import logging
import mimetypes
import pickle
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import override_settings

from tests.databases import DEMONSTRATION, undone
from tests.ui.pages import PAGES, languages_of
from tests.ui.visitors import Visitor


@dataclass(frozen=True)
class Page:
    name: str
    language: str
    status: int
    html: str
    path: str
    route: str
    headers: dict

    @property
    def url(self):
        return f"/page/{self.language}/{self.name}"


def collect(databases, folder, names=PAGES, languages=settings.LANGUAGES):
    """{(name, language): page}, with the pictures that the pages show in folder / "media"."""
    changes = {
        "ROOT_URLCONF": "tests.ui.urls",
        "STORAGES": settings.STORAGES
        | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
        "MEDIA_ROOT": folder / "media",
        "VAR_DIR": folder,
        "MINIMUM_FILL_SECONDS": 0,
        "REQUESTS_PER_HOUR_AND_PHONE": 1_000_000,
        "PHONE_WHEN_AWAY": "+914952700000",
    }
    databases.put_media(folder / "media")
    with override_settings(**changes), databases.of_this_process(DEMONSTRATION), undone(), without_logs():
        return {
            (name, code): visit(name, code) for code, _name in languages for name in names if code in languages_of(name)
        }


@contextmanager
def without_logs():
    """The pages about mistakes are made by mistakes, whose tracebacks tell nobody anything here."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def visit(name, language):
    answer = PAGES[name](Visitor(language))
    match = getattr(answer, "resolver_match", None)
    path = answer.request["PATH_INFO"]
    return Page(
        name, language, answer.status_code, answer.content.decode(), path, match.route if match else "",
        {header: value for header, value in answer.headers.items() if header == "Content-Security-Policy"},
    )  # fmt: skip


def collected_once(databases, folder):
    """The same pages for every process of one test run: the first collects, the others wait for it."""
    folder.mkdir(exist_ok=True)
    kept = folder / "pages"
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_bytes(pickle.dumps(collect(databases, folder)))
    return pickle.loads(kept.read_bytes())


class Answers(BaseHTTPRequestHandler):
    """A page of the collection, or a file that pages link."""

    protocol_version = "HTTP/1.1"
    pages, folder = {}, None

    def do_GET(self):
        path = urlsplit(self.path).path
        if path.startswith("/page/"):
            _empty, _page, language, name = path.split("/", 3)
            page = self.pages[name, language]
            return self.answer(page.status, page.html.encode(), "text/html; charset=utf-8", page.headers)
        if file := self.file(path):
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            return self.answer(200, file.read_bytes(), kind, {"Cache-Control": "max-age=3600"})
        return self.answer(404, b"", "text/plain", {})

    def file(self, path):
        found = None
        if path.startswith(settings.STATIC_URL):
            found = finders.find(path.removeprefix(settings.STATIC_URL))
        elif path.startswith(settings.MEDIA_URL):
            found = self.folder / "media" / path.removeprefix(settings.MEDIA_URL)
        return Path(found) if found and Path(found).is_file() else None

    def answer(self, status, body, kind, headers):
        self.send_response(status)
        for name, value in (headers | {"Content-Type": kind, "Content-Length": len(body)}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments):
        pass


@contextmanager
def served(pages, folder):
    """The address of a server on loopback that has these pages."""
    handler = type("AnswersOfOurs", (Answers,), {"pages": pages, "folder": folder})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
