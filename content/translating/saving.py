"""Write one text of a translation, unless somebody else has written it since it was shown."""

from cms.api import add_plugin
from cms.models import CMSPlugin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from djangocms_versioning.models import Version

from ..importing import to_html
from ..models import TranslatedPassage
from ..reviewing.people import may_write
from .units import MARKDOWN, Sheet, digest


class ChangedMeanwhile(Exception):
    """`unit` is the text as it is now."""

    def __init__(self, unit):
        self.unit = unit
        super().__init__(unit.key)


class Gone(Exception):
    """The text that was to be written is not there any more."""


@transaction.atomic
def save(version, key, words, *, seen, by):
    """Returns the unit as it is then. Raises ValidationError, ChangedMeanwhile, Gone or PermissionDenied."""
    sheet = _locked(version, by)
    unit = sheet.unit(key)
    if unit is None or unit.target is None:
        raise Gone
    if unit.seen != seen:
        raise ChangedMeanwhile(unit)
    row, field = _row_of(sheet.content, key)
    _write(row, field, to_html(words) if unit.written_as == MARKDOWN else words)
    return _done(sheet, key, unit.source)


@transaction.atomic
def still_right(version, key, *, by):
    """The source has changed, and the translation says it all the same."""
    sheet = _locked(version, by)
    unit = sheet.unit(key)
    if unit is None or unit.target is None:
        raise Gone
    return _done(sheet, key, unit.source)


@transaction.atomic
def add(version, key, *, by):
    """The missing counterpart of a passage of the source, with the source's words to write over."""
    sheet = _locked(version, by)
    unit = sheet.unit(key)
    if unit is None or unit.target is not None:
        raise Gone
    place, _colon, number = key.partition(":")
    if place == "block":
        _add_block(sheet.content, CMSPlugin.objects.get(pk=number).get_bound_plugin())
    else:
        getattr(sheet.source.content, place).get(pk=number).copy_to(sheet.content)
    version.content.versions.update(modified=timezone.now())


def _add_block(content, block):
    fields = {field.name: getattr(block, field.name) for field in type(block)._meta.local_concrete_fields}
    fields = {name: value for name, value in fields.items() if name != "cmsplugin_ptr"}
    placeholder, _is_new = content.placeholders.get_or_create(slot=block.placeholder.slot)
    add_plugin(placeholder, block.plugin_type, content.language, **fields)


def _locked(version, by):
    """As it is now, and nobody else writes it in this moment."""
    version = Version.objects.select_for_update(of=["self"]).get(pk=version.pk)
    if not may_write(by, version):
        raise PermissionDenied
    type(version.content)._original_manager.select_for_update(of=["self"]).get(pk=version.object_id)
    return Sheet(version)


def _row_of(content, key):
    place, *number, name = key.split(":")
    if place == "block":
        row = CMSPlugin.objects.get(pk=number[0]).get_bound_plugin()
    else:
        row = getattr(content, place).get(pk=number[0]) if number else content
    return row, row._meta.get_field(name)


def _write(row, field, words):
    """Through the model's own check and save, which cleans what is rich."""
    value = field.clean(words.replace("\r\n", "\n").strip(), row)
    setattr(row, field.name, value)
    row.save()


def _done(sheet, key, source):
    TranslatedPassage.objects.update_or_create(
        version=sheet.version, passage=key, defaults={"source_digest": digest(source)}
    )
    sheet.content.versions.update(modified=timezone.now())
    return Sheet(sheet.version).unit(key)
