"""What the worker does by its own clock, as the rooms have registered it."""

import pytest
from django.core.management import call_command, get_commands

from common import queue
from common.models import Task

PERIODIC = {name for name, kind in queue.KINDS.items() if kind.every}


def test_the_rooms_have_registered_what_is_due_by_the_clock():
    assert {
        "check_links",
        "close_requests",
        "count_all_days",
        "count_days",
        "decline_set_aside",
        "erase_old_requests",
        "expire_requests",
        "forget_attempts",
        "forget_kept_forms",
        "forget_old_accesses",
        "forget_open_pages",
        "forget_sessions",
        "note_broken_promises",
        "publish_planned",
        "put_desk_lists",
        "remind_reviews",
        "send_reminders",
        "tell_of_alarms",
        "tell_security_events",
        "tend_reviews",
        "write_error_pages",
    } == PERIODIC


@pytest.mark.django_db
def test_every_periodic_kind_is_a_command_of_its_own_and_safe_to_repeat():
    names = PERIODIC - {"forget_sessions"}  # that one is Django's clearsessions

    assert names <= set(get_commands())
    for name in names:
        call_command(name, verbosity=0)
        call_command(name, verbosity=0)


@pytest.mark.django_db
def test_everything_that_is_due_runs_on_an_empty_site():
    outcomes = queue.run_due()

    assert set(outcomes) == {"done"}
    assert len(outcomes) >= len(PERIODIC)  # after its hour, the mail with tomorrow's lists as well
    assert not Task.objects.filter(attempts__gt=0).exists()
