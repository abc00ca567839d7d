"""Pages that nginx shows when the web server does not answer, or when something sent is too large for both."""

import os

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from common.languages import language_links, paths_in_every_language
from directory.models import Hospital

FOLDER = settings.VAR_DIR / "error_pages"
STATUSES = (413, 503)


def write_error_pages() -> None:
    """In every language, with the telephone numbers of now."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    hospital = Hospital.objects.current()
    for language, _name in settings.LANGUAGES:
        with override(language):
            links = language_links(paths_in_every_language(f"/{language}/"))
            context = {"hospital": hospital, "phone": settings.PHONE_WHEN_AWAY, "language_links": links}
            for status in STATUSES:
                _write(f"{status}-{language}.html", render_to_string(f"{status}.html", context))


def _write(name: str, page: str) -> None:
    """Whole or not at all: nginx may be reading the old one."""
    half_done = FOLDER / f"{name}.{os.getpid()}"
    half_done.write_text(page, encoding="utf-8")
    half_done.chmod(0o644)
    half_done.replace(FOLDER / name)
