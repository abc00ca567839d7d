"""A page of each kind that a clinician signs, and short ways to what is below it. A kind is a row."""

from dataclasses import dataclass
from typing import Any

from cms.api import add_plugin
from cms.models import CMSPlugin
from django.core.files.base import ContentFile
from djangocms_text.models import Text
from filer.models import Image
from PIL import Image as Drawing

from content.models import Condition, ConditionContent, Picture, Question, TreatmentContent
from directory.two_person.acting import as_user
from tests import factories


def picture(name="knee", colour="red"):
    file = ContentFile(b"", name=f"{name}.png")
    Drawing.new("RGB", (8, 8), colour).save(file, "png")
    return Image.objects.create(file=file, original_filename=f"{name}.png")


def full_draft(author, **fields):
    """A draft with one of everything below it."""
    content = factories.draft(author, **fields)
    with as_user(author):
        content.facts.create(label="It takes", value="an hour")
        content.condition_links.create(condition=factories.ConditionFactory())
        slot = content.placeholders.get(slot="overview")
        add_plugin(slot, "PicturePlugin", content.language, image=picture(), alternative="A knee")
    return content


def full_condition(author):
    """A draft of a condition with one of everything below it."""
    with as_user(author):
        content = ConditionContent.objects.with_user(author).create(
            condition=Condition.objects.create(slug="acid-reflux"),
            language="en",
            name="Acid reflux",
            explanation="Acid flows back.",
            last_reviewed=factories.at(-10).date(),
            next_review=factories.at(300).date(),
        )
        content.references.create(title="Reflux", url="https://health.example/reflux")
        factories.add_signs(content, "vomiting blood")
    return content


@dataclass(frozen=True)
class Kind:
    name: str
    model: Any
    full_draft: Any
    title: str  # the field that can be written in its place
    facts: dict[str, str]  # what is written into the form of the administration
    has_blocks: bool = True


KINDS = [
    Kind("treatment", TreatmentContent, full_draft, "title", {"facts-0-value": "two hours"}),
    Kind("condition", ConditionContent, full_condition, "name", {"signs-0-text": "a cough"}, has_blocks=False),
]


def fresh(content):
    return type(content)._original_manager.get(pk=content.pk)


def blocks(content):
    return CMSPlugin.objects.filter(placeholder__in=content.placeholders.all())


def overview(content):
    return Text.objects.get(placeholder__in=content.placeholders.all())


def first_question(content):
    return Question.objects.filter(placeholder__in=content.placeholders.all()).order_by("position").first()


def picture_of(content):
    return Picture.objects.get(placeholder__in=content.placeholders.all())
