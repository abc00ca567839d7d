"""What a translator writes, one text at a time: a field, a cell of a row, a question, its answer."""

import hashlib
from dataclasses import dataclass

from common.text.translated_text import MAIN_LANGUAGE

from ..comparing.languages import is_foreign, names_in, plain, texts_of
from ..comparing.passages import Part, Passage, label_of, passages_of
from ..comparing.versions import compare
from ..importing import to_markdown
from ..importing.exporting import survives
from ..models import TranslatedPassage
from ..translations import source_version
from .pairs import pairs_of

UNTRANSLATED, OUT_OF_DATE, DONE, MISSING = "untranslated", "out_of_date", "done", "missing"
TEXT, MARKDOWN, MARKS = "text", "markdown", "marks"
A_ROW, FEWEST_ROWS, MOST_ROWS = 50, 2, 16


@dataclass(frozen=True)
class Unit:
    """One text of the source with its translation."""

    key: str  # "title:title", "facts:12:label", "block:40:answer"; of the source, where the translation lacks it
    label: str
    source: Part | None
    target: Part | None
    state: str
    written_as: str = TEXT

    @property
    def words(self):
        """As they stand in the text area."""
        return to_markdown(self.target.text) if self.written_as == MARKDOWN else self.target.text

    @property
    def seen(self):
        return digest(self.target) if self.target else ""

    @property
    def rows(self):
        """Of the text area: as much as is written, within bounds."""
        return min(max(len(self.words) // A_ROW + self.words.count("\n") + 1, FEWEST_ROWS), MOST_ROWS)


def digest(part):
    return hashlib.sha256(part.text.encode()).hexdigest() if part else ""


class Sheet:
    """A translation beside its source, as both are now."""

    def __init__(self, version):
        self.version = version
        # Read anew: the version keeps its words as they were when it was asked first.
        self.content = type(version.content)._original_manager.get(pk=version.object_id)
        self.source = source_version(self.content) if self.content.language != MAIN_LANGUAGE else None
        self.names = names_in(self.content)
        self.stored = dict(TranslatedPassage.objects.filter(version=version).values_list("passage", "source_digest"))
        self.changed = self._changed_since()
        self.units = list(self._units()) if self.source else []

    def count(self, state):
        return sum(unit.state == state for unit in self.units)

    def unit(self, key):
        return next((unit for unit in self.units if unit.key == key), None)

    def _changed_since(self):
        """Keys of the source's texts that are others by now than in the version that was translated."""
        follows = getattr(self.content, "translated_from", None)
        if not self.source or not follows or follows.pk == self.source.pk or follows.content is None:
            return set()
        changes = compare(passages_of(follows.content), passages_of(self.source.content))
        return {
            unit_key(change.passage, part)
            for change in changes
            for part in change.parts
            if change.state == "added" or (change.state == "changed" and part.is_changed)
        }

    def _units(self):
        for there, here in pairs_of(passages_of(self.source.content), passages_of(self.content)):
            if there is not None:
                yield from self._of(there, here)

    def _of(self, there: Passage, here: Passage | None):
        if here is None:
            if any(part.text for _passage, part in texts_of([there])):
                yield Unit(there.key, there.named, None, None, MISSING)
            return
        parts = {part.name: part for part in here.parts}
        for _passage, source in texts_of([there]):
            if source.text or parts[source.name].text:
                yield self._unit(there, here, source, parts[source.name])

    def _unit(self, there, here, source, target):
        key = unit_key(here, target)
        label = here.label if here.key == here.place else f"{here.label} · {label_of(here.model, target.name)}"
        return Unit(key, label, source, target, self._state(there, source, key, target), _written_as(target))

    def _state(self, there, source, key, target):
        if source.text and (not target.text.strip() or is_foreign(plain(target), self.content.language, self.names)):
            return UNTRANSLATED
        if key in self.stored:
            return DONE if self.stored[key] == digest(source) else OUT_OF_DATE
        return OUT_OF_DATE if unit_key(there, source) in self.changed else DONE


def unit_key(passage, part):
    return f"{passage.key}:{part.name}"


def _written_as(part):
    if not part.is_rich:
        return TEXT
    return MARKDOWN if survives(part.text) else MARKS
