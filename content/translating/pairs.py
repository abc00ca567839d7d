"""Which passage of a translation stands for which of its source."""

from collections import Counter, defaultdict

# What tells a block apart whatever its language: the kind of a question, the file of a picture, the condition linked.
TELLING = ("kind", "image", "condition", "tier", "moment")


def pairs_of(source, target):
    """[(passage of the source or None, passage of the translation or None)], in the order of the source."""
    found = {}
    for place in dict.fromkeys((each.place, each.model) for each in source):
        there = [each for each in source if (each.place, each.model) == place]
        here = [each for each in target if (each.place, each.model) == place and each.key not in found.values()]
        found |= _in_one_place(there, here)
    by_key, taken = {each.key: each for each in target}, set(found.values())
    pairs = [(each, by_key.get(found.get(each.key))) for each in source]
    return pairs + [(None, each) for each in target if each.key not in taken]


def _in_one_place(there, here):
    """{key of the source: key of the translation}: what is told apart first, the others in their order."""
    found = {}
    signs_there, signs_here = _told_apart(there), _told_apart(here)
    for sign, passage in signs_there.items():
        if sign in signs_here:
            found[passage.key] = signs_here[sign].key
    left_there = [each for each in there if each.key not in found]
    left_here = [each for each in here if each.key not in found.values()]
    if len(left_there) != len(left_here):
        left_there, left_here = _same_signs(left_there, left_here)
    return found | {one.key: other.key for one, other in zip(left_there, left_here, strict=True)}


def _told_apart(passages):
    """Those whose sign no other of them has."""
    signs = Counter(_sign(each) for each in passages)
    return {sign: each for each in passages if (sign := _sign(each)) and signs[sign] == 1}


def _sign(passage):
    return tuple(part.mark or part.text for part in passage.parts if part.name in TELLING and (part.mark or part.text))


def _same_signs(there, here):
    """Where one side has more: in their order, as far as they carry the same sign."""
    waiting = defaultdict(list)
    for each in here:
        waiting[_sign(each)].append(each)
    couples = [(each, waiting[_sign(each)].pop(0)) for each in there if waiting[_sign(each)]]
    return [one for one, _other in couples], [other for _one, other in couples]
