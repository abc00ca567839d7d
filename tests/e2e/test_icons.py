"""The icons that phones keep show the mark of icon.svg, and only the mark."""

import pytest
from PIL import Image, ImageChops, ImageStat

from tests.e2e.icons import ICONS, IMAGES, draw


def test_every_small_icon_is_the_mark_as_it_is_drawn_now(browser):
    for name in ICONS:
        kept, drawn = (picture.convert("RGBA") for picture in (Image.open(IMAGES / name), draw(browser, name)))

        assert kept.size == drawn.size
        difference = ImageStat.Stat(ImageChops.difference(kept, drawn)).mean
        assert max(difference) < 3, f"{name}: run .venv/bin/python -m tests.e2e.icons"


def test_icons_are_small():
    assert sum((IMAGES / name).stat().st_size for name in ICONS) < 20_000


@pytest.mark.parametrize("name", [name for name, (_side, is_cut, _share) in ICONS.items() if is_cut])
def test_an_icon_that_phones_cut_a_shape_out_of_has_no_hole(name):
    with Image.open(IMAGES / name) as icon:
        assert icon.convert("RGBA").getchannel("A").getextrema() == (255, 255)


def test_the_mark_stays_inside_what_every_phone_shows():
    """A circle of 80 % of the side: https://www.w3.org/TR/appmanifest/#icon-masks"""
    with Image.open(IMAGES / "icon-maskable-512.png") as icon:
        picture = icon.convert("RGB")
    ground = picture.getpixel((0, 0))
    marked = (
        ImageChops.difference(picture, Image.new("RGB", picture.size, ground))
        .convert("L")
        .point(lambda value: 255 if value > 8 else 0)
    )
    pixels = marked.load()

    assert all(
        (x - 256) ** 2 + (y - 256) ** 2 <= (0.4 * 512) ** 2 for x in range(512) for y in range(512) if pixels[x, y]
    )
