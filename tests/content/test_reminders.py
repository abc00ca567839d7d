"""Owners hear of a review 60, 30 and 0 days before it is due and then every week, whatever happens to the worker."""

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from io import StringIO
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from common import queue
from common.models import Task
from content.models import ReviewReminder
from content.publishing.reminders import plan_reminders
from tests import factories

DUE = date(2027, 6, 30)


@pytest.fixture
def owner(roles):
    return factories.staff("Editor", email="owner@hospital.example")


def page_due(author, day=DUE, **fields):
    content = factories.draft(author, last_reviewed=day - timedelta(days=500), next_review=day, **fields)
    return factories.past_the_gate(content)


@pytest.fixture
def mails_on(set_clock):
    """`mails_on(day)`: how many owners the worker mails on that day."""

    def mails_on(day):
        set_clock(f"{day} 08:00")
        plan_reminders()
        return queue.run_due("review_reminder").count("done")

    return mails_on


@pytest.fixture
def days_left_when_mailed(mails_on):
    """Run on each of these days before the review; on which of them did a mail leave?"""
    return lambda days: [left for left in days if mails_on(DUE - timedelta(days=left))]


@pytest.mark.django_db
def test_mails_leave_at_60_30_and_0_days_and_then_every_week(mail_server, owner, days_left_when_mailed):
    page_due(owner)

    assert days_left_when_mailed(range(70, -30, -1)) == [60, 30, 0, -7, -14, -21, -28]
    assert len(mail_server.mails) == 7


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "mailed"),
    [
        ([61, 59, 58, 29, 28, -1, -2, -8], [59, 29, -1, -8]),
        ([45, 10, -40], [45, 10, -40]),
        ([-40, -41, -42, -46, -47, -48, -49, -54], [-40, -47, -54]),
        ([20, 5, 1], [20]),
    ],
)
def test_no_step_depends_on_running_on_its_day(mail_server, owner, days, mailed, days_left_when_mailed):
    page_due(owner)

    assert days_left_when_mailed(days) == mailed


@pytest.mark.django_db
def test_running_twice_mails_once(mail_server, owner, mails_on):
    page_due(owner)

    assert [mails_on(DUE), mails_on(DUE)] == [1, 0]


@pytest.mark.django_db
def test_a_new_review_date_starts_anew(mail_server, owner, mails_on):
    content = page_due(owner)
    mails_on(DUE)

    factories.rewrite(content, next_review=DUE + timedelta(days=365))

    assert mails_on(DUE + timedelta(days=300)) == 0
    assert mails_on(DUE + timedelta(days=305)) == 1


@pytest.mark.django_db
def test_one_mail_lists_all_pages_of_an_owner(mail_server, owner, roles, mails_on):
    other = factories.staff("Editor", email="other@hospital.example")
    factories.HospitalFactory()
    content = page_due(owner, title="Hip replacement")
    page_due(owner, DUE - timedelta(days=3), title="ഇടുപ്പ്", language="ml", treatment=content.treatment)
    page_due(other, title="Knee replacement")
    page_due(owner, DUE + timedelta(days=200), title="Not yet")

    assert mails_on(DUE) == 2

    [mail] = mail_server.to("owner@hospital.example")
    text = mail.get_content().replace("\r\n", "\n")
    assert mail["Subject"] == "Treatment pages to review: 2"
    assert "Hip replacement (English)\ndue on 30 June 2027\n" in text
    assert "ഇടുപ്പ് (മലയാളം)\noverdue since 27 June 2027: patients see this on the page\n" in text
    assert f"{site.SITE_ADDRESS}/admin/content/treatmentcontent/{content.pk}/readiness/" in text
    assert f"{site.SITE_ADDRESS}/admin/content/treatmentcontent/worklist/" in text
    assert "Knee" not in text
    assert "Not yet" not in text


@pytest.mark.django_db
def test_the_owner_of_the_treatment_comes_before_the_author(mail_server, owner, roles, mails_on):
    author = factories.staff("Editor", email="author@hospital.example")
    page_due(author, treatment=factories.TreatmentFactory(owner=owner))

    mails_on(DUE)

    assert [mail["To"] for mail in mail_server.mails] == ["owner@hospital.example"]


