"""Pages go out and come down at their time: once, by the hospital's clock, and never past the gate."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone

from common import queue
from content.models import PlannedChange, Question, TreatmentContent
from content.publishing.editors_turn import wait_for_turn
from content.publishing.services import sign_off
from content.reviewing import planning
from content.reviewing.states import State, state_of
from content.reviewing.steps import StepRefused
from content.reviewing.waiting import waiting_for
from tests import factories
from tests.bookings.test_concurrency import wait_until_someone_waits_for_a_lock

pytestmark = pytest.mark.django_db

NINE = "2027-03-01 09:00"


@pytest.fixture
def signed(editor, clinician, set_clock):
    set_clock("2027-02-28 10:00")
    content = factories.draft(editor)
    sign_off(content, by=clinician)
    return content.versions.get()


def at(text):
    return timezone.make_aware(timezone.datetime.fromisoformat(text))


def plan(version, publisher, action="publish", when=NINE):
    return planning.plan(version, action, at=at(when), by=publisher)


def states():
    return list(PlannedChange.objects.order_by("pk").values_list("state", flat=True))


def is_live():
    return TreatmentContent.objects.exists()


def test_a_page_goes_out_and_comes_down_at_its_time(signed, publisher, set_clock):
    plan(signed, publisher)
    plan(signed, publisher, "unpublish", "2027-03-31 18:00")
    assert state_of(signed) == State.PLANNED

    for clock, live in [
        ("2027-03-01 08:59", False),
        ("2027-03-01 09:00", True),
        ("2027-03-31 17:59", True),
        ("2027-03-31 18:00", False),
    ]:
        set_clock(clock)
        call_command("publish_planned")
        assert is_live() == live, clock

    assert states() == ["done", "done"]


def test_a_worker_that_was_away_for_days_does_it_late_and_in_order(signed, publisher, set_clock):
    plan(signed, publisher)
    set_clock("2027-03-05 03:00")

    call_command("publish_planned")

    assert is_live()


def test_a_clock_that_goes_back_undoes_nothing(signed, publisher, set_clock):
    plan(signed, publisher)
    set_clock(NINE)
    call_command("publish_planned")
    set_clock("2027-02-28 10:00")

    call_command("publish_planned")

    assert (is_live(), states()) == (True, ["done"])


def test_words_changed_meanwhile_meet_the_gate_and_both_are_told(signed, editor, publisher, set_clock, mailoutbox):
    for user in (editor, publisher):
        user.email = f"{user.username}@hospital.example"
        user.save()
    plan(signed, publisher)
    Question.objects.filter(kind="risks").update(answer="<p>None.</p>")
    set_clock(NINE)

    call_command("publish_planned")
    queue.run_due(planning.REFUSAL_MAIL)

    assert (is_live(), states()) == (False, ["refused"])
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted([editor.email, publisher.email])
    assert "changed after it was signed off" in mailoutbox[0].body
    assert f"/review/{signed.pk}/" in mailoutbox[0].body
    for user in (editor, publisher):
        [item] = [each for each in waiting_for(user) if each.code == "refused"]
        assert "signed off" in item.detail


def test_a_new_plan_takes_a_refused_one_off_the_list(signed, publisher, clinician, set_clock):
    plan(signed, publisher)
    Question.objects.filter(kind="risks").update(answer="<p>None.</p>")
    set_clock(NINE)
    call_command("publish_planned")
    sign_off(signed.content, by=clinician)

    plan(signed, publisher, when="2027-03-02 09:00")

    assert waiting_for(publisher) == []


def test_words_changed_and_signed_anew_go_out(signed, publisher, clinician, set_clock):
    plan(signed, publisher)
    Question.objects.filter(kind="risks").update(answer="<p>Bleeding.</p>")
    sign_off(signed.content, by=clinician)
    set_clock(NINE)

    call_command("publish_planned")

    assert states() == ["done"]


def no_longer_publisher(publisher):
    publisher.groups.clear()


def no_longer_here(publisher):
    publisher.is_active = False
    publisher.save()


@pytest.mark.parametrize("change", [no_longer_publisher, no_longer_here])
def test_who_may_not_publish_any_more_publishes_nothing(change, signed, publisher, set_clock):
    plan(signed, publisher)
    change(publisher)
    set_clock(NINE)

    call_command("publish_planned")

    assert (is_live(), states()) == (False, ["refused"])


def test_a_version_that_was_replaced_is_not_taken_down_in_the_place_of_the_new_one(
    signed, editor, clinician, publisher, set_clock
):
    signed.publish(publisher)
    plan(signed, publisher, "unpublish")
    newer = signed.copy(editor)
    sign_off(newer.content, by=clinician)
    newer.publish(publisher)
    set_clock(NINE)

    call_command("publish_planned")

    assert (is_live(), states()) == (True, ["refused"])


@pytest.mark.parametrize("role", ["Editor", "Clinician", "Manager", "Front desk"])
def test_only_publishers_plan_and_call_off(role, signed, publisher):
    planned = plan(signed, publisher)
    other = factories.staff(role)

    with pytest.raises(PermissionDenied):
        plan(signed, other)
    with pytest.raises(PermissionDenied):
        planning.call_off(planned, by=other)


def test_what_was_called_off_does_not_happen(signed, publisher, set_clock):
    planned = plan(signed, publisher)
    planning.call_off(planned, by=publisher)
    set_clock(NINE)

    call_command("publish_planned")

    assert (is_live(), states()) == (False, ["cancelled"])
    with pytest.raises(StepRefused):
        planning.call_off(planned, by=publisher)


def test_a_time_that_is_over_is_refused(signed, publisher):
    with pytest.raises(StepRefused):
        plan(signed, publisher, when="2027-02-28 10:00")


def test_another_time_takes_the_place_of_the_first(signed, publisher, set_clock):
    plan(signed, publisher)
    plan(signed, publisher, when="2027-03-02 09:00")
    set_clock(NINE)

    call_command("publish_planned")

    assert (is_live(), states()) == (False, ["cancelled", "waiting"])


def test_one_that_breaks_keeps_no_other_from_its_time(signed, editor, clinician, publisher, set_clock):
    broken = factories.draft(editor)
    sign_off(broken, by=clinician)
    planning.plan(broken.versions.get(), "publish", at=at("2027-03-01 08:00"), by=publisher)
    plan(signed, publisher)
    with factories.unguarded(), connection.cursor() as cursor:
        cursor.execute(
            "update djangocms_versioning_version set object_id = 0 where id = %s", [broken.versions.get().pk]
        )
    set_clock(NINE)

    call_command("publish_planned")

    assert states() == ["waiting", "done"]


@override_settings(TIME_ZONE="Europe/Berlin", USE_TZ=True)
def test_summer_time_moves_no_plan(signed, publisher, set_clock):
    """The clocks go forward on 28 March 2027 at 2: what is planned for 9 happens at 9, one hour sooner than counted."""
    plan(signed, publisher, when="2027-03-28 09:00")

    set_clock("2027-03-28 08:59")
    call_command("publish_planned")
    assert not is_live()
    set_clock("2027-03-28 09:00")
    call_command("publish_planned")

    assert is_live()
    assert PlannedChange.objects.get().at.isoformat() == "2027-03-28T07:00:00+00:00"


@pytest.mark.django_db(transaction=True)
def test_two_workers_publish_once(roles, editor, clinician, publisher):
    content = factories.draft(editor)
    sign_off(content, by=clinician)
    planned = planning.plan(content.versions.get(), "publish", at=timezone.now() + timedelta(hours=1), by=publisher)
    PlannedChange.objects.update(at=timezone.now() - timedelta(minutes=1))

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            assert [done.state for done in planning.do_what_is_due()] == ["done"]
            worker = pool.submit(in_its_own_connection, planning.do_what_is_due)
            wait_until_someone_waits_for_a_lock()
        other = worker.result(timeout=20)

    assert other == []
    planned.refresh_from_db()
    assert planned.state == "done"
    assert content.versions.get().statetracking_set.count() == 1


def in_its_own_connection(action):
    try:
        return action()
    finally:
        connection.close()


@pytest.fixture
def due(transactional_db, roles, editor, clinician, publisher):
    content = factories.draft(editor)
    sign_off(content, by=clinician)
    planning.plan(content.versions.get(), "publish", at=timezone.now() + timedelta(hours=1), by=publisher)
    PlannedChange.objects.update(at=timezone.now() - timedelta(minutes=1))
    return content


def in_the_editors_turn(content):
    wait_for_turn()
    Question.objects.filter(kind="risks").update(answer="<p>None.</p>")


def in_the_words_form(content):
    TreatmentContent._original_manager.select_for_update(of=["self"]).get(pk=content.pk)
    Question.objects.filter(kind="risks").update(answer="<p>None.</p>")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("edit", [in_the_editors_turn, in_the_words_form])
def test_an_edit_that_is_being_saved_at_that_moment_is_waited_for(edit, due):
    """Else the old words would meet the gate, and the new ones be published a moment later."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            edit(due)
            worker = pool.submit(in_its_own_connection, planning.do_what_is_due)
            wait_until_someone_waits_for_a_lock()
        [done] = worker.result(timeout=20)

    assert done.state == "refused"
    assert not is_live()
