"""Every address of the site × every role: who gets a page. An answer 200 that tests/roles.txt does not list fails.

To see the table as it would be now: script/test tests/test_roles.py, and read the difference.
"""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.http import HttpResponseForbidden
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern
from django.utils import timezone
from djangocms_versioning.models import Version

from accounts.roles import ROLES
from bookings.models import AppointmentRequest, OutgoingMessage
from content.models import TreatmentContent
from directory.models import Doctor, TakenDown
from directory.two_person import services as two_person
from site_pages.models import ExtraLink, Notice
from tests import factories
from tests.accounts.second_factors import with_device
from tests.sizes import size

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).parent / "roles.txt"
LETTERS = {"Editor": "E", "Clinician": "C", "Publisher": "P", "Front desk": "F", "Manager": "M", "Superuser": "S"}
VISITOR, PASSWORD_ONLY = "v", "½"  # the second: a superuser who has a second factor, and has not shown it
SEEN_BY = [*(LETTERS[role] for role in [*ROLES, "Superuser"]), VISITOR]  # each role needs its letter
# Between them they see every page; the long proof also finds one that breaks for another role only.
RENDERED_FOR = size([VISITOR, LETTERS["Front desk"], LETTERS["Superuser"]], SEEN_BY)
# They answer to nothing but a POST, or lead away from the site; a GET says nothing about them.
PASSED_OVER = re.compile(r"/(logout|jsi18n|setlang)/$")


@pytest.fixture
def filled_site(demonstration):
    factories.request(preferred_doctor=Doctor.objects.listed().first())
    Notice.objects.create(text={"en": "The east gate is closed."}, ends_at=factories.at(1), is_live=True)
    ExtraLink.objects.create(is_live=True, label={"en": "Careers"}, url="/en/contact/")
    by = get_user_model().objects.get(username="admin")
    two_person.save(Notice(text={"en": "The lift is out of order."}, ends_at=factories.at(1)), by=by)
    TakenDown.objects.create(kind="site_pages.notice", object_id=1, about="A notice", reason="Wrong", by=by)


def patterns(resolver, prefix="/"):
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
        if isinstance(pattern, URLPattern):
            yield route, pattern
        else:
            yield from patterns(pattern, route)


class Addresses:
    """Of routes, with something that exists in each of their places. Looked up once: four hundred routes ask."""

    def __init__(self):
        content = TreatmentContent.objects.filter(language="en").first()
        doctor = content.treatment.doctors.first() or Doctor.objects.listed().first()
        self.slugs = {
            "treatments": content.treatment.slug,
            "conditions": content.condition_links.first().condition.slug,
            "doctors": doctor.slug,
            "departments": content.treatment.department.slug,
            "locations": doctor.locations.first().slug,
        }
        self.values = {
            "slug": content.treatment.slug,
            "kind": "treatment",
            "token": "no-such-token",
            "key": "no-such-key",
            "reference": AppointmentRequest.objects.first().reference,
            "content_id": str(content.pk),
            "version_id": str(content.versions.get().pk),
            "task_id": "1",
            "person_id": str(get_user_model().objects.get(username="frontdesk").pk),
            "section": "to-come",
            "session_id": str(doctor.opd_sessions.first().pk),
            "day": timezone.localdate().isoformat(),
            "message_id": str(OutgoingMessage.objects.first().pk),
        }
        self.numbers = {}

    def of(self, route):
        section = route.split("/")[2] if route.count("/") > 2 else ""
        values = self.values | ({"slug": self.slugs[section]} if section in self.slugs else {})
        number = self.number_for(tuple(route.split("/")[2:4]))
        filled = re.sub(r"<(?:\w+:)?(\w+)>", lambda place: values.get(place[1], number), route)
        filled = re.sub(r"\(\?P<\w+>[^()]*(?:\([^()]*\)[^()]*)*\)\??", number, filled)
        return re.sub(r"\((?:\?:)?[^()]*\)\??|\[[^\]]*\][+*]?|[\\^$+*?]", number, filled)

    def number_for(self, model):
        """Of a row that the address can be about: /admin/cms/page/… is about a page."""
        if model not in self.numbers:
            self.numbers[model] = first_number(model)
        return self.numbers[model]


def first_number(names):
    try:
        model = apps.get_model(*names)
    except (LookupError, TypeError, ValueError):  # not of the administration
        return "1"
    rows = getattr(model, "_original_manager", model._default_manager).order_by("pk")
    if issubclass(model, Version) and hasattr(model, "_source_model"):
        rows = rows.filter(content_type=ContentType.objects.get_for_model(model._source_model))
    return str(getattr(rows.first(), "pk", 1))


def user_of(letter):
    """Of this role, as a login would make them; None for a visitor."""
    people = get_user_model().objects
    if letter == VISITOR:
        return None
    if letter == LETTERS["Superuser"]:
        return people.create_superuser("root-of-matrix")
    if letter == PASSWORD_ONLY:
        with_second_factor = people.create_superuser("half-of-matrix")
        with_device(with_second_factor)
        return with_second_factor
    role = {letter: name for name, letter in LETTERS.items()}[letter]
    return factories.staff(role, is_staff=role != "Front desk")


def pages_for(user):
    """The routes that answer with a page."""
    addresses = Addresses()
    routes = [route for route, _pattern in patterns(get_resolver()) if not PASSED_OVER.search(route)]
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user)
    return {route for route in routes if client.get(addresses.of(route)).status_code == 200}


def listed(letter):
    lines = [line.split() for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    return {route for route, letters in lines if letter in letters}


@pytest.fixture
def short_refusals(monkeypatch):
    """Half of the time would go into a thousand equal pages that say no; tests/ui looks at one of them."""
    monkeypatch.setattr("hospital_site.urls.handler403", lambda request, exception: HttpResponseForbidden())


@pytest.fixture
def unrendered(monkeypatch):
    """Who may have a page is decided before it is rendered, and rendering takes most of the time."""
    monkeypatch.setattr("django.template.backends.django.Template.render", lambda *_what, **_with: "")


@pytest.mark.parametrize("letter", SEEN_BY)
def test_each_role_sees_its_own_pages_and_no_others(filled_site, short_refusals, request, letter):
    if letter not in RENDERED_FOR:
        request.getfixturevalue("unrendered")
    now = pages_for(user_of(letter))

    assert sorted(now - listed(letter)) == []
    assert sorted(listed(letter) - now) == []


def test_before_the_code_a_session_is_a_visitors(filled_site, short_refusals, unrendered):
    """But that the sign-in page leads on to the code."""
    now = pages_for(user_of(PASSWORD_ONLY))

    assert now ^ listed(VISITOR) == {"/staff/sign-in/", "/staff/code/"}


def test_no_address_is_listed_that_is_gone():
    routes = {route for route, _pattern in patterns(get_resolver())}

    assert {route for letter in SEEN_BY for route in listed(letter)} <= routes
