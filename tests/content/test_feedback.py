"""Readers tell us whether a page helps and what is wrong on it, and stay unknown."""

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.urls import reverse

from common.models import Attempt
from content.models import PageFeedback
from tests import factories

pytestmark = pytest.mark.django_db

MISTAKE = "The page says 10–20 minutes in 2024, the leaflet says 150000-450000."


@pytest.fixture
def page(editor, clinician, publisher):
    factories.HospitalFactory()
    return factories.published(editor, clinician, publisher)


@pytest.fixture
def url(page):
    return page.get_absolute_url() + "feedback/"


def test_the_treatment_page_leads_there_and_stays_free_of_cookies_and_forms(client, page, url):
    response = client.get(page.get_absolute_url())

    soup = BeautifulSoup(response.text, "html.parser")
    links = [link["href"] for link in soup.select(".review a")]
    assert links[:3] == [f"{url}?helpful=yes", f"{url}?helpful=no", url]
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.text


@pytest.mark.parametrize(
    ("answers", "kept"),
    [
        ({"helpful": "yes"}, (True, "")),
        ({"helpful": "no"}, (False, "")),
        ({"mistake": f"  {MISTAKE} "}, (None, MISTAKE)),
        ({"helpful": "no", "mistake": MISTAKE}, (False, MISTAKE)),
    ],
)
def test_an_answer_is_kept_with_what_it_is_about(client, page, url, answers, kept):
    response = client.post(url, answers, follow=True)

    assert response.redirect_chain == [(f"{url}thanks/", 302)]
    assert "Thank you" in response.text
    note = PageFeedback.objects.get()
    assert (note.is_helpful, note.mistake) == kept
    assert (note.treatment, note.language, note.version_number) == (page.treatment, "en", "1")


