"""Barriers that axe-core finds on a page, and those of its doubts that people have looked into."""

import re
from pathlib import Path

from tests.ui.conftest import add_rules
from tests.ui.test_colours import DARK, LIGHT

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# What axe finds or doubts and we have looked into: rule, page (a pattern), a part of the element's HTML or of axe's
# words, and why it may stay. As narrow as can be. script/prove look fails for an entry that nothing needs any more.
EXPLAINED = [
    (
        "color-contrast",
        "admin",
        "overlapped by another element",
        "Nothing lies over the admin's box of recent actions, as the browser itself says: axe-core 4.14 takes the "
        "floating box beside it for one. Its words are dark on the pale ground, and older ones measure them.",
    ),
]


def mix(over, ground):
    """A colour with some transparency (#rrggbbaa) laid over another."""
    part = int(over[7:9], 16) / 255
    channels = [(int(over[i : i + 2], 16), int(ground[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(top * part + below * (1 - part)):02x}" for top, below in channels)


def flat(colours):
    """axe cannot measure words on a gradient: they are measured on its lightest place, a ring within the glow."""
    return f".deep, .hero {{ background: {mix(colours['--hero-rings'], colours['--hero-glow'])} !important }}"


# Nor where a line crosses the edge of something that lies below an opaque card, or while colours change.
FLAT = f"""
* {{ transition: none !important }}
.facts {{ margin-block-start: 0 !important }}
.deep::after {{ content: none !important }} {flat(LIGHT)}
@media (prefers-color-scheme: dark) {{ {flat(DARK)} }}
"""

RUN = """async rules => {
    const found = await axe.run(document, {
        runOnly: {type: "tag", values: rules}, resultTypes: ["violations", "incomplete"],
    })
    return ["violations", "incomplete"].flatMap(kind => found[kind].flatMap(rule => rule.nodes.map(node =>
        [rule.id, node.html, `${kind}: ${node.target.join(" ")}: ` + node.any.concat(node.all, node.none)
            .map(check => check.message).join("; ")])))
}"""


class Axe:
    def __init__(self, script, explained=EXPLAINED):
        self.script, self.explained, self.used = script, explained, set()

    def barriers(self, tab, name):
        """What is wrong with the page that is open, in words; nothing where all is well or explained."""
        add_rules(tab, FLAT)
        if not tab.evaluate("'axe' in window"):
            tab.evaluate(self.script)
        found = tab.evaluate(RUN, RULES)
        return [
            f"{name}: {rule}: {words}" for rule, html, words in found if not self.is_explained(rule, name, html + words)
        ]

    def is_explained(self, rule, name, details):
        for entry in self.explained:
            if entry[0] == rule and re.fullmatch(entry[1], name) and entry[2] in details:
                self.used.add(entry)
                return True
        return False


def bundled_script():
    """The axe-core that comes with a package of Python's, so that the suite needs no Node."""
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
