"""The one function that decides about a picture: refused in words, or taken. For pictures in text and photos of people.

What is taken is decoded here and written anew by those who ask; the upload itself goes nowhere.
"""

import struct
from io import BytesIO
from typing import IO

from filer.validation import FileValidationError
from PIL import Image, ImageCms, ImageOps

from .formats import FORMATS, MOVING, TOO_LARGE, TOO_MANY_PIXELS, what_is_wrong

LARGEST_FILE = 10 * 1024 * 1024
MOST_PIXELS = 25_000_000
BROKEN = (OSError, ValueError, SyntaxError, EOFError, struct.error, OverflowError, MemoryError)
BROKEN_PROFILE = (*BROKEN, KeyError, TypeError, AttributeError, ZeroDivisionError)


def decoded(file: IO[bytes]) -> Image.Image:
    """The picture, upright and in the usual colours. What is too large is refused before a pixel is decoded."""
    check_size(file)
    try:
        with Image.open(file, formats=[*FORMATS.values()]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise FileValidationError(TOO_MANY_PIXELS)
            # Many phones put a second, smaller picture behind a photo: MPO. That does not move.
            if getattr(image, "is_animated", False) and image.format != "MPO":
                raise FileValidationError(MOVING)
            image.load()
            return in_usual_colours(ImageOps.exif_transpose(image))
    except Image.DecompressionBombError as error:
        raise FileValidationError(TOO_MANY_PIXELS) from error
    except FileValidationError:
        raise
    except BROKEN as error:
        raise FileValidationError(what_is_wrong(file)) from error


def check_size(file: IO[bytes]) -> None:
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    if size > LARGEST_FILE:
        raise FileValidationError(TOO_LARGE)


def in_usual_colours(image: Image.Image) -> Image.Image:
    """As browsers show a picture that says nothing about its colours; all else that it says about itself goes."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):
        image = _in_eight_bits(image)
    mode = "RGBA" if image.has_transparency_data else "RGB"
    if image.mode in ("P", "PA", "1"):
        image = image.convert(mode)
    if profile:
        image = _without_profile(image, profile, mode)
    plain = image.convert(mode)
    plain.info.clear()
    return plain


def _in_eight_bits(image):
    """16 bits of grey, as X-rays are exported: cut off at 255, nearly all of it would be white.

    Many machines fill only the lower 12 bits; by the rule for 16 these would be nearly black.
    """
    whole = image.convert("I")
    step = 16 if whole.getextrema()[1] < 4096 else 256
    clear = whole.point(lambda value: value / step).convert("L")
    clear.info.pop("transparency", None)  # a grey of 16 bits, which none of these is any more
    return clear


def _without_profile(image, profile, mode):
    try:
        own, usual = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, own, usual, outputMode=mode)
    except (ImageCms.PyCMSError, *BROKEN_PROFILE):
        return image  # a broken profile, or one for other colours than those of the picture: shown as if it had none


def on_white(image: Image.Image) -> Image.Image:
    """For what has no clear parts: what lies behind them is white paper, not the black that is stored there."""
    if image.mode != "RGBA":
        return image.convert("RGB")
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper
