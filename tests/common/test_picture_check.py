"""Pictures of all kinds become what a browser would show of them."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageCms

from common.pictures.check import decoded


def kept_as(kind, picture, **options):
    out = BytesIO()
    picture.save(out, kind, **options)
    return out


def grey_of_16_bits(*values):
    """As X-rays are exported."""
    picture = Image.new("I;16", (len(values), 1))
    picture.putdata(values)
    return kept_as("PNG", picture)


def test_sixteen_bits_of_grey_become_eight():
    picture = decoded(grey_of_16_bits(0, 256, 32_768, 65_535))

    assert [picture.getpixel((x, 0)) for x in range(4)] == [(0, 0, 0), (1, 1, 1), (128, 128, 128), (255, 255, 255)]


def test_an_x_ray_of_twelve_bits_is_not_black():
    picture = decoded(grey_of_16_bits(0, 1_024, 4_095))

    assert [picture.getpixel((x, 0))[0] for x in range(3)] == [0, 64, 255]


def test_a_broken_colour_profile_is_as_none():
    red = Image.new("RGB", (4, 4), (200, 30, 30))

    assert decoded(kept_as("PNG", red, icc_profile=b"no profile")).getpixel((0, 0)) == (200, 30, 30)


def test_colours_of_a_profile_become_the_usual_ones():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    usual = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    red = Image.new("RGB", (4, 4), (200, 30, 30))

    for profile in (lab, usual):  # one of them is for other colours than those of the picture
        assert decoded(kept_as("PNG", red, icc_profile=profile)).getpixel((0, 0)) == (200, 30, 30)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_a_picture(mode):
    assert decoded(kept_as("PNG", Image.new(mode, (4, 3)))).size == (4, 3)


def test_what_is_clear_stays_clear():
    picture = Image.new("RGBA", (4, 4), (0, 0, 0, 0)).quantize()

    assert picture.mode == "P"
    assert decoded(kept_as("PNG", picture)).getpixel((0, 0))[3] == 0


def test_print_colours_become_those_of_a_screen():
    assert decoded(kept_as("JPEG", Image.new("CMYK", (8, 8)))).getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize("length", [0, 8, 30, 60, 200])
def test_the_beginning_of_a_picture_is_refused(length):
    whole = kept_as("PNG", Image.effect_noise((40, 40), 60)).getvalue()

    with pytest.raises(ValidationError, match="damaged"):
        decoded(BytesIO(whole[:length]))
