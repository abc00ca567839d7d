"""Whoever must act next gets a mail with a link: at most one a day, with all that waits."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from common import queue
from common.models import Task
from content.models import Question, ReviewDigest
from content.publishing.services import sign_off
from content.reviewing import digests, steps
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(editor, clinician, publisher, set_clock):
    set_clock("2027-03-01 10:00")
    for user in (editor, clinician, publisher):
        user.email = f"{user.username}@hospital.example"
        user.save()
    return editor, clinician, publisher


def asked(editor, clinician, **more):
    version = factories.draft(editor, **more).versions.get()
    steps.ask(version, clinician=clinician, due=timezone.localdate() + timedelta(days=7), by=editor)
    return version


def mails_to(user, mailoutbox):
    queue.run_due(digests.DIGEST)
    return [mail for mail in mailoutbox if mail.to == [user.email]]


def test_the_clinician_is_told_with_a_link_to_the_page_itself(people, mailoutbox):
    editor, clinician, publisher = people
    version = asked(editor, clinician)

    [mail] = mails_to(clinician, mailoutbox)

    assert mail.subject == "1 page waits for you"
    assert f"/review/{version.pk}/\n" in mail.body
    assert "Hip replacement (English)" in mail.body
    assert mails_to(editor, mailoutbox) == mails_to(publisher, mailoutbox) == []


def test_each_step_tells_who_acts_next(people, mailoutbox):
    editor, clinician, publisher = people
    version = asked(editor, clinician)

    steps.send_back(version, by=clinician, answer="Shorter")
    assert "Sent back to you" in mails_to(editor, mailoutbox)[0].body

    sign_off(version.content, by=clinician)
    steps.ask(factories.draft(editor).versions.get(), clinician=clinician, due=timezone.localdate(), by=editor)
    assert mails_to(publisher, mailoutbox) == []
    second = asked(editor, clinician)
    sign_off(second.content, by=clinician)
    call_command("tend_reviews")

    [mail] = mails_to(publisher, mailoutbox)
    assert "Signed, to publish" in mail.body
    assert f"/review/{second.pk}/" in mail.body


def test_publishers_are_told_of_what_was_signed_without_being_asked_for(people, mailoutbox):
    editor, clinician, publisher = people
    sign_off(factories.draft(editor), by=clinician)

    for _times in range(3):
        call_command("tend_reviews")

    [mail] = mails_to(publisher, mailoutbox)
    assert "Signed, to publish" in mail.body


def test_many_pages_on_a_day_are_two_mails_in_two_days(people, mailoutbox, set_clock):
    editor, clinician, _publisher = people
    asked(editor, clinician, title="First")
    assert len(mails_to(clinician, mailoutbox)) == 1
    for title in ("Second", "Third"):
        asked(editor, clinician, title=title)
    assert len(mails_to(clinician, mailoutbox)) == 1
    set_clock("2027-03-02 07:59")
    assert len(mails_to(clinician, mailoutbox)) == 1

    set_clock("2027-03-02 08:00")
    mails = mails_to(clinician, mailoutbox)

    assert [mail.subject for mail in mails] == ["1 page waits for you", "3 pages wait for you"]
    assert all(title in mails[1].body for title in ("First", "Second", "Third"))
    assert not Task.objects.filter(kind=digests.DIGEST).exists()


def test_nothing_new_is_no_mail(people, mailoutbox, set_clock):
    editor, clinician, _publisher = people
    asked(editor, clinician)
    mails_to(clinician, mailoutbox)
    set_clock("2027-03-03 10:00")
    digests.tell(clinician)

    assert len(mails_to(clinician, mailoutbox)) == 1


def test_the_reviewer_is_told_that_there_is_nothing_to_read_any_more(people, mailoutbox, set_clock):
    editor, clinician, _publisher = people
    version = asked(editor, clinician)
    mails_to(clinician, mailoutbox)
    set_clock("2027-03-02 09:00")
    Question.objects.filter(placeholder__in=version.content.placeholders.all()).update(answer="<p>Other.</p>")
    call_command("tend_reviews")

    mail = mails_to(clinician, mailoutbox)[-1]

    assert mail.subject == "1 review has changed"
    assert "Hip replacement (English): the words were changed meanwhile" in mail.body


def test_publishers_are_told_once_of_what_is_overdue(people, mailoutbox, set_clock):
    editor, clinician, publisher = people
    asked(editor, clinician)
    for day in (5, 8, 9, 9, 10):
        set_clock(f"2027-03-{day:02d} 10:00")
        call_command("tend_reviews")
        mails = mails_to(publisher, mailoutbox)
        assert len(mails) == (day >= 9), day

    assert "Reviews that are overdue" in mails[0].body


def test_without_an_address_or_a_login_nobody_is_mailed(people, mailoutbox):
    editor, clinician, _publisher = people
    clinician.email = ""
    clinician.save()
    asked(editor, clinician)
    assert mails_to(clinician, mailoutbox) == []
    clinician.email, clinician.is_active = "late@hospital.example", False
    clinician.save()
    digests.tell(editor)
    clinician.refresh_from_db()
    digests.send_digest(str(clinician.pk))

    assert mailoutbox == []
    assert not ReviewDigest.objects.exists()


def test_no_mail_names_what_was_written_about_a_page(people, mailoutbox):
    """Comments stay behind the sign-in."""
    editor, clinician, _publisher = people
    version = asked(editor, clinician)
    steps.send_back(version, by=clinician, answer="Between us", comments=[("lead", "Lead", "Also this")])

    [mail] = mails_to(editor, mailoutbox)

    assert "Between us" not in mail.body
    assert "Also this" not in mail.body
