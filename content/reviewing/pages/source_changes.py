"""For a translation: what has changed in its source since the version that it follows."""

from dataclasses import dataclass

from ...comparing.passages import passages_of
from ...comparing.versions import compare
from ...translations import newer_source


@dataclass(frozen=True)
class SourceChanges:
    newer: object  # the version that is published now
    follows: object  # the version that the translation was made from; None where nobody noted it
    changes: list


def source_changes(content):
    """None where the translation follows what is published now, or is none."""
    newer = newer_source(content)
    if newer is None:
        return None
    follows = content.translated_from
    now = passages_of(newer.content)
    changes = compare(passages_of(follows.content), now) if follows and follows.content else []
    return SourceChanges(newer, follows, [change for change in changes if change.is_news])
