"""Which words were added and which were taken away, in time that has a bound.

Rich text is read as a reader meets it: a table as lines of cells, a link with its target, a line for each paragraph.
"""

import time
from itertools import islice

from diff_match_patch import diff_match_patch
from lxml import etree, html

SAME, ADDED, GONE = "same", "added", "gone"
OPERATIONS = {0: SAME, 1: ADDED, -1: GONE}
LONGEST = 1.0  # seconds for one text; past it, what is left is shown as taken away and added as a whole

PUNCTUATION = "“”\"'‘’()[].,;:!?…،؛؟।"
LINES = {"p", "h3", "h4", "blockquote", "li", "tr", "caption", "br"}
SURROGATES = range(0xD800, 0xE000)


def tokens(text, *, is_rich=False):
    """The words of a text one by one, each with the space that follows it."""
    return _of_html(text) if is_rich else _of_plain(text)


def word_changes(old, new, deadline=None):
    """[(SAME, ADDED or GONE, text)] that leads from the tokens `old` to the tokens `new`."""
    signs = {}
    before, after = (_as_signs(each, signs) for each in (old, new))
    program = diff_match_patch()
    found = program.diff_main(before, after, False, min(deadline or time.time() + LONGEST, time.time() + LONGEST))
    program.diff_cleanupSemantic(found)
    left, right = iter(old), iter(new)
    return [_segment(operation, len(signs), left, right) for operation, signs in found]


def _segment(operation, length, left, right):
    gone = list(islice(left, length)) if operation <= 0 else []
    there = list(islice(right, length)) if operation >= 0 else []
    return OPERATIONS[operation], "".join(there or gone)


def _as_signs(words, signs):
    """Each word one character, so that the program, which compares characters, compares words."""
    return "".join(signs.setdefault(word.strip(" "), _sign(len(signs))) for word in words)


def _sign(number):
    code = number + 1
    return chr(code if code < SURROGATES.start else code + len(SURROGATES))


def _of_plain(text):
    found = []
    for number, line in enumerate(text.splitlines()):
        if number:
            _new_line(found)
        _add(found, line)
    return found


def _of_html(text):
    found = []
    if not text.strip():
        return found
    root = html.fragment_fromstring(text, create_parent="div")
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(element.tag, str):
            _add(found, element.tail if event == "end" else "")
        elif event == "start":
            _opens(found, element)
            _add(found, element.text)
        else:
            _closes(found, element)
            _add(found, element.tail if element is not root else "")
    while found and found[-1] == "\n":
        found.pop()
    return found


def _opens(found, element):
    if element.tag in LINES:
        _new_line(found)
    if element.tag == "li":
        found.append("• ")
    elif element.tag in ("sup", "sub"):
        found.append("^(" if element.tag == "sup" else "_(")


def _closes(found, element):
    if element.tag in ("td", "th"):
        found.append(" | ")
    elif element.tag in ("sup", "sub"):
        found.append(")")
    elif element.tag == "a" and element.get("href"):
        found.append(f" [→ {element.get('href')}] ")
    elif element.tag in LINES:
        _new_line(found)


def _new_line(found):
    if found and found[-1] != "\n":
        found.append("\n")


def _add(found, text):
    if not text:
        return
    if text[0].isspace():
        _space(found)
    for word in text.split():
        found.extend(_with_its_signs(word))
        found[-1] += " "
    if found and not text[-1].isspace():
        found[-1] = found[-1].rstrip(" ") if found[-1] != "\n" else "\n"


def _space(found):
    if found and not found[-1].endswith((" ", "\n")):
        found[-1] += " "


def _with_its_signs(word):
    """“(5 mg).” changes where 5 does, and not where its full stop comes."""
    core = word.strip(PUNCTUATION)
    if not core:
        return [word]
    before, _core, after = word.partition(core)
    return [*before, core, *after]
