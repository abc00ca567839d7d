"""The copies of a picture that readers are sent: AVIF and WebP in a few sizes.

Their names follow the content, so browsers may keep them for good: `pictures/<sum>-480.avif`.
"""

import logging
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models.signals import pre_save
from django.utils.translation import gettext_lazy as _
from filer.models import Image as UploadedImage
from PIL import Image

from .check import decoded
from .formats import FORMATS, NO_DRAWING

logger = logging.getLogger(__name__)

IN_TEXT = (480, 960, 1440)  # pixels; the last is twice the column
HOW = {"avif": {"quality": 50, "speed": 7}, "webp": {"quality": 75, "method": 4}}  # slower AVIF is hardly smaller


def encoded(picture, width, kind):
    out = BytesIO()
    height = max(1, round(picture.height * width / picture.width))
    picture.resize((width, height), Image.Resampling.LANCZOS).save(out, kind.upper(), **HOW[kind])
    return ContentFile(out.getvalue())


def copy_name(stem, width, kind):
    return f"{stem}-{width}.{kind}"


def missing_copies(stem, widths):
    every = [(width, kind) for width in widths for kind in HOW]
    return [(width, kind) for width, kind in every if not default_storage.exists(copy_name(stem, width, kind))]


def write_copies(picture, stem, missing):
    for width, kind in missing:
        default_storage.save(copy_name(stem, width, kind), encoded(picture, width, kind))


def srcset(stem, widths, kind):
    return ", ".join(f"{default_storage.url(copy_name(stem, width, kind))} {width}w" for width in widths)


def stem_and_widths(image):
    """Of a picture in running text: small to large, never larger than it is. A drawing is sharp in every size."""
    has_copies = image.width and image.height and image.sha1 and image.mime_type in FORMATS
    return f"pictures/{image.sha1}", sorted({min(width, int(image.width)) for width in IN_TEXT}) if has_copies else []


def make_copies(image):
    """A file that is gone or broken by now stops nobody from working on the page that shows it."""
    stem, widths = stem_and_widths(image)
    if missing := missing_copies(stem, widths):
        try:
            with image.file.open() as file:
                write_copies(decoded(file), stem, missing)
        except (OSError, ValidationError):
            logger.warning("No copies of picture %s: its file is missing or broken.", image.pk)


def check_file(image):
    """It was good when it was uploaded; since then its file may have gone, or have come by another way."""
    stem, widths = stem_and_widths(image)
    if widths and not missing_copies(stem, widths):
        return
    try:
        with image.file.open() as file:
            if image.mime_type != "image/svg+xml":
                decoded(file)
            elif not (image.width and image.height):
                raise ValidationError(NO_DRAWING)
    except (OSError, ValueError):
        raise ValidationError(_("The file of this picture is missing. Choose another picture.")) from None


def copies(image):
    """What a template needs: an address for browsers that know no choice, and what the others choose from."""
    width, height = round(image.width or 0), round(image.height or 0)
    if not (width and height):
        return None
    stem, widths = stem_and_widths(image)
    if not widths:
        return {"url": image.url, "width": width, "height": height}
    return {
        "url": default_storage.url(copy_name(stem, widths[-1], "webp")),
        "width": widths[-1],
        "height": max(1, round(height * widths[-1] / width)),
        **{kind: srcset(stem, widths, kind) for kind in HOW},
    }


def measure_again(sender, instance, **kwargs):
    """The upload was measured before it was checked and written anew."""
    if instance.file and not instance.file._committed:
        instance.file_data_changed()


def connect():
    pre_save.connect(measure_again, sender=UploadedImage, dispatch_uid="sizes of uploaded pictures")
