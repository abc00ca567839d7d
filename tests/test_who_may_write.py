"""Only the services change what becomes of a request; only the publishing gate publishes and signs off."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

from tests.writes import ANY, writes

ROOT = Path(settings.BASE_DIR)
ROOMS = [path.parent for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests"]
SERVICES = "bookings/services/"
# Fields of these are named by a table beside them, and the status is in none of these tables.
COMPUTED_ON_PURPOSE = {
    "bookings/new_requests.py",  # a new request: the answers of a form
    "bookings/messaging/outbox.py",  # the outcome of a message
    "bookings/retention.py",  # what erasing blanks
    "bookings/services/appointments.py",  # a place of free_times.PLACE
    "bookings/services/corrections.py",  # a field of ContactCorrection.Field
    "bookings/services/sessions.py",  # of a change of the plan
    "bookings/services/set_aside.py",  # a mark beside a request
    "bookings/services/assignments.py",  # who is on a request
    "bookings/desk/kept_forms.py",  # what was typed when a session ended
    "bookings/models/red_flags.py",  # words that lift a card
    "bookings/urgency/approval.py",  # who approved them
    "bookings/models/name_words.py",  # the name, for the search
}
PUBLISHING = "content/publishing/"
# They ask the gate as everybody does: Version.publish is refused there by the same function.
PUBLISH_THROUGH_THE_GATE = {
    "site_pages/initial_pages/__init__.py",  # pages of a new site, nothing medical
    "demonstration/load.py",  # signed off a moment before
    "content/reviewing/planning.py",  # at the time that a publisher planned
}
# In a few statements, on a site that says it is no real one; tests/demonstration/test_conditions.py asks the gate.
PAST_THE_GATE = {"demonstration/conditions.py"}


def modules():
    for room in ROOMS:
        for path in room.rglob("*.py"):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), path.read_text()


def test_only_services_change_a_status():
    found = [(name, line, what) for name, source in modules() for line, what in writes(source, "status")]
    wrong = [each for each in found if each[2] == "status" and not each[0].startswith(SERVICES)]
    unclear = {name for name, _line, what in found if what == ANY and name.startswith("bookings/")}

    assert not wrong
    assert unclear <= COMPUTED_ON_PURPOSE
    assert any(name.startswith(SERVICES) and what == "status" for name, _line, what in found), (
        "the services are seen to do it"
    )


@pytest.mark.parametrize(
    "line",
    [
        "appointment.status = 'confirmed'",
        "anything_else.status = 'confirmed'",
        "request.status, request.attendance = 'confirmed', ''",
        "before, self.row.status = row.status, new",
        "row.status += 'x'",
        "row.status: str = 'confirmed'",
        "for row.status in statuses: pass",
        "row.__dict__['status'] = 'confirmed'",
        "vars(row)['status'] = 'confirmed'",
        "AppointmentRequest.objects.filter(pk=1).update(status='confirmed')",
        "rows.update(**{'status': 'confirmed'})",
        "await rows.aupdate(status='confirmed')",
        "AppointmentRequest.objects.bulk_update(rows, ['version', 'status'])",
        "AppointmentRequest.objects.bulk_update(rows, fields=('status',))",
        "setattr(row, 'status', 'confirmed')",
        "object.__setattr__(row, 'status', 'confirmed')",
        "row.__setattr__('status', 'confirmed')",
        "AppointmentRequest.objects.create(status='confirmed')",
        "AppointmentRequest(status='confirmed')",
        "Appointment(status='booked')",
        "AppointmentRequest.objects.update_or_create(pk=1, defaults={'status': 'confirmed'})",
        "AppointmentRequest.objects.get_or_create(reference=x, status='confirmed')",
        "AppointmentRequest.objects.bulk_create(rows, update_conflicts=True, update_fields=['status'])",
        "row.save(update_fields=['version', 'status'])",
        "cursor.execute(\"update bookings_appointmentrequest set status = 'confirmed'\")",
    ],
)
def test_each_way_to_change_a_status_is_seen(line):
    source = f"async def somewhere():\n    {line}\n"

    assert writes(source, "status") == [(2, "status")]


@pytest.mark.parametrize(
    "line",
    [
        "setattr(row, name, value)",
        "rows.update(**changes)",
        "rows.bulk_update(rows, names)",
        "rows.create(**answers)",
        "row.save(update_fields=names)",
    ],
)
def test_a_name_that_is_computed_is_seen_as_what_could_be_one(line):
    assert writes(line, "status") == [(1, ANY)]


@pytest.mark.parametrize(
    "line",
    [
        "status = models.CharField()",
        "rows.filter(status='confirmed')",
        "render(request, 'page.html', status=404)",
        "row.status == 'confirmed'",
        "rows.update(version=2)",
        "row.statuses = []",
    ],
)
def test_what_only_reads_is_no_change(line):
    assert writes(line, "status") == []


def publishes(source):
    """The lines that publish a version or write a sign-off."""
    return sorted({node.lineno for node in ast.walk(ast.parse(source)) if _publishes(node) or _signs_off(node)})


def _publishes(node):
    return isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("publish", "apublish")


def _signs_off(node):
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    if getattr(called, "id", getattr(called, "attr", "")) == "SignOff":
        return True
    makes = getattr(called, "attr", "").removeprefix("a") in {
        "create",
        "bulk_create",
        "get_or_create",
        "update_or_create",
    }
    return makes and any(word in ast.dump(called.value) for word in ("'SignOff'", "'sign_offs'", "'signoff_set'"))


def test_only_the_gate_publishes_and_signs_off():
    found = {name for name, source in modules() if publishes(source)}

    assert {name for name in found if not name.startswith(PUBLISHING)} <= PUBLISH_THROUGH_THE_GATE | PAST_THE_GATE
    assert any(name.startswith(PUBLISHING) for name in found), "the gate is seen to do it"


def test_only_the_versions_of_the_cms_know_the_state_of_a_version():
    found = {name for name, source in modules() for _line, what in writes(source, "state") if what == "state"}

    of_a_message = {"bookings/messaging/outbox.py", "bookings/services/corrections.py"}
    of_a_proposal = {"directory/two_person/services.py"}
    of_a_plan = {"content/reviewing/planning.py"}
    assert found <= of_a_message | of_a_proposal | of_a_plan | PAST_THE_GATE


@pytest.mark.parametrize(
    "line",
    [
        "version.publish(user)",
        "content.versions.get().publish(user)",
        "SignOff.objects.create(content=content)",
        "models.SignOff.objects.bulk_create(rows)",
        "content.sign_offs.create(by=user)",
        "SignOff.objects.get_or_create(content=content)",
        "SignOff(content=content).save()",
    ],
)
def test_each_way_to_publish_or_sign_off_is_seen(line):
    assert publishes(line) == [1]
