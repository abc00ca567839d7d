"""The pages of a review, by those who may and those who may not."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.utils import timezone
from djangocms_versioning.models import Version

from content.models import Clinician, PlannedChange, Question, Review, ReviewComment, SignOff
from content.publishing.services import sign_off
from content.reviewing import steps
from content.reviewing.states import State, state_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(editor):
    return factories.draft(editor).versions.get()


@pytest.fixture
def asked(version, editor, clinician):
    steps.ask(version, clinician=clinician, due=timezone.localdate(), by=editor, text="The risks, please")
    return version


def page(client, user, path):
    client.force_login(user)
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return BeautifulSoup(answer.text, "html.parser")


def answer(client, user, version, step, **fields):
    shown = page(client, user, f"/review/{version.pk}/")
    sent = {"fingerprint": shown.select_one("[name=fingerprint]")["value"], "step": step}
    return client.post(f"/review/{version.pk}/", sent | fields)


def number_of(client, user, version, words):
    """The number of the comment field of the part that holds these words."""
    shown = page(client, user, f"/review/{version.pk}/")
    [row] = [row for row in shown.select(".difference__row") if words in row.text]
    return row.select_one("textarea")["name"]


def test_a_clinician_signs_from_the_page_that_shows_the_difference(client, asked, clinician):
    answer(client, clinician, asked, "sign")

    assert SignOff.objects.get().by == clinician
    assert state_of(asked) == State.SIGNED
    assert "Signed by" in page(client, clinician, f"/review/{asked.pk}/").text


def test_words_changed_under_the_clinicians_eyes_are_not_signed(client, asked, clinician):
    shown = page(client, clinician, f"/review/{asked.pk}/")
    Question.objects.filter(kind="risks").update(answer="<p>None.</p>")

    seen = shown.select_one("[name=fingerprint]")["value"]
    said = client.post(f"/review/{asked.pk}/", {"fingerprint": seen, "step": "sign"}, follow=True)

    assert "changed while you were reading" in said.text
    assert not SignOff.objects.exists()


def test_a_page_comes_back_with_a_comment_at_its_block(client, asked, clinician, editor):
    field = number_of(client, clinician, asked, "What are the risks?")

    answer(client, clinician, asked, "send_back", answer="Nearly", **{field: "Name the infection"})

    comment = ReviewComment.objects.get()
    assert (comment.text, comment.about) == ("Name the infection", "Question and answer: What are the risks?")
    shown = page(client, editor, f"/review/{asked.pk}/")
    [row] = [row for row in shown.select(".difference__row") if "Name the infection" in row.text]
    assert "What are the risks?" in row.text
    assert "Nearly" in shown.text


def test_what_was_written_is_not_lost_when_somebody_signs_by_mistake(client, asked, clinician):
    said = answer(client, clinician, asked, "sign", answer="The dose is wrong")

    assert "You have written comments" in said.text
    assert "The dose is wrong" in said.text
    assert not SignOff.objects.exists()


def test_a_browser_forgets_a_comment_once_it_has_arrived(client, asked, clinician, publisher):
    """What could not be done any more was not taken either."""
    sign_off(asked.content, by=clinician)
    asked.publish(publisher)
    client.force_login(clinician)
    late = client.post(f"/review/{asked.pk}/", {"step": "send_back", "answer": "Nearly", "unsaved": "abc"})
    fresh = factories.draft(publisher).versions.get()
    in_time = client.post(f"/review/{fresh.pk}/", {"step": "send_back", "answer": "Nearly", "unsaved": "abc"})

    assert "Only a draft can be sent back." in late.text
    assert "saved_abc" not in late.cookies
    assert "saved_abc" in in_time.cookies


def test_sending_back_needs_a_word(client, asked, clinician):
    said = answer(client, clinician, asked, "send_back")

    assert "Say what should be changed" in said.text
    assert Review.objects.get().outcome == "open"


@pytest.mark.parametrize("where", ["answer", "about_0"])
def test_a_comment_may_hold_no_number_of_a_patient(where, client, asked, clinician):
    said = answer(client, clinician, asked, "send_back", **{where: "As for +91 98470 12345"})

    assert "not about a patient" in said.text
    assert "+91 98470 12345" in said.text
    assert Review.objects.get().outcome == "open"


@pytest.mark.parametrize("role", ["Editor", "Publisher", "Manager"])
def test_nobody_else_is_offered_to_sign(role, client, asked):
    shown = page(client, factories.staff(role), f"/review/{asked.pk}/")

    assert shown.select("[name=step]") == []


def test_the_author_with_every_role_is_offered_nothing_to_sign(client, clinician, publisher, editor):
    editor.groups.add(*clinician.groups.all(), *publisher.groups.all())
    version = factories.draft(editor).versions.get()

    assert page(client, editor, f"/review/{version.pk}/").select("[name=step]") == []
    client.post(f"/review/{version.pk}/", {"step": "sign", "fingerprint": "x"})
    assert not SignOff.objects.exists()


@pytest.mark.parametrize("path", ["", "ask/", "plan/", "links/"])
def test_no_page_of_a_version_is_for_others(path, client, version, roles):
    assert client.get(f"/review/{version.pk}/{path}").status_code == 302
    client.force_login(factories.staff("Front desk"))
    assert client.get(f"/review/{version.pk}/{path}").status_code == 403


def test_free_pages_are_not_reviewed_here(client, editor):
    call_command("set_up_site")
    version = Version.objects.filter(content_type__app_label="cms").first()
    client.force_login(editor)

    assert client.get(f"/review/{version.pk}/", follow=True).status_code == 404


def test_an_editor_asks_and_the_clinician_is_told(client, version, editor, clinician):
    shown = page(client, editor, f"/review/{version.pk}/ask/")
    assert clinician.get_full_name() in shown.text

    client.post(f"/review/{version.pk}/ask/", {"clinician": clinician.pk, "due": timezone.localdate(), "text": "Look"})

    assert Review.objects.get().clinician == clinician
    assert "Look" in page(client, clinician, f"/review/{version.pk}/").text
    assert "Hip replacement" in page(client, clinician, "/review/").text


def test_the_last_day_is_not_over(client, version, editor, clinician):
    client.force_login(editor)

    said = client.post(f"/review/{version.pk}/ask/", {"clinician": clinician.pk, "due": "2020-01-01"})

    assert "Choose today or a later day." in said.text
    assert not Review.objects.exists()


def test_the_difference_stands_on_the_page_in_words_as_well(client, editor, clinician, publisher):
    first = factories.published(editor, clinician, publisher).versions.get()
    version = first.copy(editor)
    Question.objects.filter(kind="risks", placeholder__in=version.content.placeholders.all()).update(
        answer="<p>Bleeding, and often infection.</p>"
    )

    shown = page(client, clinician, f"/review/{version.pk}/")

    [row] = shown.select(".difference__row--news")
    assert row.select_one("ins").text.strip() == "added: often  end of what was added."
    assert row.select_one("del").text.strip().startswith("taken away: rarely")
    assert "Changed" in row.text
    assert "parts are the same" in shown.text


def test_a_draft_that_was_signed_and_changed_is_compared_with_what_was_signed(client, version, clinician):
    sign_off(version.content, by=clinician)
    Question.objects.filter(kind="risks").update(answer="<p>Bleeding, and often infection.</p>")

    shown = page(client, clinician, f"/review/{version.pk}/")

    assert [each.text.split()[2] for each in shown.select("del")] == ["rarely"]


def test_a_translation_shows_what_changed_in_its_source(client, editor, clinician, publisher):
    from content.publishing.services import start_translation

    factories.reads(clinician, "en", "ml")
    first = factories.published(editor, clinician, publisher)
    translation = start_translation(first, "ml", by=editor).versions.get()
    newer = first.versions.get().copy(editor)
    Question.objects.filter(kind="risks", placeholder__in=newer.content.placeholders.all()).update(
        answer="<p>None.</p>"
    )
    sign_off(newer.content, by=clinician)
    newer.publish(publisher)

    shown = page(client, clinician, f"/review/{translation.pk}/")

    source = shown.select_one(".difference__source")
    assert "follows version 1; version 2 is published" in " ".join(source.text.split())
    assert "None" in source.select_one("ins").text


def test_a_publisher_plans_and_calls_off(client, version, clinician, publisher):
    sign_off(version.content, by=clinician)
    shown = page(client, publisher, f"/review/{version.pk}/")
    assert "Publish at a time" in shown.text
    when = f"{timezone.localdate() + timedelta(days=3)}T09:30"

    client.post(f"/review/{version.pk}/plan/", {"action": "publish", "at": when})

    planned = PlannedChange.objects.get()
    assert timezone.localtime(planned.at).strftime("%Y-%m-%dT%H:%M") == when
    assert "It goes out on" in page(client, publisher, f"/review/{version.pk}/").text
    client.post(f"/review/{version.pk}/plan/{planned.pk}/call-off/")
    assert PlannedChange.objects.get().state == "cancelled"


@pytest.mark.parametrize("when", ["2020-01-01T09:00", "x", ""])
def test_a_time_that_cannot_be_is_told_beside_its_field(when, client, version, clinician, publisher):
    sign_off(version.content, by=clinician)
    client.force_login(publisher)

    said = client.post(f"/review/{version.pk}/plan/", {"action": "publish", "at": when})

    assert BeautifulSoup(said.text, "html.parser").select_one("#id_at")["aria-invalid"] == "true"
    assert not PlannedChange.objects.exists()


@pytest.mark.parametrize("when", ["2027-03-28T02:30", "2027-10-31T02:30"])
def test_an_hour_that_is_not_there_or_there_twice_is_refused(
    when, client, version, clinician, publisher, settings, set_clock
):
    set_clock("2027-01-01 10:00")
    sign_off(version.content, by=clinician)
    settings.TIME_ZONE = "Europe/Berlin"
    client.force_login(publisher)

    said = client.post(f"/review/{version.pk}/plan/", {"action": "publish", "at": when})

    assert "ambiguous or it may not exist" in said.text
    assert not PlannedChange.objects.exists()


def test_a_clinician_says_to_be_away(client, clinician):
    client.force_login(clinician)

    client.post("/review/away/", {"away_until": "2027-05-01"})

    assert str(Clinician.objects.get().away_until) == "2027-05-01"
    assert "2027-05-01" in client.get("/review/").text


def test_who_signs_nothing_is_not_asked_when_away(client, editor):
    client.force_login(editor)

    assert "away_until" not in client.get("/review/").text
    assert client.post("/review/away/", {"away_until": ""}).status_code == 403


def test_an_old_version_is_restored_by_a_button(client, editor, clinician, publisher):
    old = factories.published(editor, clinician, publisher).versions.get()
    old.unpublish(publisher)
    shown = page(client, editor, f"/review/{old.pk}/")
    assert "Restore as a new draft" in shown.text

    said = client.post(f"/review/{old.pk}/restore/")

    assert said.url != f"/review/{old.pk}/"
    assert "It is signed anew" in client.get(said.url).text


def test_a_version_that_is_not_there_is_404(client, editor):
    client.force_login(editor)

    assert client.get("/review/999999/", follow=True).status_code == 404
