"""Photos of people: a square, with small copies beside it."""

import hashlib

from django import forms
from django.db import models
from django.db.models.fields.files import ImageFieldFile
from PIL import Image, ImageOps

from .check import decoded, on_white
from .copies import copy_name, encoded, missing_copies, srcset, write_copies

SIDE = 576
WIDTHS = (72, 144, 288)
FACES_ARE_HIGH_UP = (0.5, 0.3)


def check_photo(file):
    if not getattr(file, "_committed", False):
        decoded(file)


class PhotoFile(ImageFieldFile):
    @property
    def stem(self):
        return self.name.removesuffix(".webp")

    @property
    def avif_srcset(self):
        return srcset(self.stem, WIDTHS, "avif")

    @property
    def webp_srcset(self):
        return srcset(self.stem, WIDTHS, "webp")

    @property
    def small_url(self):
        return self.storage.url(copy_name(self.stem, WIDTHS[1], "webp"))


class PhotoField(models.ImageField):
    """A square photo, kept as WebP with smaller AVIF and WebP copies beside it. The name follows the content."""

    attr_class = PhotoFile
    default_validators = [check_photo]

    def formfield(self, **kwargs):
        # The usual field of a form refuses what it cannot open, before our check can say what to do.
        return super().formfield(**{"form_class": forms.FileField, **kwargs})

    def pre_save(self, instance, add):
        photo = getattr(instance, self.attname)
        if photo and not photo._committed:
            square = ImageOps.fit(
                on_white(decoded(photo)), (SIDE, SIDE), Image.Resampling.LANCZOS, centering=FACES_ARE_HIGH_UP
            )
            whole = encoded(square, SIDE, "webp")
            photo.save(f"{hashlib.sha256(whole.read()).hexdigest()[:16]}.webp", whole, save=False)
            write_copies(square, photo.stem, missing_copies(photo.stem, WIDTHS))
        return photo
