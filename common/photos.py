"""Photos of people: checked by what they contain, cropped, written anew in small sizes.

The bytes somebody uploads are never served: each photo is decoded and encoded again, which drops hidden data.
"""

import hashlib
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.db.models.fields.files import ImageFieldFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

LARGEST_FILE = 10 * 1024 * 1024
MOST_PIXELS = 25_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
SIDE = 576
WIDTHS = (72, 144, 288)
FACES_ARE_HIGH_UP = (0.5, 0.3)
HOW = {"AVIF": {"quality": 55, "speed": 7}, "WEBP": {"quality": 78}}  # a slower AVIF is 1 % smaller in twice the time


def check_photo(file):
    """Refuses what is no photo or too large, before a single pixel is decoded."""
    if getattr(file, "_committed", False):
        return
    if file.size > LARGEST_FILE:
        raise ValidationError(_("The photo is larger than 10 MB. Choose a smaller one."), code="too_large")
    try:
        file.seek(0)
        with Image.open(file, formats=FORMATS) as image:
            too_many = image.width * image.height > MOST_PIXELS
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise ValidationError(_("Choose a photo: a JPEG, PNG, WebP or AVIF file."), code="no_photo") from None
    if too_many:
        raise ValidationError(_("The photo has more than 25 million pixels. Choose a smaller one."), code="too_large")


def cropped(file):
    """The photo as a square, without anything that is not picture."""
    check_photo(file)
    try:
        file.seek(0)
        with Image.open(file, formats=FORMATS) as image:
            upright = ImageOps.exif_transpose(image).convert("RGB")
            return ImageOps.fit(upright, (SIDE, SIDE), Image.Resampling.LANCZOS, centering=FACES_ARE_HIGH_UP)
    except (OSError, ValueError, SyntaxError):
        raise ValidationError(_("This photo is damaged. Choose another one."), code="damaged") from None


def encoded(image, width, kind):
    out = BytesIO()
    image.resize((width, width), Image.Resampling.LANCZOS).save(out, kind, **HOW[kind])
    return out.getvalue()


class PhotoFile(ImageFieldFile):
    def variant(self, width, kind):
        return self.storage.url(self.name.replace(".webp", f"-{width}.{kind}"))

    @property
    def avif_srcset(self):
        return ", ".join(f"{self.variant(width, 'avif')} {width}w" for width in WIDTHS)

    @property
    def webp_srcset(self):
        return ", ".join(f"{self.variant(width, 'webp')} {width}w" for width in WIDTHS)

    @property
    def small_url(self):
        return self.variant(WIDTHS[1], "webp")

    @property
    def large_url(self):
        return self.url


class PhotoField(models.ImageField):
    """A square photo, kept as WebP with smaller AVIF and WebP copies beside it. The name follows the content."""

    attr_class = PhotoFile
    default_validators = [check_photo]

    def pre_save(self, instance, add):
        photo = getattr(instance, self.attname)
        if photo and not photo._committed:
            square = cropped(photo)
            whole = encoded(square, SIDE, "WEBP")
            name = hashlib.sha256(whole).hexdigest()[:16]
            photo.save(f"{name}.webp", ContentFile(whole), save=False)
            for width in WIDTHS:
                for kind in ("AVIF", "WEBP"):
                    copy = photo.name.replace(".webp", f"-{width}.{kind.lower()}")
                    if not photo.storage.exists(copy):
                        photo.storage.save(copy, ContentFile(encoded(square, width, kind)))
        return photo
