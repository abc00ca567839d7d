"""Watches the code base: the walls between its rooms, its addresses, its templates, its size."""

import ast
import re
from collections import Counter
from configparser import ConfigParser
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import get_resolver
from django.urls.resolvers import URLPattern

from bookings.models import AppointmentRequest

ROOT = Path(settings.BASE_DIR)
POSTGRES = {"local_postgres", "bounded_postgres"}  # they know no room
# No room may name one that stands above it. .importlinter holds the imports; the strings stand here.
FLOORS = [
    {"common", *POSTGRES},
    {"directory"},
    {"accounts"},
    {"content"},
    {"bookings", "site_pages", "search"},
    {"web"},
    {"demonstration"},
    {"hospital_site"},
]
ROOMS = tuple(sorted(set().union(*FLOORS)))
MOST_FILES = 16  # on a floor; then a room wants rooms of its own

# Printed on leaflets, kept in bookmarks: an address is never taken away.
ADDRESSES = """
/ /healthz /readyz /status /metrics /doctor/<str:token> /robots.txt /sitemap.xml /.well-known/security.txt /favicon.ico
/csp-reports /service-worker.js /en/manifest.webmanifest /en/offline/
/styleguide/ /admin/unsaved/ /desk/ /desk/login/ /desk/logout/
/desk/requests/<str:reference>/ /desk/requests/<str:reference>/confirm/
/desk/requests/<str:reference>/look/ /desk/requests/<str:reference>/preview/
/desk/requests/<str:reference>/offer/ /desk/requests/<str:reference>/offer/preview/
/desk/requests/<str:reference>/offer/take-back/ /desk/requests/<str:reference>/elsewhere/
/desk/requests/<str:reference>/cancel/check/ /desk/requests/<str:reference>/note/
/desk/requests/<str:reference>/contact/ /desk/freed/ /desk/freed/offer/
/desk/requests/<str:reference>/move/ /desk/requests/<str:reference>/decline/
/desk/requests/<str:reference>/cancel/
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
/en/appointments/status/close/ /en/appointments/status/appointment.ics
/en/appointments/draft/<slug:key>/ /en/appointments/draft/<slug:key>/about/
/en/appointments/draft/<slug:key>/contact/ /en/appointments/draft/<slug:key>/when/
/en/appointments/draft/<slug:key>/check/ /en/appointments/opened/<slug:key>/
/en/appointments/opened/<slug:key>/sent/ /en/appointments/opened/<slug:key>/change/
/en/appointments/opened/<slug:key>/cancel/ /en/appointments/opened/<slug:key>/accept/
/en/appointments/opened/<slug:key>/withdraw/
/en/appointments/opened/<slug:key>/close/ /en/appointments/opened/<slug:key>/appointment.ics
/desk/requests/<str:reference>/call/
/desk/requests/<str:reference>/not-urgent/
/desk/requests/<str:reference>/attendance/ /desk/requests/<str:reference>/again/
/desk/tasks/<int:task_id>/done/ /desk/together/ /desk/sessions/ /desk/messages/
/desk/sessions/<int:session_id>/<str:day>/
/desk/sessions/<int:session_id>/<str:day>/shift/ /desk/sessions/<int:session_id>/<str:day>/call-off/
/desk/messages/<int:message_id>/again/
/desk/days/ /desk/days/print/ /desk/days/came/<str:reference>/
/desk/days/<int:session_id>/<str:day>/print/ /desk/days/<int:session_id>/<str:day>/late/
/desk/disruption/ /desk/disruption/all/ /desk/disruption/<int:appointment_id>/offer/
/desk/disruption/<int:appointment_id>/told/
/desk/journal/ /desk/team/ /desk/team/put-on/ /desk/team/<int:person_id>/
/desk/team/<int:person_id>/scopes/ /desk/team/<int:person_id>/take-off/ /desk/team/scopes/<int:scope_id>/remove/
/desk/requests/<str:reference>/accesses/ /desk/requests/<str:reference>/export/ /desk/requests/<str:reference>/erase/
/desk/new/ /desk/new/known/ /desk/requests/<str:reference>/slip/ /desk/requests/<str:reference>/follow-up/
/desk/search/ /desk/shift/ /desk/list/<slug:section>/ /desk/not-real/ /desk/not-real/undo/
/desk/requests/<str:reference>/take/ /desk/requests/<str:reference>/release/
/desk/requests/<str:reference>/give/ /desk/requests/<str:reference>/open/
/desk/requests/<str:reference>/put-back/
/desk/messages/<int:message_id>/again/ /desk/reports/ /desk/reports/export/
/staff/ /staff/sign-in/ /staff/code/ /staff/sign-out/ /staff/signed-out/ /staff/language/ /staff/time-left/
/staff/sessions/<int:session_id>/end/ /staff/sessions/end-others/
/staff/password/ /staff/password/forgotten/ /staff/password/link-sent/
/review/ /review/away/ /review/<int:version_id>/ /review/<int:version_id>/ask/
/review/<int:version_id>/withdraw/ /review/<int:version_id>/restore/ /review/<int:version_id>/plan/
/review/<int:version_id>/plan/<int:plan_id>/call-off/ /review/<int:version_id>/links/
/review/<int:version_id>/links/<int:link_id>/revoke/ /preview/<str:token>/ /translate/<int:version_id>/
/staff/password/new/<str:uidb64>/<str:token>/ /staff/second-factor/ /staff/second-factor/new-phone/
""".split()  # noqa: SIM905 - addresses read better without quotation marks


