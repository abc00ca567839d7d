"""Whether an alarming phrase is meant: it is denied, long past, or somebody only asks for a check-up.

Languages mix in one sentence ("chest pain illa"), so all of them are asked at once. What is in doubt counts as meant.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable

from .phrases import Span
from .reading import Word

FURTHEST_BACK, FURTHEST_AHEAD = 6, 7
SHORT_CLAUSE = 2
LISTED = 3  # words that one thing of a list may have: "or pain in chest"
SPEAKS_FOR = 8  # words before and after it
YEARS = range(1950, 2100)
LISTED_IN_MALAYALAM = ("ും", "um", "ോ", "yo", "mo", "lo", "do", "to", "no")


class Judge:
    """One text: its words, and where in it the words of the grammar stand."""

    def __init__(self, words: list[Word], grammar: dict[str, list[Span]]) -> None:
        self.words, self.grammar = words, grammar
        self.at = {kind: _places(spans) for kind, spans in grammar.items()}
        self.overs = {words[span.start].sentence for span in grammar.get("over", ())}
        self.now_clauses, self.now_sentences = self._present()
        self.past_clauses = self._past()
        self.parts = self._parts()
        self.asked_about = self._near(grammar.get("purpose", ()), self.parts)

    def is_meant(self, *spans: Span) -> bool:
        """`spans` are the parts of one sign, each of which may be denied."""
        whole = spans[0]
        for span in spans[1:]:
            whole = whole.joined(span)
        own = _places([*spans])
        if any(span.denied or self._is_denied_before(span) or self._is_denied_after(span, own) for span in spans):
            return False
        return not (self._is_over(whole) or self._is_asked_about(whole))

    def near_to(self, spans: Iterable[Span]) -> set[int]:
        """The places that some words speak for: their sentence, but not all of a long one without a full stop."""
        return self._near(spans, [word.sentence for word in self.words])

    def _near(self, spans: Iterable[Span], parts: list[int]) -> set[int]:
        found: set[int] = set()
        for span in spans:
            around = range(max(span.start - SPEAKS_FOR, 0), min(span.end + SPEAKS_FOR + 1, len(parts)))
            found |= {place for place in around if parts[place] == parts[span.start]}
        return found

    def _is_denied_before(self, span: Span) -> bool:
        """Back from the phrase to a "no", over small words, and over "or" to what else there is not."""
        in_list, steps = False, 0
        for place in range(span.start - 1, max(span.start - 1 - FURTHEST_BACK, -1), -1):
            if self.words[place].sentence != self.words[span.start].sentence:
                return False
            if self._is("no_before", place):
                return True
            if self._is("or", place):
                in_list, steps = True, 0
            elif in_list and steps < LISTED:
                steps += 1
            elif self.words[place].clause != self.words[span.start].clause or not self._is("small", place):
                return False
        return False

    def _is_denied_after(self, span: Span, own: set[int]) -> bool:
        """Ahead to an "illa"; not to one that is a word of the sign, as in "saans nahi"."""
        steps = 0
        for place in range(span.end + 1, min(span.end + 1 + FURTHEST_AHEAD, len(self.words))):
            word = self.words[place]
            steps = LISTED if self._is("or", place) else steps - 1
            if word.sentence != self.words[span.end].sentence or place in own:
                return False
            if self._is("no_after", place):
                return not self._goes_on(place)
            is_list = steps >= 0 or word.plain.endswith(LISTED_IN_MALAYALAM) or self._is("or", place + 1)
            if not is_list and (word.clause != self.words[span.end].clause or not self._is("small", place)):
                return False
        return False

    def _goes_on(self, place: int) -> bool:
        """ "Dard nahi ja raha": what does not stop is there."""
        return any(self._is("stops", near) for near in (place - 1, place + 1, place + 2))

    def _is_over(self, span: Span) -> bool:
        first = self.words[span.start]
        if first.sentence in self.overs:
            return True
        return first.clause in self.past_clauses and first.clause not in self.now_clauses

    def _is_asked_about(self, span: Span) -> bool:
        if self.words[span.start].sentence in self.now_sentences:
            return False
        return not self.asked_about.isdisjoint(range(span.start, span.end + 1))

    def _is(self, kind: str, place: int) -> bool:
        return place in self.at.get(kind, ())

    def _present(self) -> tuple[set[int], set[int]]:
        """Where it says now; but not "now a check-up"."""
        starts = sorted(span.start for kind in ("purpose", "over") for span in self.grammar.get(kind, ()))
        meant = [span for span in self.grammar.get("now", ()) if not _one_of(starts, span.end + 1, span.end + 3)]
        meant += self.grammar.get("sudden", [])
        return {self.words[span.start].clause for span in meant}, {self.words[span.start].sentence for span in meant}

    def _past(self) -> set[int]:
        """Clauses about long ago; a short one ("in 2010,") speaks for its neighbours."""
        places = [span.start for span in self.grammar.get("past", ())]
        places += [place for place, word in enumerate(self.words) if word.plain.isdigit() and int(word.plain) in YEARS]
        found = {self.words[place].clause for place in places}
        lengths = Counter(word.clause for word in self.words)
        short = {clause for clause in found if lengths[clause] <= SHORT_CLAUSE}
        return found | {clause + step for clause in short for step in (-1, 1)}

    def _parts(self) -> list[int]:
        """The parts of a sentence that "and" and "but" divide: a check-up, and chest pain."""
        part, parts, sentence = 0, [], 0
        for place, word in enumerate(self.words):
            if self._is("and", place) or word.sentence != sentence:
                part, sentence = part + 1, word.sentence
            parts.append(part)
        return parts


def _places(spans: list[Span]) -> set[int]:
    return {place for span in spans for place in range(span.start, span.end + 1)}


def _one_of(places: list[int], first: int, last: int) -> bool:
    """Whether one of the sorted places lies between the two."""
    found = bisect_left(places, first)
    return found < len(places) and places[found] <= last
