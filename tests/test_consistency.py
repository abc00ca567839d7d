"""Watches the code base: the walls between its rooms, its addresses, its templates, its size."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import get_resolver
from django.urls.resolvers import URLPattern

from bookings.models import AppointmentRequest

ROOT = Path(settings.BASE_DIR)
ROOMS = ("directory", "content", "bookings", "hospital_site")
# What each room may import of the others. hospital_site's helpers are those named here.
MAY_IMPORT = {
    "directory": set(),
    "content": {"directory"},
    "bookings": {"directory", "content"},
    "hospital_site": {"directory", "content", "bookings"},
}
SITE_WIDE_HELPERS = {
    "common.translated_text",
    "common.dates",
    "common.sort_fields",
    "common.languages",
    "common.collation",
    "common.phone_numbers",
    "common.rate_limits",
}

# Printed on leaflets, kept in bookmarks: an address is never taken away.
ADDRESSES = """
/ /healthz /readyz /robots.txt /sitemap.xml /.well-known/security.txt /favicon.ico
/service-worker.js /en/manifest.webmanifest /en/offline/
/styleguide/ /desk/ /desk/login/ /desk/logout/
/desk/requests/<str:reference>/ /desk/requests/<str:reference>/confirm/
/desk/requests/<str:reference>/decline/ /desk/requests/<str:reference>/cancel/
/en/treatments/ /en/treatments/<slug:slug>/ /en/treatments/<slug:slug>/feedback/
/en/treatments/<slug:slug>/feedback/thanks/ /en/treatments/<slug:slug>/leaflet/
/en/conditions/ /en/conditions/<slug:slug>/
/en/doctors/ /en/doctors/<slug:slug>/ /en/doctors/<slug:slug>/opd.ics
/en/search/ /en/search/suggest/ /en/departments/ /en/departments/<slug:slug>/
/en/locations/ /en/locations/<slug:slug>/ /en/contact/
/en/share/<slug:kind>/<slug:slug>.png
/en/appointments/ /en/appointments/sent/ /en/appointments/status/ /en/appointments/status/find/
/en/appointments/status/cancel/ /en/appointments/status/<str:token>/ /en/appointments/about/
/en/appointments/contact/ /en/appointments/when/ /en/appointments/check/ /en/appointments/emergency/
/en/appointments/privacy/ /en/appointments/status/change/ /en/appointments/status/withdraw/
/en/appointments/status/close/ /en/appointments/status/appointment.ics /desk/requests/<str:reference>/call/
/desk/requests/<str:reference>/attendance/ /desk/requests/<str:reference>/again/
/desk/tasks/<int:task_id>/done/ /desk/messages/ /desk/messages/<int:message_id>/again/
/staff/ /staff/sign-in/ /staff/code/ /staff/sign-out/ /staff/signed-out/ /staff/language/
/staff/password/ /staff/password/forgotten/ /staff/password/link-sent/
/staff/password/new/<str:uidb64>/<str:token>/ /staff/second-factor/ /staff/second-factor/new-phone/
""".split()  # noqa: SIM905 - addresses read better without quotation marks


def python_files(room):
    return [path for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts]


def imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [f"{node.module}.{name.name}" for name in node.names]
            yield from names if node.module in ROOMS else [node.module]
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


@pytest.mark.parametrize("room", ROOMS)
def test_imports_run_one_way(room):
    for path in python_files(room):
        for module in imports(path):
            other = module.split(".")[0]
            if other not in ROOMS or other == room or module in SITE_WIDE_HELPERS:
                continue
            assert other in MAY_IMPORT[room], f"{path.relative_to(ROOT)} imports {module}"


def addresses(patterns, prefix="/"):
    for pattern in patterns:
        route = prefix + str(pattern.pattern).removeprefix("^").removesuffix("$")
        if isinstance(pattern, URLPattern):
            yield route
        elif not re.search(r"admin/$", route):
            yield from addresses(pattern.url_patterns, route)


def test_every_promised_address_is_still_there():
    assert set(ADDRESSES) <= set(addresses(get_resolver().url_patterns))


def test_every_address_of_ours_is_promised():
    ours = {address for address in addresses(get_resolver().url_patterns) if not re.search(r"[\\(]", address)}
    assert ours - set(ADDRESSES) <= {"/en/"} | {
        a for a in ours if a.startswith(("/en/cms", "/admin/log", "/filer", "/media"))
    }


def test_every_template_is_used():
    texts = [path.read_text() for path in [*ROOT.glob("templates/**/*"), *(p for r in ROOMS for p in python_files(r))]
             if path.is_file()]  # fmt: skip
    everything = "\n".join(texts)
    # Found by Django by their names, or chosen by the kind of message or error.
    by_convention = {
        "400.html",
        "403.html",
        "404.html",
        "405.html",
        "413.html",
        "429.html",
        "500.html",
        "503.html",
        "cms/plugins/text.html",
    }
    for path in ROOT.glob("templates/**/*.html"):
        name = str(path.relative_to(ROOT / "templates"))
        assert name in by_convention or f'"{name}"' in everything, f"nobody uses templates/{name}"


def test_no_file_is_too_long_to_read():
    for room in ROOMS:
        for path in python_files(room):
            if path.name == "settings.py":
                continue  # one file on purpose
            assert len(path.read_text().splitlines()) <= 300, f"split {path.relative_to(ROOT)} by what people do"


def test_every_field_of_a_request_is_personal_or_not():
    fields = {field.name for field in AppointmentRequest._meta.concrete_fields}

    assert fields == AppointmentRequest.PERSONAL_FIELDS | AppointmentRequest.OTHER_FIELDS
    assert not AppointmentRequest.PERSONAL_FIELDS & AppointmentRequest.OTHER_FIELDS


def test_nothing_points_at_a_version_of_words_but_what_belongs_to_it():
    """Wall 5: what lasts points at the treatment."""
    belongs = {"TreatmentFact", "TreatmentCondition", "TreatmentReference", "SignOff"}
    content = apps.get_model("content", "TreatmentContent")
    pointing = {
        field.model.__name__
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model is content
    }

    assert pointing == belongs


def test_every_requirement_is_pinned():
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / name).read_text().splitlines():
            requirement = line.split("#")[0].strip()
            if requirement and not requirement.startswith("-r "):
                assert re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][0-9A-Za-z.]*", requirement), line


def test_only_services_change_a_status():
    for room in ROOMS:
        for path in python_files(room):
            if path.name != "services.py":
                assert not re.search(r"\bappointment\.status\s*=[^=]", path.read_text()), path
