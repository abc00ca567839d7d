"""Every page of the desk, found in the resolver, with numbers of one patient in its places, and its forms filled."""

import io
import re
import zipfile
from collections import defaultdict

from bs4 import BeautifulSoup
from django.apps import apps
from django.contrib.auth.models import Permission
from django.urls import get_resolver, reverse
from django.utils import timezone

from bookings.desk.inbox.sections import SECTIONS
from bookings.models import AppointmentRequest, DeskScope, DeskTask, OutgoingMessage
from bookings.records import create_task
from directory.models import OpdSession
from tests import factories
from tests.bookings import appointments
from tests.test_roles import patterns

PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
LEADS_AWAY = re.compile(r"^/desk/(login|logout)/$")


def desk_routes():
    routes = [route for route, _pattern in patterns(get_resolver()) if route.startswith("/desk/")]
    return sorted(route for route in set(routes) if not LEADS_AWAY.search(route))


def routes_with(*places):
    """Those that name something of a request; "person_id" and the like name somebody of the staff."""
    return [route for route in desk_routes() if set(PLACE.findall(route)) - set(places)]


STAFF_PLACES = ("person_id", "user_id", "scope_id", "staff_id")
NAMING = routes_with(*STAFF_PLACES, "section")
LISTS = [
    *(route for route in desk_routes() if not PLACE.search(route)),
    *(reverse("desk:section", args=[name]) for name in SECTIONS),
]


class Patient:
    """A request with all that the desk may meet of it, and what nobody outside the scope may read."""

    def __init__(self, name, phone, *, booked, by, **about):
        self.words = {
            "full_name": f"{name} Canary",
            "phone": phone,
            "email": f"{name.lower()}@canary.example",
            "reason": f"{name} has a canary",
        }
        self.request = factories.request(**self.words, **about)
        if booked:
            self.request = appointments.book(self.request, by, factories.at(3), booked)
        create_task(DeskTask.Kind.CHANGE_REQUESTED, self.request)
        self.request.messages.update(state=OutgoingMessage.State.DEAD)
        self.session = booked and booked.opd_sessions.first()

    @property
    def reference(self):
        return self.request.reference

    def values(self):
        """{place in a route: what stands there for this patient}."""
        day = self.request.appointment.day if self.session else timezone.localdate()
        return {
            "reference": self.reference,
            "task_id": self.request.tasks.first().pk,
            "message_id": self.request.messages.first().pk,
            "appointment_id": self.request.appointment and self.request.appointment.pk,
            "session_id": self.session and self.session.pk,
            "doctor_id": self.session and self.session.doctor_id,
            "day": day.isoformat(),
        }

    def url(self, route):
        """None where this patient has nothing for it: no session while nothing is booked."""
        values = self.values()
        found = {place: values.get(place) or self._first(place) for place in PLACE.findall(route)}
        if any(value is None for value in found.values()):
            return None
        return PLACE.sub(lambda place: str(found[place[1]]), route)

    def _first(self, place):
        """`offer_id`: of the model Offer, the first row that belongs to this request."""
        name = place.removesuffix("_id").replace("_", "")
        model = apps.all_models["bookings"].get(name)
        if model is None or not hasattr(model, "appointment_request"):
            return None
        return model.objects.filter(appointment_request=self.request).values_list("pk", flat=True).first()

    def state(self):
        """What a change would change."""
        now = AppointmentRequest.objects.get(pk=self.request.pk)
        return {
            "request": [(now.version, now.status, now.full_name, now.phone, now.next_action_at)],
            "history": now.history.count(),
            "notes": now.notes.count(),
            "tasks": list(now.tasks.order_by("pk").values_list("done_at", flat=True)),
            "messages": list(now.messages.order_by("pk").values_list("state", flat=True)),
            "appointments": list(now.appointments.order_by("pk").values_list("status", "starts_at", "attendance")),
            "sessions": list(OpdSession.objects.filter(pk=getattr(self.session, "pk", None)).values()),
        }


def scoped(**scope):
    """Of the front desk with this scope, and with every right but that of the manager: only the scope can say no."""
    person = factories.staff("Front desk")
    rights = Permission.objects.filter(content_type__app_label__in=["bookings", "directory"])
    person.user_permissions.set(rights.exclude(codename="manage_desk"))
    DeskScope.objects.create(user=person, **scope)
    return person


def text_of(answer):
    """All that an answer says; a spreadsheet is unpacked."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as unpacked:
            content = b"\n".join(unpacked.read(name) for name in unpacked.namelist())
    return content.decode(errors="replace")


def forms_of(answer, url, method):
    """[(address, {name: values})] of the forms on a page, filled as they stand there."""
    if "html" not in answer.get("Content-Type", ""):
        return
    for form in BeautifulSoup(answer.content, "html.parser").find_all("form"):
        if form.get("method", "get").lower() == method:
            yield (form.get("action") or url).split("#")[0], _filled(form)


def _filled(form):
    data = defaultdict(list)
    for field in form.find_all(["input", "textarea", "button"]):
        if field.get("name") and field.get("type") not in ("file",):
            data[field["name"]].append(field.get("value", field.get_text().strip()))
    for field in form.find_all("select"):
        if field.get("name"):
            data[field["name"]] += [option.get("value", "") for option in field.find_all("option")]
    data.pop("csrfmiddlewaretoken", None)
    return dict(data)
