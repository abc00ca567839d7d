"""One page of the admin names everything that waits for an editor."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from cms.api import add_plugin
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from djangocms_versioning.models import Version
from filer.models import Image
from PIL import Image as Drawing

from content.importing.exporting import contents_to_export
from content.models import PageFeedback, TreatmentContent
from content.publishing.services import sign_off, start_translation
from content.publishing.worklist import translations_behind, worklist
from content.translations import newer_source, remember_source
from tests import factories

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/content/treatmentcontent/worklist/"


def tasks_of(code, today=None):
    [group] = [group for group in worklist(today or timezone.localdate()) if group.code == code]
    return [(task.title, task.detail) for task in group.tasks]


def live(editor, *, days_left=None, **fields):
    """Published past the gate: the list must show what should not be there."""
    content = factories.draft(editor, **fields)
    if days_left is None:
        return factories.past_the_gate(content)
    due = timezone.localdate() + timedelta(days=days_left)
    return factories.past_the_gate(content, next_review=due, last_reviewed=due - timedelta(days=400))


@pytest.mark.parametrize(
    ("days_left", "group"),
    [(-1, "overdue"), (0, "due_30"), (30, "due_30"), (31, "due_60"), (60, "due_60"), (61, None)],
)
def test_reviews_stand_in_the_group_of_their_day(editor, days_left, group):
    content = live(editor, days_left=days_left)

    found = [code for code in ("overdue", "due_30", "due_60") if tasks_of(code)]

    assert found == ([group] if group else [])
    if group:
        due = content.next_review
        assert tasks_of(group) == [("Hip replacement", f"due on {due.day} {due:%B %Y}")]


def test_a_draft_has_no_review_to_miss(editor):
    factories.draft(editor, last_reviewed=None, next_review=timezone.localdate() - timedelta(days=9))

    assert tasks_of("overdue") == []


def test_only_drafts_older_than_30_days_are_old(editor):
    old, new = factories.draft(editor, title="Old"), factories.draft(editor, title="New")
    gone = factories.draft(editor, title="Published")
    factories.past_the_gate(gone)
    now = timezone.now()
    for content, days in ((old, 32), (new, 29), (gone, 90)):
        Version.objects.filter(pk=content.versions.get().pk).update(created=now - timedelta(days=days))

    begun = timezone.localdate(now - timedelta(days=32))
    assert tasks_of("old_drafts") == [("Old", f"begun on {begun.day} {begun:%B %Y}")]


def test_translations_behind_are_those_that_the_page_itself_calls_behind(editor, clinician, publisher):
    english = factories.published(editor, clinician, publisher, title="English")
    up_to_date = start_translation(english, "ml", by=editor)
    follows_nothing = factories.draft(editor, treatment=english.treatment, language="hi", title="Hindi")
    without_source = factories.draft(editor, language="ar", title="Arabic")
    contents = [up_to_date, follows_nothing, without_source]
    assert tasks_of("behind") == [("Hindi", "nobody noted which English version it follows")]

    draft = english.versions.get().copy(editor).content
    assert len(tasks_of("behind")) == 1  # nobody reads that draft yet
    sign_off(draft, by=clinician)
    draft.versions.get().publish(publisher)

    assert (up_to_date.title, "follows version 1, version 2 is published") in tasks_of("behind")
    remember_source(up_to_date)
    behind = [task.title for task in translations_behind(contents_to_export())]
    fresh = [TreatmentContent._original_manager.get(pk=content.pk) for content in contents]
    assert behind == [content.title for content in fresh if newer_source(content)] == ["Hindi"]


def test_a_picture_without_words_is_found(editor):
    """The database refuses an empty text; a blank is what can slip past a form."""
    drawing = ContentFile(b"", name="knee.png")
    Drawing.new("RGB", (8, 8)).save(drawing, "png")
    image = Image.objects.create(file=drawing, original_filename="knee.png")
    content = factories.draft(editor)
    overview = content.placeholders.get(slot="overview")
    add_plugin(overview, "PicturePlugin", "en", image=image, alternative=" ", is_decorative=False)
    add_plugin(content.placeholders.get(slot="overview"), "PicturePlugin", "en", image=image, is_decorative=True)

    assert tasks_of("pictures") == [("Hip replacement", "pictures without words: 1")]


def test_claims_on_published_pages_and_drafts_are_to_check(editor):
    live(editor, title="Live", lead="A cure for every hip.")
    draft = factories.draft(editor, title="Draft")
    factories.add_question(draft.placeholders.get(slot="questions"), "en", "Does it hurt?", "<p>It is painless.</p>")

    found = dict(tasks_of("claims"))

    assert "not “cure”" in found["Live"]
    assert "painless" in found["Draft"]


def test_a_reported_mistake_waits_until_it_is_handled(editor):
    content = live(editor)
    note = PageFeedback.objects.create(
        treatment=content.treatment, language="en", version_number="1", mistake="Wrong dose"
    )
    PageFeedback.objects.create(treatment=content.treatment, language="en", version_number="1", is_helpful=True)
    assert [detail for _title, detail in tasks_of("mistakes")] == ["Wrong dose"]

    note.handled_by, note.handled_at, note.what_was_done = editor, timezone.now(), "Corrected"
    note.save()

    assert tasks_of("mistakes") == []


def test_each_task_leads_to_where_it_is_done(client, editor):
    content = live(editor, days_left=-3, title="Overdue page")
    note = PageFeedback.objects.create(treatment=content.treatment, language="en", version_number="1", mistake="Wrong")
    client.force_login(editor)

    page = BeautifulSoup(client.get(ADDRESS).text, "html.parser")

    overdue = page.select_one("#overdue a")
    assert overdue.text == "Overdue page"
    assert client.get(overdue["href"]).status_code == 200
    assert page.select_one("#mistakes a")["href"] == reverse("admin:content_pagefeedback_change", args=[note.pk])
    assert "Review overdue (1)" in page.text
    assert "Nothing to do." in page.select_one("#pictures").text


def test_the_first_page_of_the_admin_leads_there_for_those_who_may_read_pages(client, editor, roles):
    client.force_login(editor)
    assert ADDRESS in client.get("/admin/").text

    client.force_login(factories.staff("Front desk"))

    assert ADDRESS not in client.get("/admin/").text
    assert client.get(ADDRESS).status_code == 403


def test_a_visitor_is_asked_to_sign_in(client):
    assert client.get(ADDRESS).status_code == 302


@pytest.mark.parametrize("pages", [1, 50])
def test_the_list_costs_as_many_queries_for_one_page_as_for_fifty(editor, pages, django_assert_max_num_queries):
    for _number in range(pages):
        content = live(editor, days_left=-1, lead="It cures.")
        PageFeedback.objects.create(treatment=content.treatment, language="en", version_number="1", mistake="x")
    factories.draft(editor, treatment=content.treatment, language="ml")

    with django_assert_max_num_queries(26):
        groups = worklist(timezone.localdate())

    assert len(groups[0].tasks) == pages
