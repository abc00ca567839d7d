"""Templates keep to the same floors as Python: none takes a tag, a part or a frame of a room above its own."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines

from tests.test_consistency import ROOMS, floor

TEMPLATES = Path(settings.BASE_DIR) / "templates"
# Where the name of the folder or file is not the name of the room.
ROOM_OF = {
    "admin": "hospital_site",
    "desk": "bookings",
    "cms": "content",
    "home": "site_pages",
    "home.html": "site_pages",
    "home_as_it_comes.html": "site_pages",
    "cms_page.html": "site_pages",
    "offline.html": "web",
}
NAMED = re.compile(r"""{%\s*(?:include|extends)\s+["']([^"']+)["']""")
LOADED = re.compile(r"{%\s*load\s+([^%]+?)\s*%}")


def room_of(template):
    """The room that a template belongs to; what stands beside the folders is for everybody, on the ground floor."""
    start = template.split("/")[0]
    if re.fullmatch(r"\d{3}.*\.html", start):
        return "hospital_site"
    return ROOM_OF.get(start, start if start in ROOMS else "common")


def rooms_of_tags():
    libraries = engines["django"].engine.libraries
    return {name: module.split(".")[0] for name, module in libraries.items() if module.split(".")[0] in ROOMS}


def reaches_up(template, source):
    """What a template takes from above its own room."""
    own, tags = floor(room_of(template)), rooms_of_tags()
    parts = {name: room_of(name) for name in NAMED.findall(source) if (TEMPLATES / name).exists()}
    loaded = {name: tags[name] for names in LOADED.findall(source) for name in names.split() if name in tags}
    return {name: room for name, room in (parts | loaded).items() if room != room_of(template) and floor(room) >= own}


def test_no_template_takes_anything_from_above():
    found = {}
    for path in TEMPLATES.rglob("*.*"):
        template = path.relative_to(TEMPLATES).as_posix()
        if above := reaches_up(template, path.read_text(encoding="utf-8")):
            found[template] = above

    assert found == {}


@pytest.mark.parametrize(
    ("template", "source"),
    [
        ("directory/doctor_list.html", "{% load rich_text %}"),
        ("directory/doctor_list.html", "{% load i18n hospital_home words %}"),
        ("base.html", '{% include "content/leaflet.html" %}'),
        ("accounts/page.html", '{% extends "desk/inbox.html" %}'),
        ("search/search.html", '{% include "home/tasks.html" with x=1 %}'),
    ],
)
def test_what_reaches_up_is_seen(template, source):
    assert reaches_up(template, source)


def test_what_stands_below_may_be_taken():
    assert not reaches_up("content/leaflet.html", '{% extends "base.html" %}{% load words rich_text %}')
