"""The pages on which words are reviewed, and the way to each; tests/ui/pages.py puts them into the one list."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.utils import timezone
from djangocms_versioning.models import Version

from content.models import Question, TreatmentContent
from content.publishing.services import sign_off
from content.reviewing import preview_links, steps
from directory.models import Department
from tests import factories
from tests.ui.visitors import TREATMENT


def person(username):
    return get_user_model().objects.get(username=username)


def draft(state="changed"):
    """Of the treatment: with a change in one answer, one question taken out and one moved."""
    published = TreatmentContent.objects.get(treatment__slug=TREATMENT, language="en")
    drafts = Version.objects.filter_by_content_grouping_values(published).filter(state="draft")
    version = drafts.first() or published.versions.get().copy(person("editor"))
    if drafts.count() and "today" not in version.content.lead:
        change(version.content)
    if state == "signed":
        sign_off(version.content, by=person("clinician"))
    return version


def change(content):
    TreatmentContent._original_manager.filter(pk=content.pk).update(lead=f"{content.lead} Ask us today.")
    questions = list(Question.objects.filter(placeholder__in=content.placeholders.all()).order_by("position"))
    content.placeholders.get(slot="questions").delete_plugin(questions[-1])
    Question.objects.filter(pk=questions[1].pk).update(position=100)
    content.references.update(year=2025)


def asked():
    version, clinician = draft(), person("clinician")
    if not version.reviews.filter(outcome="open").exists():
        week = timezone.localdate() + timedelta(days=7)
        steps.ask(version, clinician=clinician, due=week, by=person("editor"), text="The first answer is new.")
    return version


def version_page(visitor, username, page="", fields=None, version=None):
    url = f"/review/{(version or asked()).pk}/{page}"
    visitor.staff(username)
    return visitor.get(url) if fields is None else visitor.post(url, fields)


def waiting(visitor, username):
    asked()
    return visitor.staff(username).get("/review/")


def new_one():
    treatment = factories.TreatmentFactory(department=Department.objects.first())  # its name is said in all languages
    return factories.draft(person("editor"), treatment=treatment, title="Hip replacement").versions.get()


def planned(visitor, fields=None):
    version = new_one()
    sign_off(version.content, by=person("clinician"))
    return version_page(visitor, "publisher", "plan/", fields, version)


def preview(visitor):
    _link, address = preview_links.make(draft(), by=person("editor"))
    return visitor.get(f"/preview/{address.split('/')[-2]}/")


def translation(visitor, fields=None):
    """The Arabic page beside the English one; another one has never been translated."""
    content = TreatmentContent.objects.get(treatment__slug=TREATMENT, language="ar")
    drafts = Version.objects.filter_by_content_grouping_values(content).filter(state="draft")
    version = drafts.first() or content.versions.get().copy(person("editor"))
    url = f"/translate/{version.pk}/"
    visitor.staff("editor")
    return visitor.get(url) if fields is None else visitor.post(url, fields)


REVIEWS = {
    "translation": translation,
    "translation_errors": lambda visitor: translation(visitor, {"key": "title:title", "words": "x", "seen": "old"}),
    "review_waiting": lambda visitor: waiting(visitor, "clinician"),
    "review_waiting_nothing": lambda visitor: waiting(visitor, "publisher"),
    "review_away_errors": lambda visitor: visitor.staff("clinician").post("/review/away/", {"away_until": "x"}),
    "review_version": lambda visitor: version_page(visitor, "clinician"),
    "review_version_of_the_editor": lambda visitor: version_page(visitor, "editor"),
    "review_version_first": lambda visitor: version_page(visitor, "clinician", version=new_one()),
    "review_version_errors": lambda visitor: version_page(visitor, "clinician", fields={"step": "send_back"}),
    "review_ask": lambda visitor: version_page(visitor, "editor", "ask/", version=new_one()),
    "review_ask_errors": lambda visitor: version_page(visitor, "editor", "ask/", {"due": "x"}, new_one()),
    "review_plan": planned,
    "review_plan_errors": lambda visitor: planned(visitor, {"at": "x"}),
    "review_preview": preview,
    "review_link_over": lambda visitor: visitor.get("/preview/x/"),
    "review_links": lambda visitor: version_page(visitor, "editor", "links/", {"made_for": "Council"}),
    "review_links_errors": lambda visitor: version_page(visitor, "editor", "links/", {"made_for": "x@y.example"}),
}
