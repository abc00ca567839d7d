"""Pictures in running text: checked when they are uploaded, and written anew in a few sizes for those who read.

Nobody is sent the file that an editor uploaded: each picture is decoded and encoded again as AVIF and WebP, as soon
as a page uses it. The names of the copies follow the content, so browsers may keep them for good.
"""

from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models.signals import pre_save
from django.utils.translation import gettext_lazy as _
from filer.models import Image as UploadedImage
from filer.validation import FileValidationError
from PIL import Image, ImageCms, ImageOps

LARGEST_FILE = 10 * 1024 * 1024
MOST_PIXELS = 25_000_000
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
DRAWING = "image/svg+xml"
WIDTHS = (480, 960, 1440)  # pixels; the last is twice the column
HOW = {"avif": {"quality": 50, "speed": 7}, "webp": {"quality": 75, "method": 4}}
LONGEST_SIDE = 3_000  # of what is kept of an upload


def check_size(file_name, file, owner, mime_type):
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    if size > LARGEST_FILE:
        raise FileValidationError(_("The file is larger than 10 MB. Choose a smaller one."))


def check_picture(file_name, file, owner, mime_type):
    """Refuses what is not the picture its name says, before a pixel is decoded; keeps nothing of it but the picture."""
    check_size(file_name, file, owner, mime_type)
    try:
        with Image.open(file, formats=[FORMATS[mime_type]]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise FileValidationError(_("The picture has more than 25 million pixels. Choose a smaller one."))
            picture = in_usual_colours(ImageOps.exif_transpose(image))
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
            anew = encoded(picture, FORMATS[mime_type], quality=90)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise FileValidationError(_("This is no picture, or it is damaged. Choose a JPEG, PNG or WebP file.")) from None
    file.seek(0)
    file.truncate()
    file.write(anew)
    file.seek(0)
    if hasattr(file, "size"):
        file.size = len(anew)


def in_usual_colours(image):
    """As browsers show a picture that says nothing about its colours; all else that it says about itself goes."""
    mode = "RGBA" if image.has_transparency_data else "RGB"
    if profile := image.info.get("icc_profile"):
        own, usual = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
        try:
            image = ImageCms.profileToProfile(image, own, usual, outputMode=mode)
        except ImageCms.PyCMSError:
            pass  # a profile for other colours than those of the picture: shown as if it had none
    plain = image.convert(mode)
    plain.info.clear()
    return plain


def check_document(file_name, file, owner, mime_type):
    check_size(file_name, file, owner, mime_type)
    if file.read(5) != b"%PDF-":
        raise FileValidationError(_("This is no PDF file."))
    file.seek(0)


def encoded(image, kind, **how):
    out = BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def widths(image):
    """Small to large, never larger than the original."""
    return sorted({min(width, int(image.width)) for width in WIDTHS})


def copy_name(image, width, kind):
    return f"pictures/{image.sha1}-{width}.{kind}"


def make_copies(image):
    """Those that are missing; nothing for a drawing, which is sharp in every size as it is."""
    names = [(width, kind) for width in widths(image) for kind in HOW] if can_be_copied(image) else []
    missing = [(width, kind) for width, kind in names if not default_storage.exists(copy_name(image, width, kind))]
    if not missing:
        return
    with image.file.open() as file, Image.open(file, formats=list(FORMATS.values())) as original:
        picture = ImageOps.exif_transpose(original).convert("RGBA" if original.has_transparency_data else "RGB")
    for width, kind in missing:
        height = round(picture.height * width / picture.width)
        smaller = picture.resize((width, height), Image.Resampling.LANCZOS)
        default_storage.save(copy_name(image, width, kind), ContentFile(encoded(smaller, kind.upper(), **HOW[kind])))


def can_be_copied(image):
    return bool(image.width and image.height and image.sha1 and image.mime_type in FORMATS)


def copies(image):
    """What a template needs: an address for browsers that know no choice, and what the others choose from."""
    size = {"width": round(image.width or 0), "height": round(image.height or 0)}
    if not (size["width"] and size["height"]):
        return None
    if not can_be_copied(image):
        return size | {"url": image.url}
    urls = {
        kind: [(default_storage.url(copy_name(image, width, kind)), width) for width in widths(image)] for kind in HOW
    }
    largest = widths(image)[-1]
    return {
        "url": urls["webp"][-1][0],
        "width": largest,
        "height": round(size["height"] * largest / size["width"]),
        **{kind: ", ".join(f"{url} {width}w" for url, width in found) for kind, found in urls.items()},
    }


def measure_again(sender, instance, **kwargs):
    """The upload was measured before it was checked and written anew."""
    if instance.file and not instance.file._committed:
        instance.file_data_changed()


def connect():
    pre_save.connect(measure_again, sender=UploadedImage, dispatch_uid="sizes of uploaded pictures")