@pytest.mark.django_db
def test_without_an_owner_who_can_be_mailed_the_newest_author_is(mail_server, owner, roles, mails_on):
    left = factories.staff("Editor", email="left@hospital.example", is_active=False)
    content = page_due(left, treatment=factories.TreatmentFactory(owner=left))
    content.versions.get().copy(owner)

    mails_on(DUE)

    assert [mail["To"] for mail in mail_server.mails] == ["owner@hospital.example"]


@pytest.mark.django_db
def test_a_page_that_nobody_can_be_mailed_about_is_named_and_waits(mail_server, roles, owner, set_clock, mails_on):
    content = page_due(factories.staff("Editor"), title="Orphan")
    set_clock(f"{DUE} 08:00")
    out = StringIO()

    call_command("remind_reviews", stdout=out)

    assert "Nobody to mail about “Orphan” (en): give it an owner." in out.getvalue()
    assert not ReviewReminder.objects.exists()
    content.treatment.owner = owner
    content.treatment.save()
    assert mails_on(DUE) == 1


@pytest.mark.django_db
def test_drafts_and_pages_taken_down_remind_nobody(mail_server, owner, mails_on):
    factories.draft(owner, last_reviewed=DUE - timedelta(days=9), next_review=DUE)
    page_due(owner).versions.update(state="unpublished")

    assert mails_on(DUE) == 0


@pytest.mark.django_db
def test_a_mail_that_is_refused_leaves_the_others_and_is_sent_next_time(mail_server, owner, roles, set_clock, mails_on):
    page_due(owner)
    set_clock(f"{DUE} 08:00")
    mail_server.answer = "451 try again later"
    with pytest.raises(CommandError, match="1 reminders could not be sent; the next run tries again"):
        call_command("remind_reviews", stdout=StringIO())
    assert not ReviewReminder.objects.exists()

    mail_server.answer = "250 OK"

    assert mails_on(DUE + timedelta(days=1)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_mail_once(mail_server, owner, mails_on):
    page_due(owner)
    start = threading.Barrier(4)

    def run(_number):
        start.wait()
        try:
            return mails_on(DUE)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, range(4)))
    assert len(mail_server.mails) == 1
    assert ReviewReminder.objects.count() == 1


def command_in_its_own_process(port):
    database = connection.settings_dict
    login = quote(database["USER"]) + (f":{quote(database['PASSWORD'])}" if database.get("PASSWORD") else "")
    place = {"host": database["HOST"], "port": database.get("PORT")}
    url = f"postgresql://{login}@/{database['NAME']}?{urlencode({name: at for name, at in place.items() if at})}"
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(port),
        "SITE_MODE": "local",
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "remind_reviews"], cwd=site.BASE_DIR, env=environment, stdout=subprocess.PIPE
    )


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_it_mails_loses_nothing(mail_server, settings, owner, monkeypatch):
    content = page_due(owner, timezone.localdate())
    processes = []
    taken = mail_server.handle_DATA

    async def kill_the_sender(server, session, envelope):
        os.kill(processes[0].pid, signal.SIGKILL)  # before the mail server has said yes
        return "451 too late"

    monkeypatch.setattr(mail_server, "handle_DATA", kill_the_sender)
    processes.append(command_in_its_own_process(settings.EMAIL_PORT))
    assert processes[0].wait(timeout=60) == -signal.SIGKILL
    assert mail_server.mails == []
    monkeypatch.setattr(mail_server, "handle_DATA", taken)

    meanwhile = command_in_its_own_process(settings.EMAIL_PORT)
    assert meanwhile.wait(timeout=60) == 0
    assert meanwhile.stdout.read().decode() == "0 reminders sent.\n", "the killed worker's lease is not over"
    Task.objects.update(lease_until=timezone.now())

    again = command_in_its_own_process(settings.EMAIL_PORT)
    assert again.wait(timeout=60) == 0
    once_more = command_in_its_own_process(settings.EMAIL_PORT)
    assert once_more.wait(timeout=60) == 0

    assert again.stdout.read().decode() == "1 reminders sent.\n"
    assert once_more.stdout.read().decode() == "0 reminders sent.\n"
    assert len(mail_server.mails) == 1
    assert ReviewReminder.objects.get().object_id == content.treatment_id