def test_the_link_chooses_the_answer_and_changes_nothing(client, url):
    soup = BeautifulSoup(client.get(f"{url}?helpful=no").text, "html.parser")

    assert soup.select_one("input[name=helpful][checked]")["value"] == "no"
    assert not BeautifulSoup(client.get(f"{url}?helpful=<b>").text, "html.parser").select("input[checked]")
    assert not PageFeedback.objects.exists()


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({}, "Answer one of the two questions"),
        ({"mistake": "   "}, "Answer one of the two questions"),
        ({"mistake": "Write to asha@patient.example please"}, "take the email address out"),
        ({"mistake": "Call me: 98470 12345"}, "take the phone number out"),
        ({"mistake": "Call me: 98470-12345"}, "take the phone number out"),
        ({"mistake": "My number is +971 50 123 4567."}, "take the phone number out"),
        ({"mistake": "971 50 123 4567"}, "take the phone number out"),
        ({"mistake": "എന്റെ നമ്പർ ൯൮൪൭൦൧൨൩൪൫"}, "take the phone number out"),
        ({"mistake": "رقمي ٠٥٠١٢٣٤٥٦٧٨"}, "take the phone number out"),
        ({"mistake": "x" * 1001}, "at most 1000 characters"),
        ({"mistake": "a\x00b"}, "Null characters are not allowed"),
        ({"helpful": "perhaps"}, "not one of the available choices"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_the_field_and_nothing_is_lost(client, url, answers, message):
    response = client.post(url, answers)

    soup = BeautifulSoup(response.text, "html.parser")
    assert response.status_code == 200
    assert message in soup.select_one(".error-summary").text
    assert message in soup.select_one(".field--error").text
    assert soup.title.text.startswith("Error:")
    if "\x00" not in answers.get("mistake", ""):
        assert soup.select_one("textarea").text.strip() == answers.get("mistake", "").strip()
    assert not PageFeedback.objects.exists()


def test_the_form_says_that_nobody_is_asked_who_they_are(client, url):
    hint = BeautifulSoup(client.get(url).text, "html.parser").select_one("#id_mistake_helptext").text

    assert "Please do not write your name, phone number, email" in hint


def test_the_same_report_sent_twice_is_one(client, url):
    client.post(url, {"mistake": MISTAKE})
    client.post(url, {"mistake": MISTAKE})

    assert PageFeedback.objects.count() == 1


def test_a_program_that_fills_in_everything_is_thanked_and_forgotten(client, url):
    response = client.post(url, {"helpful": "yes", "website": "http://spam.example"})

    assert response.status_code == 302
    assert not PageFeedback.objects.exists()


def test_a_flood_from_one_address_is_slowed_down_and_others_are_not(client, url, settings):
    settings.FEEDBACK_PER_HOUR = 2
    for number in range(2):
        client.post(url, {"mistake": f"{MISTAKE} {number}"}, REMOTE_ADDR="203.0.113.7")

    refused = client.post(url, {"mistake": "One more"}, REMOTE_ADDR="203.0.113.7")
    other = client.post(url, {"mistake": "Mine"}, REMOTE_ADDR="203.0.113.8")

    assert refused.status_code == 429
    assert "Please send yours again in 60 minutes" in refused.text
    assert "One more" in BeautifulSoup(refused.text, "html.parser").select_one("textarea").text
    assert other.status_code == 302
    assert PageFeedback.objects.count() == 3
    assert not Attempt.objects.filter(who__contains="203.0")


def test_a_page_nobody_can_read_takes_no_feedback(client, editor, url):
    draft = factories.draft(editor)

    assert client.get(draft.get_absolute_url() + "feedback/").status_code == 404
    assert client.get(url.replace("/en/", "/ml/")).status_code == 404


def test_its_own_page_is_never_cached(client, url):
    assert "no-store" in client.get(url).headers["Cache-Control"]
    assert "no-store" in client.get(url + "thanks/").headers["Cache-Control"]


def test_an_editor_notes_what_was_done(client, page, url, editor):
    client.post(url, {"mistake": MISTAKE})
    client.post(url, {"helpful": "yes"})
    note = PageFeedback.objects.open_mistakes().get()
    client.force_login(editor)
    change = reverse("admin:content_pagefeedback_change", args=[note.pk])

    assert MISTAKE in client.get(reverse("admin:content_pagefeedback_changelist") + "?state=open").text
    for nothing in ("", "\u3164", "\u200b"):
        assert "This field is required" in client.post(change, {"what_was_done": nothing}).text
    client.post(change, {"what_was_done": "Corrected in version 2.", "mistake": "changed"})

    note.refresh_from_db()
    assert (note.handled_by, note.what_was_done, note.mistake) == (editor, "Corrected in version 2.", MISTAKE)
    assert note.handled_at
    assert not PageFeedback.objects.open_mistakes().exists()
    assert "1 feedback" in client.get(reverse("admin:content_pagefeedback_changelist") + "?state=handled").text


def test_a_line_break_counts_once_in_a_report(client, page, url):
    client.post(url, {"mistake": "\r\n".join(["x" * 99] * 10)})  # 999 as a browser counts

    assert len(PageFeedback.objects.get().mistake) == 999


def test_nobody_writes_feedback_in_the_admin(admin_client):
    assert admin_client.get(reverse("admin:content_pagefeedback_add")).status_code == 403


def test_a_clinician_reads_but_does_not_handle(client, page, url, clinician):
    client.post(url, {"mistake": MISTAKE})
    note = PageFeedback.objects.get()
    client.force_login(clinician)

    response = client.post(reverse("admin:content_pagefeedback_change", args=[note.pk]), {"what_was_done": "Nothing"})

    assert response.status_code == 403
    assert client.get(reverse("admin:content_pagefeedback_change", args=[note.pk])).status_code == 200


@pytest.mark.parametrize("fields", [{}, {"mistake": "x", "what_was_done": "y", "handled_at": "2026-01-01 00:00Z"}])
def test_the_database_refuses_a_note_without_words_or_a_handler(page, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        PageFeedback.objects.create(treatment=page.treatment, language="en", version_number="1", **fields)
