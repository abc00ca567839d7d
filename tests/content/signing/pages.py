"""A page of each kind that a clinician signs, and short ways to what is below it. A kind is a row."""

from dataclasses import dataclass
from typing import Any

from cms.api import add_plugin
from cms.models import CMSPlugin
from django.core.files.base import ContentFile
from djangocms_text.models import Text
from filer.models import Image
from PIL import Image as Drawing

from content.models import Picture, Question, TreatmentContent
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


@dataclass(frozen=True)
class Kind:
    name: str
    model: Any
    full_draft: Any


KINDS = [Kind("treatment", TreatmentContent, full_draft)]


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
