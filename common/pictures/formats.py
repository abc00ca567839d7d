"""What a file is by its first bytes, whatever its name says; and for one that the site does not take, what to do."""

from typing import IO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/avif": "AVIF"}
FIRST_BYTES = 140  # DICOM, the files of X-ray machines, names itself only at the 128th
HEIC = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftyphevx", b"ftypheim", b"ftypheis", b"ftypmif1", b"ftypmsf1")
OTHERS = [  # where it stands, what stands there, what people call it
    (0, b"GIF8", "GIF"),
    (0, b"II*\0", "TIFF"),
    (0, b"MM\0*", "TIFF"),
    (0, b"II+\0", "TIFF"),
    (0, b"MM\0+", "TIFF"),
    (0, b"8BPS", "PSD"),
    (0, b"\xff\x0a", "JPEG XL"),
    (0, b"\0\0\0\x0cJXL ", "JPEG XL"),
    (0, b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (0, b"BM", "BMP"),
    (0, b"\0\0\1\0", "ICO"),
    (128, b"DICM", "DICOM"),
]

NO_PICTURE = _("This is no picture, or it is damaged. Choose a JPEG, PNG, WebP or AVIF file.")
HEIC_PICTURE = _("This is a HEIC picture, which browsers do not show. Save it as JPEG and choose that file.")
OTHER_PICTURE = _("This is a %(format)s picture, which this site does not take. Save it as JPEG and choose that file.")
NO_DRAWING = _("This is no SVG drawing, it is damaged, or it does not say how large it is (viewBox).")
DRAWING = _("This is a drawing (SVG). Here a photo is needed: choose a JPEG, PNG, WebP or AVIF file.")
MOVING = _("This picture moves. Choose one that stands still, or save one moment of it as JPEG.")
TOO_MANY_PIXELS = _("The picture has more than 25 million pixels. Choose a smaller one.")
TOO_LARGE = _("The file is larger than 10 MB. Choose a smaller one.")


def what_is_wrong(file: IO[bytes]) -> str | Promise:
    """Why a file that could not be read as a picture is none for this site, as its editor would say it."""
    file.seek(0)
    beginning = file.read(FIRST_BYTES)
    if beginning[4:12] in HEIC:
        return HEIC_PICTURE
    if b"<svg" in beginning:
        return DRAWING
    for place, mark, name in OTHERS:
        if beginning[place:].startswith(mark):
            return OTHER_PICTURE % {"format": name}
    return NO_PICTURE
