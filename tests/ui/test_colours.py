"""Words can be read: WCAG contrast of every pair of colours that stands together, in light and in dark."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from web.stylesheets import smaller

TOKENS = smaller([Path(settings.BASE_DIR) / "static" / "css" / "tokens.css"])
LIGHT = dict(re.findall(r"(--[\w-]+):(#[0-9a-f]{3,8})\b", TOKENS.split("@media", 1)[0]))
DARK = LIGHT | dict(re.findall(r"(--[\w-]+):(#[0-9a-f]{3,8})\b", re.search(r"scheme:dark\)\{(.*?)\}\}", TOKENS)[1]))

TEXT_ON_GROUND = [
    (text, ground)
    for text in ("--ink", "--ink-soft", "--brand", "--visited", "--bad")
    for ground in ("--page", "--mist", "--card")
] + [
    ("--on-brand", "--brand"),
    ("--on-brand", "--brand-strong"),
    ("--on-hero", "--hero"),
    ("--on-hero", "--hero-glow"),
    ("--on-hero-soft", "--hero"),
    ("--on-hero-soft", "--hero-glow"),
    ("--gold", "--hero"),
    ("--gold", "--hero-glow"),
    ("--on-gold", "--gold"),
    ("--on-gold", "--gold-strong"),
    ("--on-bad", "--bad-fill"),
    ("--on-focus", "--focus"),
    ("--page", "--ink"),
]
EDGES = [("--line-strong", ground) for ground in ("--page", "--card", "--mist")]


def luminance(colour):
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    channels = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    lighter, darker = sorted([luminance(one), luminance(other)], reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_stands_out_from_its_ground(text, ground, colours):
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_the_edge_of_a_field_can_be_seen(edge, ground, colours):
    assert contrast(colours[edge], colours[ground]) >= 3


def test_contrast_itself():
    assert contrast("#000", "#ffffff") == 21
    assert contrast("#777", "#fff") < 4.5
