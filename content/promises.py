"""The words of promises in four languages, as promises.yaml keeps them."""

import re
from pathlib import Path
from typing import NamedTuple

import yaml


class Promise(NamedTuple):
    words: re.Pattern[str]
    why: str
    before: re.Pattern[str] | None = None  # words before it that settle it
    after: re.Pattern[str] | None = None  # and after it


def _read() -> tuple[list[Promise], re.Pattern[str]]:
    kept = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    names = kept["names"]

    def expression(alternatives):
        joined = "|".join(alternatives)
        for name, words in names.items():
            joined = joined.replace(f"{{{name}}}", words)
        return re.compile(joined, re.IGNORECASE) if joined else None

    english = [
        Promise(
            expression(kind["words"]),
            kind["why"],
            expression(kind.get("before", ())),
            expression(kind.get("after", ())),
        )
        for kind in kept["english"]
    ]
    return english, expression([*kept["malayalam"], *kept["hindi"], *kept["arabic"]])


ENGLISH, OTHER_LANGUAGES = _read()
