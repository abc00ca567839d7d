"""No expression that meets people's texts takes more than its share of time: twice the text, about twice the time."""

import importlib
import pkgutil
import re
import time

import pytest

ROOMS = ("accounts", "bookings", "common", "content", "directory", "search", "site_pages", "web")
UNITS = [
    "1", "1,", "1.", "-", " ", "a", "A ", "<", "<a ", '"', "'", "(", "{", "@", "a@", "a.", "ക", "\n", "·", "1 – ", "#",
    "| ",
]  # fmt: skip
BOUNDED = {  # asked of lines below 300 characters only
    f"content.importing.plain_text.boilerplate.{name}" for name in ("OTHER_LINES", "DOCTOR", "CARD_LINES")
}
SIZE = 3_000
LEAST = 0.002  # seconds: below, the clock says nothing


def expressions():
    for room in ROOMS:
        for found in pkgutil.walk_packages(importlib.import_module(room).__path__, f"{room}."):
            if ".migrations." in found.name or ".management." in found.name:
                continue
            module = importlib.import_module(found.name)
            for name, value in vars(module).items():
                full_name = f"{found.name}.{name}"
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str) and full_name not in BOUNDED:
                    yield full_name, value


EXPRESSIONS = dict(expressions())


def seconds(expression, text):
    began = time.thread_time()
    for _found in expression.finditer(text):
        pass
    return time.thread_time() - began


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_twice_the_text_takes_about_twice_the_time(name):
    expression = EXPRESSIONS[name]
    for unit in UNITS:
        once, twice = unit * SIZE, unit * 4 * SIZE  # four times: linear is 4, quadratic is 16
        took = min(seconds(expression, twice) for _try in range(3))
        if took > LEAST:
            assert took < 9 * min(seconds(expression, once) for _try in range(3)), repr(unit)


def test_the_expressions_are_found():
    assert "content.rich_text.RANGE" in EXPRESSIONS
    assert len(EXPRESSIONS) > 20
