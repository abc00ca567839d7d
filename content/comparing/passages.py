"""A version taken apart into the pieces that people read, sign and translate: fields, rows and blocks.

It asks the models, and names no kind of page: a new field, row or block of any kind is a piece at once. Words for
people (labels, choices, days) are looked up when they are shown, so that pieces can be kept for years.
"""

from dataclasses import asdict, dataclass

from cms.models import CMSPlugin
from cms.utils.plugins import downcast_plugins
from django.apps import apps
from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override
from djangocms_text.fields import HTMLField
from djangocms_text.models import Text
from djangocms_versioning import versionables

# How the editor program keeps a text, what follows from another field, what says where a row belongs.
UNSEEN = {"id", "json", "rte", "translated_from", "sort_key", "cmsplugin_ptr", "content", "order", "language"}


@dataclass(frozen=True)
class Part:
    """One value of a passage, as text. `mark` tells things apart that have the same name: a file, a row."""

    name: str
    text: str
    is_rich: bool = False
    mark: str = ""


@dataclass(frozen=True)
class Passage:
    """One field, row or block of a version."""

    key: str  # this very piece of this very version: "lead", "facts:12", "block:40"
    place: str  # among whom it has its order: a list of rows, a placeholder; a field stands for itself
    model: str  # "content.question"
    parts: tuple[Part, ...]

    @property
    def label(self):
        field = field_of(self.model, self.key)
        return capfirst(field.verbose_name if field else apps.get_model(self.model)._meta.verbose_name)

    @property
    def named(self):
        """In a few words, among others of its kind: “Question and answer: What are the risks?”."""
        first = self.parts[0]
        is_field = self.key == self.place
        return self.label if is_field or first.is_rich or not first.text else f"{self.label}: {first.text}"

    @property
    def says(self):
        """What is compared: everything but which row it is."""
        return self.model, tuple((part.name, part.text, part.mark) for part in self.parts)


def passages_of(content):
    """Every passage of this version, in a fixed order. What it points at has its name in the language of the page."""
    with override(content.language):  # not of whoever reads: two who compare see the same
        return [*_fields(content), *_rows(content), *_blocks(content)]


def as_plain(passages):
    """For a column of JSON."""
    return [asdict(passage) for passage in passages]


def from_plain(plain):
    return [Passage(**{**each, "parts": tuple(Part(**part) for part in each["parts"])}) for each in plain]


def label_of(model, name):
    field = field_of(model, name)
    return capfirst(field.verbose_name) if field else name


def in_words(model, part):
    """The value as people read it: the name of a choice, a day, yes or no."""
    field = field_of(model, part.name)
    if field is None or not part.text:
        return part.text
    if field.choices:
        return str(dict(field.flatchoices).get(part.text, part.text))
    if isinstance(field, models.BooleanField):
        return _("Yes") if part.text == "True" else _("No")
    if isinstance(field, models.DateField):
        return date_format(field.to_python(part.text), "j F Y")
    return part.text


def _fields(content):
    lasting = versionables.for_content(content).grouper_field_name  # the same in every version
    model = content._meta.label_lower
    for field in sorted(content._meta.concrete_fields, key=lambda field: isinstance(field, models.DateField)):
        if field.name not in UNSEEN | {lasting}:
            yield Passage(field.name, field.name, model, (_part(content, field),))


def _rows(content):
    for relation in content._meta.related_objects:
        if relation.one_to_many and hasattr(relation.related_model, "copy_to"):
            name = relation.get_accessor_name()
            for row in getattr(content, name).all():
                yield _passage(f"{name}:{row.pk}", name, row)


def _blocks(content):
    blocks = CMSPlugin.objects.filter(placeholder__in=content.placeholders.all(), language=content.language)
    blocks = blocks.select_related("placeholder").order_by("placeholder__slot", "position")
    slots = {block.pk: block.placeholder.slot for block in blocks}
    of_the_cms = {field.name for field in CMSPlugin._meta.fields}
    for block in downcast_plugins(list(blocks)):
        yield _passage(f"block:{block.pk}", slots[block.pk], block, without=of_the_cms)


def _passage(key, place, row, without=frozenset()):
    fields = [field for field in row._meta.concrete_fields if field.name not in UNSEEN | without]
    return Passage(key, place, row._meta.label_lower, tuple(_part(row, field) for field in fields))


def _part(row, field):
    value = field.value_from_object(row)
    if field.many_to_one:
        thing = getattr(row, field.name)
        return Part(field.name, str(thing) if thing else "", mark=str(getattr(thing, "sha1", None) or value or ""))
    is_rich = isinstance(field, HTMLField) or (isinstance(row, Text) and field.name == "body")
    return Part(field.name, "" if value is None else str(value), is_rich)


def field_of(model, name):
    fields = {field.name: field for field in apps.get_model(model)._meta.concrete_fields}
    return fields.get(name)