def python_files(room):
    return [path for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts]


def floor(room):
    return next(number for number, rooms in enumerate(FLOORS) if room in rooms)


def names_in_strings(source):
    """Modules and models of ours that a piece of Python names in strings, as include() and get_model() take them."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            room, _dot, name = node.value.partition(".")
            if room in ROOMS and re.fullmatch(r"[\w.]+", name) and (is_module(node.value) or is_model(room, name)):
                yield node.value


def is_module(name):
    """A module of ours, or something in one."""
    parts = name.split(".")
    paths = [ROOT.joinpath(*parts), *([ROOT.joinpath(*parts[:-1])] if len(parts) > 2 else [])]
    return any(path.is_dir() or path.with_suffix(".py").exists() for path in paths)


def is_model(room, name):
    return name.lower() in apps.all_models.get(room, {})


def named_above(room, source):
    return {name for name in names_in_strings(source) if reaches_up(room, name.split(".")[0])}


def reaches_up(room, other):
    return other != room and floor(other) >= floor(room)


def test_no_string_names_a_room_above():
    for room in ROOMS:
        for path in python_files(room):
            assert not named_above(room, path.read_text()), path.relative_to(ROOT)


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("content", 'include("bookings.patients.urls")'),
        ("content", 'apps.get_model("bookings.AppointmentRequest")'),
        ("directory", 'models.ForeignKey("content.Treatment")'),
        ("search", 'import_string("site_pages.site_context.site_context")'),
    ],
)
def test_a_string_that_names_a_room_above_is_seen(room, source):
    assert named_above(room, source)


def test_a_string_may_name_what_stands_below_and_a_right_of_any_room():
    assert not named_above("bookings", 'models.ForeignKey("content.Treatment")')
    assert not named_above("accounts", 'user.has_perm("bookings.answer_appointmentrequest")')


def test_the_contracts_of_imports_know_the_same_floors():
    contracts = ConfigParser()
    contracts.read(ROOT / ".importlinter")
    layers = contracts["importlinter:contract:floors"]["layers"].split("\n")

    floors = [set(layer.replace("|", " ").split()) for layer in layers if layer.strip()]

    assert floors[::-1] == [rooms - POSTGRES for rooms in FLOORS]


def test_no_floor_is_crowded():
    floors = Counter(path.parent for room in ROOMS for path in python_files(room))
    crowded = {str(folder.relative_to(ROOT)): number for folder, number in floors.items() if number > MOST_FILES}

    assert crowded == {}


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
    ours = {url for url in addresses(get_resolver().url_patterns) if not re.search(r"[\\(]", url)}
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
    belongs = {"TreatmentFact", "TreatmentCondition", "TreatmentReference", "TreatmentSign"}
    content = apps.get_model("content", "TreatmentContent")
    pointing = {
        field.model.__name__
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model is content
    }

    assert pointing == belongs
