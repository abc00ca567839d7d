"""One person puts a wrong number right at once: everybody is told once, and somebody else looks at it within a day."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from common import queue
from common.models import Task
from directory.models import GuardedWrite, Hospital, Proposal
from directory.two_person import alarms, services
from tests import factories
from tests.directory.two_person.ways import by_service
from tests.mail_server import words

pytestmark = pytest.mark.django_db

NEW = "+914952700001"


@pytest.fixture
def hospital(roles):
    return factories.HospitalFactory(emergency_number="108")


def people(role, number, **fields):
    return [factories.staff(role, email=f"{role.lower()}{n}@hospital.example", **fields) for n in range(number)]


def glass_broken(hospital, by, name="emergency_number", value="112"):
    services.break_glass(hospital, name, value, by=by, reason="The old one rings nowhere")
    return GuardedWrite.objects.alarms().get()


def test_a_wrong_number_is_put_right_at_once_and_everybody_is_told_once(hospital, mail_server):
    publishers, managers = people("Publisher", 2), people("Manager", 2)
    people("Editor", 1), people("Publisher", 1, is_active=False)

    write = glass_broken(hospital, managers[0])
    alarms.tell()
    queue.run_due(alarms.ALARM)
    queue.run_due(alarms.ALARM)

    assert Hospital.objects.get().emergency_number == "112"
    assert (write.by, write.reason) == (managers[0], "The old one rings nowhere")
    told = sorted(mail["To"] for mail in mail_server.mails)
    assert told == sorted(person.email for person in [*publishers, *managers])
    assert "The old one rings nowhere" in words(mail_server.mails[0])


def test_what_the_shell_changed_is_told_too(hospital, mail_server):
    people("Publisher", 1)
    Hospital.objects.update(phone=NEW)

    queue.run_due("tell_of_alarms")
    queue.run_due(alarms.ALARM)
    queue.run_due("tell_of_alarms")
    queue.run_due(alarms.ALARM)

    [mail] = mail_server.mails
    assert "does not know by whom" in words(mail)


@pytest.mark.parametrize("role", ["Editor", "Clinician", "Front desk"])
def test_only_whoever_has_the_right_breaks_glass(hospital, role):
    with pytest.raises(PermissionDenied):
        glass_broken(hospital, factories.staff(role))


@pytest.mark.parametrize("name", ["contact_words", "email", "name", "shows_testimonials"])
def test_only_numbers_are_put_right_by_one(hospital, publisher, name):
    with pytest.raises(PermissionDenied):
        glass_broken(hospital, publisher, name, "x")


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("phone", NEW, "  "),
        ("phone", "", "It is wrong"),
        ("phone", "12", "It is wrong"),
        ("phone", "+914952700000", "It is the same"),
        ("phone", NEW, "x" * 301),
    ],
)
def test_what_makes_no_sense_changes_nothing(hospital, publisher, name, value, reason):
    with pytest.raises(services.Refused):
        services.break_glass(hospital, name, value, by=publisher, reason=reason)

    assert Hospital.objects.get().phone == "+914952700000"
    assert not GuardedWrite.objects.exists()


def test_somebody_else_reviews_it_and_then_it_leaves_the_first_page(client, hospital, publisher):
    manager = factories.staff("Manager")
    write = glass_broken(hospital, manager)

    assert waiting(client, publisher)["Alarms to review"] == "1"
    with pytest.raises(services.Refused, match="yourself"):
        services.review(write.pk, by=manager)
    with pytest.raises(PermissionDenied):
        services.review(write.pk, by=factories.staff("Editor"))
    client.post(f"/admin/directory/guardedwrite/{write.pk}/review/")

    assert GuardedWrite.objects.get().reviewed_by == publisher
    assert waiting(client, publisher)["Alarms to review"] == "0"


def waiting(client, user):
    client.force_login(user)
    page = BeautifulSoup(client.get("/admin/").text, "html.parser")
    return {task.find("span").get_text(): task.find("strong").get_text() for task in page.select(".waiting__task")}


def test_after_a_day_it_is_overdue(client, hospital, publisher):
    write = glass_broken(hospital, factories.staff("Manager"))
    assert waiting(client, publisher)["Alarms overdue"] == "0"

    GuardedWrite.objects.update(at=timezone.now() - timedelta(hours=25))

    assert waiting(client, publisher)["Alarms overdue"] == "1"
    assert "Overdue" in client.get("/admin/directory/guardedwrite/").text
    services.review(write.pk, by=publisher)
    assert waiting(client, publisher)["Alarms overdue"] == "0"


def test_a_change_that_waited_for_that_number_no_longer_fits(hospital, publisher):
    by_service(None, factories.staff("Editor"), Hospital.objects.get(), "emergency_number", "100")
    glass_broken(hospital, publisher)

    proposal = Proposal.objects.get()
    with pytest.raises(services.Refused, match="changed meanwhile"):
        services.confirm(proposal.pk, by=factories.staff("Manager"), seen=proposal.fingerprint)


def test_a_change_of_another_field_still_fits(hospital, publisher):
    by_service(None, factories.staff("Editor"), Hospital.objects.get(), "email", "new@hospital.example")
    glass_broken(hospital, publisher)

    proposal = Proposal.objects.get()
    services.confirm(proposal.pk, by=publisher, seen=proposal.fingerprint)

    assert Hospital.objects.get().email == "new@hospital.example"


def test_no_task_is_left_for_somebody_who_may_no_longer_confirm(hospital, mail_server):
    [manager] = people("Manager", 1)
    [publisher] = people("Publisher", 1)
    glass_broken(hospital, manager)
    publisher.groups.clear()

    queue.run_due(alarms.ALARM)

    assert [mail["To"] for mail in mail_server.mails] == [manager.email]
    assert not Task.objects.filter(kind=alarms.ALARM).exists()


def test_the_page_puts_it_right_and_keeps_what_was_typed_wrong(client, hospital, publisher):
    client.force_login(publisher)
    url = "/admin/directory/proposal/break-glass/"
    sent = {"number": "directory.hospital|1|phone", "value": "0495 27", "reason": "It rings in a shop"}

    page = client.post(url, sent)
    assert "It rings in a shop" in page.text
    assert Hospital.objects.get().phone == "+914952700000"
    client.post(url, sent | {"value": "0495 2700001"})

    assert Hospital.objects.get().phone == NEW
