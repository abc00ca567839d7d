"""Which signs stand in what a patient wrote. Pure: the words come from whoever calls, and nothing is kept."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from .judging import Judge
from .phrases import Phrases, Span, near_each_other
from .reading import Word, read

GRAMMAR = Path(__file__).with_name("grammar.yaml")
TOGETHER, BETWEEN = "no_after", "particle"


@dataclass(frozen=True)
class Words:
    """One row of the lists. Rows of one sign complete each other: "chest" of one language, "vedana" of another."""

    sign: str
    language: str
    phrases: tuple[str, ...]
    near: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """A sign, and the patient's own words for it."""

    sign: str
    typed: str


class Finder:
    def __init__(self, rows: Iterable[Words]) -> None:
        self.phrases, self.signs = Phrases(), dict[str, None]()
        for kind, _language, lines in _grammar():
            if kind == TOGETHER:
                self.phrases.keep_together(lines)
        for kind, language, lines in _grammar():
            if kind == BETWEEN:
                self.phrases.let_between(lines, language)
            self.phrases.learn(kind, lines, language)
        for row in rows:
            self._learn(row)

    def _learn(self, row: Words) -> None:
        self.signs[row.sign] = None
        self.phrases.learn(f"{'what' if row.near else 'alone'} {row.sign}", row.phrases, row.language)
        self.phrases.learn(f"near {row.sign}", row.near, row.language)
        self.phrases.learn(f"unless {row.sign}", row.unless, row.language)

    def find(self, text: str) -> list[Found]:
        """Each sign once, with the first words that mean it."""
        words = read(text)
        spans = self.phrases.found_in(words)
        if not any(kind.startswith(("alone ", "what ")) for kind in spans):
            return []
        judge = Judge(words, {kind: found for kind, found in spans.items() if " " not in kind})
        return list(self._found(words, spans, judge))

    def finds_any(self, texts: Iterable[str]) -> bool:
        """Each text by itself: a name adds nothing to a reason."""
        return any(self.find(text) for text in texts)

    def _found(self, words: list[Word], spans: dict[str, list[Span]], judge: Judge) -> Iterator[Found]:
        for sign in self.signs:
            everyday = judge.near_to(spans.get(f"unless {sign}", ()))
            for span, parts in _candidates(sign, spans, words):
                if everyday.isdisjoint(range(span.start, span.end + 1)) and judge.is_meant(*parts):
                    yield Found(sign, " ".join(dict.fromkeys(word.typed for word in words[span.start : span.end + 1])))
                    break


def _candidates(sign: str, spans: dict[str, list[Span]], words: list[Word]) -> Iterator[tuple[Span, tuple[Span, ...]]]:
    for span in spans.get(f"alone {sign}", ()):
        yield span, (span,)
    for one, other in near_each_other(spans.get(f"what {sign}", []), spans.get(f"near {sign}", []), words):
        yield one.joined(other), (one, other)


@cache
def _grammar() -> list[tuple[str, str, list[str]]]:
    """(kind, language, phrases): how these languages say no, or, long ago, now and what somebody came for."""
    kinds = yaml.safe_load(GRAMMAR.read_text(encoding="utf-8"))
    merged: dict[tuple[str, str], list[str]] = defaultdict(list)
    for kind, languages in kinds.items():
        for language, lines in languages.items():
            merged[kind, language] += [line.strip() for line in lines.split("/")]
    return [(kind, language, lines) for (kind, language), lines in merged.items()]
