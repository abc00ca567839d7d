"""Two versions side by side: which passage became which, what is new, gone, changed, and what only moved."""

import time
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from .passages import Passage, in_words, label_of
from .words import ADDED, GONE, SAME, tokens, word_changes

LONGEST = 3.0  # seconds for all words of a page
ALIKE = 0.3  # of their words in common: it is the same block, rewritten


@dataclass(frozen=True)
class PartChange:
    name: str
    label: str
    segments: list  # (same, added or gone; text)
    note: str = ""

    @property
    def is_changed(self):
        return bool(self.note) or any(what != SAME for what, _text in self.segments)


@dataclass(frozen=True)
class Change:
    """What became of one passage."""

    state: str  # same, changed, added or gone
    passage: Passage  # as it is now; as it was, where it is gone
    old: Passage | None = None
    was_at: int = 0  # its old place in the list, from 1, where it moved
    is_at: int = 0
    parts: list[PartChange] = field(default_factory=list)

    @property
    def is_news(self):
        return self.state != SAME or bool(self.was_at)


def compare(old, new):
    """The changes from the passages `old` to the passages `new`, in the order of the new page."""
    pairs = _pairs(old, new)
    moved = _moved(old, new, pairs)
    deadline = time.time() + LONGEST
    found = [
        _change(pairs.get(number), passage, moved.get(number), old, deadline) for number, passage in enumerate(new)
    ]
    kept = set(pairs.values())
    gone = [number for number in range(len(old)) if number not in kept]
    return _with_those_gone(found, gone, old, {before: after for after, before in pairs.items()})


def _with_those_gone(found, gone, old, became):
    """Each stands behind what stood before it."""
    behind = defaultdict(list)
    for number in gone:
        before = next((became[each] for each in range(number - 1, -1, -1) if each in became), -1)
        behind[before].append(
            Change(GONE, old[number], parts=[_whole(old[number], part, GONE) for part in old[number].parts])
        )
    changes = list(behind[-1])
    for number, change in enumerate(found):
        changes += [change, *behind[number]]
    return changes


def _change(before, passage, move, old, deadline):
    if before is None:
        return Change(ADDED, passage, parts=[_whole(passage, part, ADDED) for part in passage.parts])
    was = old[before]
    state = SAME if was.says == passage.says else "changed"
    olds = {part.name: part for part in was.parts}
    parts = [_part_change(passage, olds.get(part.name), part, deadline) for part in passage.parts]
    change = Change(state, passage, was, parts=parts)
    return replace(change, was_at=move[0], is_at=move[1]) if move else change


def _whole(passage, part, what):
    text = in_words(passage.model, replace(part, text="".join(tokens(part.text, is_rich=part.is_rich))))
    return PartChange(part.name, label_of(passage.model, part.name), [(what, text)] if text else [])


def _part_change(passage, was, part, deadline):
    if was is None or was == part:
        return replace(_whole(passage, part, SAME if was else ADDED))
    before, after = (tokens(in_words(passage.model, each), is_rich=each.is_rich) for each in (was, part))
    segments = [(what, text) for what, text in word_changes(before, after, deadline) if text]
    return PartChange(part.name, label_of(passage.model, part.name), segments, _note(was, part, segments))


def _note(was, part, segments):
    if was.mark != part.mark and part.name == "image":
        return _("Another picture stands here now.")
    if was.mark != part.mark and all(what == SAME for what, _text in segments):
        return _("It is another one of the same name.")
    if was.text != part.text and all(what == SAME for what, _text in segments):
        return _("Only how it is set has changed, such as bold or headings; no word.")
    return ""


def _pairs(old, new):
    """{number among the new: number among the old} of passages that are the same thing."""
    pairs = {}
    for same_thing in (_same_field, _same_words, _same_name):
        _pair_by(old, new, pairs, same_thing)
    for model in {passage.model for passage in new}:
        _pair_alike(old, new, pairs, model)
    return pairs


def _same_field(passage):
    return (passage.model, passage.key) if passage.key == passage.place else None


def _same_words(passage):
    return (passage.place, *passage.says)


def _same_name(passage):
    """A block or row is known by its first value: the question, the label, the title, the file, the condition."""
    first = passage.parts[0]
    name = first.mark or first.text
    return (passage.model, name) if name and not first.is_rich else None


def _pair_by(old, new, pairs, thing):
    taken, waiting = set(pairs.values()), defaultdict(list)
    for number, passage in enumerate(old):
        if number not in taken and (name := thing(passage)):
            waiting[name].append(number)
    for number, passage in enumerate(new):
        if number not in pairs and waiting.get(name := thing(passage)):
            pairs[number] = waiting[name].pop(0)


def _pair_alike(old, new, pairs, model):
    taken = set(pairs.values())
    before = [number for number, passage in enumerate(old) if number not in taken and passage.model == model]
    after = [number for number, passage in enumerate(new) if number not in pairs and passage.model == model]
    if len(before) == len(after) == 1:
        pairs[after[0]] = before[0]
        return
    words = {(where, number): _vocabulary(which[number]) for where, which, numbers in
             (("old", old, before), ("new", new, after)) for number in numbers}  # fmt: skip
    likeness = [(_alike(words["old", a], words["new", b]), -abs(a - b), a, b) for a in before for b in after]
    for score, _near, a, b in sorted(likeness, reverse=True):
        if score >= ALIKE and a not in taken and b not in pairs:
            taken.add(a)
            pairs[b] = a


def _vocabulary(passage):
    return {word.strip() for part in passage.parts for word in tokens(part.text, is_rich=part.is_rich)}


def _alike(some, others):
    return len(some & others) / (len(some | others) or 1)


def _moved(old, new, pairs):
    """{number among the new: (old place, new place)}, of as few as explain the new order."""
    moved = {}
    was_at, is_at = _places(old), _places(new)
    by_place = defaultdict(list)
    for after, before in sorted(pairs.items()):
        if old[before].place != new[after].place:
            moved[after] = (was_at[before], is_at[after])
        else:
            by_place[new[after].place].append((after, before))
    for couples in by_place.values():
        stayed = _longest_rise([before for _after, before in couples])
        moved |= {after: (was_at[before], is_at[after]) for after, before in couples if before not in stayed}
    return moved


def _places(passages):
    count, places = defaultdict(int), []
    for passage in passages:
        count[passage.place] += 1
        places.append(count[passage.place])
    return places


def _longest_rise(numbers):
    """The longest run of them, gaps allowed, that goes only up: those that stayed where they were."""
    ends, before = [], {}
    for number in numbers:
        place = bisect_left(ends, number)
        before[number] = ends[place - 1] if place else None
        ends[place : place + 1] = [number]
    stayed, number = set(), ends[-1] if ends else None
    while number is not None:
        stayed.add(number)
        number = before[number]
    return stayed
