"""Photos: only photos, only small ones are kept, and nothing of the upload but its picture."""

import struct
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import modelform_factory
from PIL import Image

from directory.models import Doctor
from tests.factories import DoctorFactory, HospitalFactory

pytestmark = pytest.mark.django_db


def picture(kind="JPEG", size=(900, 600), **options):
    out = BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def bomb(width=12_000, height=12_000):
    """A small file that claims 144 million pixels."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" * (height * (width // 8 + 1)), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def upload(data, name="photo.jpg"):
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_photo_is_kept_as_a_square_with_small_copies(kind):
    doctor = DoctorFactory(photo=upload(picture(kind)))

    with Image.open(doctor.photo.open()) as whole:
        assert (whole.format, whole.size) == ("WEBP", (576, 576))
    for width in (72, 144, 288):
        for extension in ("avif", "webp"):
            with default_storage.open(doctor.photo.name.replace(".webp", f"-{width}.{extension}")) as file:
                assert Image.open(file).size == (width, width)


def test_the_card_offers_small_files_and_says_how_large_the_picture_is(client):
    HospitalFactory()
    doctor = DoctorFactory(photo=upload(picture()))

    page = client.get("/en/doctors/").text

    assert f'srcset="{doctor.photo.avif_srcset}"' in page
    assert 'width="72" height="72"' in page
    for address in doctor.photo.avif_srcset.split(", "):
        assert default_storage.exists(address.split()[0].removeprefix("/media/"))


def test_where_a_photo_was_taken_is_not_published():
    exif = Image.Exif()
    exif[0x010E] = "Ward 7, bed 3"
    doctor = DoctorFactory(photo=upload(picture(exif=exif)))

    assert b"Ward 7" not in doctor.photo.open().read()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><script>alert(1)</script>",
        b"GIF89a" + b"\0" * 30,
        b"%PDF-1.7",
        b"\xff\xd8\xff" + b"\0" * 100,
        b"x" * (10 * 1024 * 1024 + 1),
        bomb(),
    ],
    ids=["empty", "svg", "html", "gif", "pdf", "broken", "large", "bomb"],
)
def test_what_is_no_photo_or_too_large_is_refused_in_words(data):
    doctor = DoctorFactory.build(photo=upload(data))

    with pytest.raises(ValidationError) as error:
        doctor.full_clean()

    assert list(error.value.message_dict) == ["photo"]


def test_what_is_wrong_with_a_photo_is_said_beside_its_field():
    heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100
    form = modelform_factory(Doctor, fields=["photo"])

    for data, words in ((heic, "Save it as JPEG"), (picture()[:20_000], "damaged")):
        assert words in str(form(files={"photo": upload(data)}).errors["photo"])


def test_half_a_photo_is_refused_and_nothing_is_saved():
    with pytest.raises(ValidationError, match="damaged"):
        DoctorFactory(photo=upload(picture()[:20_000]))
