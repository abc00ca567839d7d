"""What somebody uploads: refused in words, or taken. One set of limits for pictures in text and photos of people.

The functions with four arguments are called by the editors' media library (FILER_ADD_FILE_VALIDATORS).
"""

import struct
from io import BytesIO

from django.utils.translation import gettext_lazy as _
from filer.validation import FileValidationError
from PIL import Image, ImageCms, ImageOps

LARGEST_FILE = 10 * 1024 * 1024
MOST_PIXELS = 25_000_000
LONGEST_SIDE = 3_000  # of what is kept of an upload
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/avif": "AVIF"}
HEIC = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftyphevx", b"ftypmif1", b"ftypmsf1")
BROKEN = (OSError, ValueError, SyntaxError, EOFError, struct.error)


def decoded(file, formats=None):
    """The picture, upright and in the usual colours. What is too large is refused before a pixel is decoded."""
    check_size("", file, None, "")
    try:
        with Image.open(file, formats=formats or [*FORMATS.values()]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Image.DecompressionBombError
            return in_usual_colours(ImageOps.exif_transpose(image))
    except Image.DecompressionBombError:
        words = _("The picture has more than 25 million pixels. Choose a smaller one.")
    except BROKEN:
        words = what_is_wrong(file)
    raise FileValidationError(words)


def what_is_wrong(file):
    file.seek(4)
    if file.read(8) in HEIC:
        return _("This is a HEIC picture, which browsers do not show. Save it as JPEG and choose that file.")
    return _("This is no picture, or it is damaged. Choose a JPEG, PNG, WebP or AVIF file.")


def in_usual_colours(image):
    """As browsers show a picture that says nothing about its colours; all else that it says about itself goes."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):  # 16 bits of grey, as X-rays have them; what is above the lowest 255 would be white
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    mode = "RGBA" if image.has_transparency_data else "RGB"
    if image.mode == "P":
        image = image.convert(mode)
    if profile:
        try:
            own, usual = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
            image = ImageCms.profileToProfile(image, own, usual, outputMode=mode)
        except (ImageCms.PyCMSError, OSError):
            pass  # a broken profile, or one for other colours than those of the picture: shown as if it had none
    plain = image.convert(mode)
    plain.info.clear()
    return plain


def check_size(file_name, file, owner, mime_type):
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    if size > LARGEST_FILE:
        raise FileValidationError(_("The file is larger than 10 MB. Choose a smaller one."))


def check_picture(file_name, file, owner, mime_type):
    """Keeps nothing of the upload but its picture, in the format that its name says."""
    picture = decoded(file, [FORMATS[mime_type]])
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    file.seek(0)
    file.truncate()
    picture.save(file, FORMATS[mime_type], quality=90)
    file.size = file.tell()
    file.seek(0)


def refuse_picture(file_name, file, owner, mime_type):
    raise FileValidationError(what_is_wrong(file))


def check_document(file_name, file, owner, mime_type):
    check_size(file_name, file, owner, mime_type)
    if file.read(5) != b"%PDF-":
        raise FileValidationError(_("This is no PDF file."))
    file.seek(0)
