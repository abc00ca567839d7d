"""Nobody can flood a mailbox or a phone through the site, and nobody uses up what another cause may send."""

from datetime import timedelta

import pytest
from django.db import connection

from common.message_budgets import Cause, Channel, fold_mailbox, spend
from common.models import Attempt
from common.queue import PutOff

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def let_through(count, cause=Cause.STRANGER, channel=Channel.MAIL, reader="a@b.example", start=0, **more):
    """How many of so many messages may leave."""
    left = 0
    for number in range(start, start + count):
        try:
            spend(cause, channel, reader, about=f"{cause} {channel} {reader} {number}", **more)
            left += 1
        except PutOff:
            pass
    return left


@pytest.mark.parametrize(
    "address",
    ["fathima@x.example", "Fathima@X.example", "fat.hi.ma@x.example", "fathima+1@x.example", "f.athima+a+b@x.example"],
)
def test_one_mailbox_has_many_names(address):
    assert fold_mailbox(address) == "fathima@x.example"


@pytest.mark.parametrize("address", ["fathima@y.example", "fathim@x.example", "fathima@xexample"])
def test_other_mailboxes_are_others(address):
    assert fold_mailbox(address) != "fathima@x.example"


@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize("cause", [Cause.STRANGER, Cause.PASSWORD])
def test_five_an_hour_and_twelve_a_day_reach_one_reader(set_clock, cause, channel):
    by_the_hour = []
    for hour in (8, 10, 12, 14):
        set_clock(f"2027-03-01 {hour:02}:00")
        by_the_hour.append(let_through(7, cause, channel, start=hour * 100))

    assert by_the_hour == [5, 5, 2, 0]


def test_the_wait_is_until_the_first_of_them_is_an_hour_old(set_clock):
    set_clock("2027-03-01 08:00")
    let_through(5)
    set_clock("2027-03-01 08:20")

    with pytest.raises(PutOff) as early:
        spend(Cause.STRANGER, Channel.MAIL, "a@b.example", about="one more")

    assert early.value.wait == timedelta(minutes=40)


def test_a_message_that_is_tried_again_is_counted_once():
    for _try in range(9):
        spend(Cause.STRANGER, Channel.MAIL, "a@b.example", about="the same")

    assert let_through(9) == 4


def test_no_cause_uses_up_what_another_may_send():
    let_through(9, Cause.STRANGER)

    assert let_through(9, Cause.PASSWORD) == 5
    assert let_through(50, Cause.STAFF) == 50


def test_numbers_are_counted_apart_from_mailboxes(settings):
    settings.MESSAGES_PER_HOUR_AND_PHONE = 2
    let_through(9, channel=Channel.MAIL, reader="same")

    assert let_through(9, channel=Channel.PHONE, reader="same") == 2


def test_our_own_addresses_have_no_budget_but_for_passwords():
    assert let_through(9, Cause.STRANGER, is_ours=True) == 9
    assert let_through(9, Cause.PASSWORD, is_ours=True) == 5


def test_strangers_share_one_budget_and_its_end_is_told_once_an_hour(settings, set_clock, caplog):
    settings.STRANGERS_MESSAGES_PER_HOUR = 10
    set_clock("2027-03-01 08:00")

    assert sum(let_through(1, reader=f"{number}@b.example") for number in range(30)) == 10
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert let_through(3, Cause.PASSWORD, reader="30@b.example") == 3
    set_clock("2027-03-01 09:01")
    assert sum(let_through(1, reader=f"{number}@c.example") for number in range(30)) == 10
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]


def test_a_mailbox_that_is_full_raises_no_alarm(caplog):
    let_through(9)

    assert caplog.records == []


def test_fewer_may_be_allowed_than_the_setting_says(settings):
    settings.STRANGERS_MESSAGES_PER_HOUR = 4

    assert let_through(3, most=2) == 2
    assert let_through(9, most=100, start=3) == 2


def test_a_thousand_that_wait_do_not_keep_the_workers_busy(set_clock):
    set_clock("2027-03-01 08:00:00")
    let_through(5)
    set_clock("2027-03-01 08:59:59")

    with pytest.raises(PutOff) as early:
        spend(Cause.STRANGER, Channel.MAIL, "a@b.example", about="one more")

    assert early.value.wait == timedelta(minutes=1)


def test_no_address_stands_in_the_table():
    let_through(1)

    with connection.cursor() as cursor:
        cursor.execute("select string_agg(attempt::text, ' ') from common_attempt as attempt")
        [everything] = cursor.fetchone()
    assert Attempt.objects.count() == 3
    assert "b.example" not in everything
