"""Phrases of the lists, and where they stand in what somebody wrote."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .reading import Word
from .spelling import DENIED_ENDINGS, Spellings

GAP = 2  # words between two of a phrase: "cannot really breathe"
NEAR = 6  # words between a part of the body and what is wrong with it
LONGEST_CASE_ENDING = 2  # what is more is another word, written together
NEXT_SENTENCE = 3  # a full stop takes as much as so many words


@dataclass(frozen=True)
class Span:
    """Where a phrase stands, both ends included. `denied`: its own ending says that there is none of it."""

    start: int
    end: int
    denied: bool = False

    def joined(self, other: "Span") -> "Span":
        return Span(min(self.start, other.start), max(self.end, other.end), self.denied or other.denied)


Phrase = tuple[int, ...]


class Phrases:
    """Many phrases, each of a kind, all looked for at once."""

    def __init__(self) -> None:
        self.spellings = Spellings()
        self.by_first: dict[int, list[tuple[str, Phrase]]] = defaultdict(list)
        self.right_after: set[int] = set()
        self.together: set[str] = set()
        self.particles: set[int] = set()

    def learn(self, kind: str, lines: Iterable[str], language: str) -> None:
        for line in lines:
            phrase = tuple(self._place(each, language) for each in line.split())
            if phrase:
                self.by_first[phrase[0]].append((kind, phrase))

    def keep_together(self, words: Iterable[str]) -> None:
        """Words like "nahi" belong to the word right before them: "saans nahi" is not "saans ki takleef nahi"."""
        self.together |= set(words)

    def let_between(self, words: Iterable[str], language: str) -> None:
        """Small words that part nothing."""
        self.particles |= {self.spellings.number_of(word, language) for word in words}

    def _place(self, written: str, language: str) -> int:
        number = self.spellings.number_of(written, language)
        if not self.together.isdisjoint(written.split("|")):
            self.right_after.add(number)
        return number

    def found_in(self, words: list[Word]) -> dict[str, list[Span]]:
        once = {word.plain: self.spellings.found_in(word) for word in {word.plain: word for word in words}.values()}
        at = [once[word.plain] for word in words]
        present = {number for numbers in once.values() for number in numbers}
        spans: dict[str, set[Span]] = defaultdict(set)
        possible: dict[int, list[tuple[str, Phrase]]] = {}
        for place, numbers in enumerate(at):
            for first in numbers:
                if first not in possible:
                    possible[first] = [each for each in self.by_first.get(first, ()) if present.issuperset(each[1])]
                for kind, phrase in possible[first]:
                    if span := self._span(phrase, place, words, at):
                        spans[kind].add(span)
        return {kind: sorted(found, key=lambda span: (span.start, span.end)) for kind, found in spans.items()}

    def _span(self, phrase: Phrase, place: int, words: list[Word], at: list[dict[int, str]]) -> Span | None:
        end, denied = place, at[place][phrase[0]] in DENIED_ENDINGS
        for before, number in enumerate(phrase[1:]):
            furthest = end + 1 + GAP
            if number in self.right_after:
                furthest = (
                    self._after_particles(end, at) if len(at[end][phrase[before]]) <= LONGEST_CASE_ENDING else end
                )
            for then in range(end + 1, min(furthest + 1, len(words))):
                if words[then].sentence == words[end].sentence and number in at[then]:
                    end, denied = then, denied or at[then][number] in DENIED_ENDINGS
                    break
            else:
                return None
        return Span(place, end, denied)

    def _after_particles(self, end: int, at: list[dict[int, str]]) -> int:
        """Where a word right after this one may stand: "saans nahi", and "saans bhi nahi"."""
        place = end + 1
        while place < len(at) and place <= end + GAP and not self.particles.isdisjoint(at[place]):
            place += 1
        return place


def near_each_other(some: list[Span], others: list[Span], words: list[Word]) -> Iterator[tuple[Span, Span]]:
    """Each of the first with the nearest of the others before it, at it and after it."""
    starts = [span.start for span in others]
    for span in some:
        place = bisect_left(starts, span.start)
        for other in others[max(place - 1, 0) : place + 2]:
            if _distance(span, other, words) <= NEAR and (span != other or words[span.start].may_be_two):
                yield span, other


def _distance(one: Span, other: Span, words: list[Word]) -> int:
    first, second = (one, other) if one.start <= other.start else (other, one)
    sentences = words[second.start].sentence - words[first.end].sentence
    return max(second.start - first.end - 1, 0) + NEXT_SENTENCE * max(sentences, 0)
