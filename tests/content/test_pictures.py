"""Pictures in running text: what is uploaded is checked and written anew, what is shown is small and has its size."""

import resource
import struct
import zlib
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from cms.api import add_plugin
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from filer.models import Image as UploadedImage
from PIL import Image

from content.models import TreatmentContent
from content.publishing.fingerprint import fingerprint
from tests import factories

pytestmark = pytest.mark.django_db

UPLOAD = "/admin/filer/clipboard/operations/upload/no_folder/"
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30" width="40" height="30"><circle r="9"/></svg>'


def photo(kind="JPEG", size=(900, 600), mode="RGB", **options):
    """Soft like a photo, so that it is small."""
    out = BytesIO()
    Image.effect_noise((16, 12), 90).resize(size, Image.Resampling.BICUBIC).convert(mode).save(out, kind, **options)
    return out.getvalue()


def bomb(side=12_000):
    """A small file that claims 144 million pixels."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" * (side * (side // 8 + 1)), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def stored(data, name="knee.jpg"):
    return UploadedImage.objects.create(file=ContentFile(data, name=name), original_filename=name)


@pytest.fixture
def page(editor):
    content = factories.draft(editor)
    content.versions.update(state="published")
    return content


def place(page, image, **words):
    overview = page.placeholders.get_or_create(slot="overview")[0]
    return add_plugin(overview, "PicturePlugin", "en", image=image, **(words or {"is_decorative": True}))


def pictures(client, page):
    url = TreatmentContent.objects.get(pk=page.pk).get_absolute_url()
    return BeautifulSoup(client.get(url).text, "html.parser").select("figure.picture picture")


def addresses(srcset):
    return {part.split()[0]: int(part.split()[1].removesuffix("w")) for part in srcset.split(", ")}


def test_a_picture_is_offered_in_small_sizes_and_says_how_large_it_is(client, page):
    place(page, stored(photo(size=(2400, 1600))), alternative="A knee")

    (picture,) = pictures(client, page)

    image, source = picture.img, picture.source
    assert (image["width"], image["height"], image["alt"]) == ("1440", "960", "A knee")
    assert source["type"] == "image/avif"
    for found, kind in ((addresses(source["srcset"]), "AVIF"), (addresses(image["srcset"]), "WEBP")):
        assert sorted(found.values()) == [480, 960, 1440]
        for url, width in found.items():
            with default_storage.open(url.removeprefix("/media/")) as file, Image.open(file) as copy:
                assert (copy.format, copy.size) == (kind, (width, width * 2 // 3))
    assert image["src"] in addresses(image["srcset"])


def test_a_small_picture_is_not_blown_up(client, page):
    place(page, stored(photo(size=(600, 300))))

    (picture,) = pictures(client, page)

    assert sorted(addresses(picture.img["srcset"]).values()) == [480, 600]
    assert (picture.img["width"], picture.img["height"]) == ("600", "300")


def test_only_the_first_picture_is_fetched_before_anybody_comes_near(client, page):
    for number in range(3):
        place(page, stored(photo(size=(500 + number, 300))))

    assert [picture.img.get("loading") for picture in pictures(client, page)] == [None, "lazy", "lazy"]


def test_another_file_in_its_place_has_another_address(client, page):
    image = stored(photo(size=(600, 400)))
    place(page, image)
    (before,) = pictures(client, page)

    image.file = ContentFile(photo(size=(600, 300)), name="other.jpg")
    image.save()

    (after,) = pictures(client, page)
    assert before.img["src"] != after.img["src"]
    assert after.img["height"] == "300"
    assert default_storage.exists(after.img["src"].removeprefix("/media/"))


def test_another_file_in_its_place_voids_the_sign_off(page):
    image = stored(photo(size=(600, 400)))
    place(page, image)
    before = fingerprint(page)

    image.file = ContentFile(photo(size=(600, 300)), name="other.jpg")
    image.save()

    assert fingerprint(page) != before


def test_a_drawing_is_shown_as_it_is(client, page):
    place(page, stored(DRAWING, "knee.svg"))

    (picture,) = pictures(client, page)

    assert picture.source is None
    assert picture.img["src"].endswith(".svg")
    assert (picture.img["width"], picture.img["height"]) == ("40", "30")


@pytest.fixture
def upload(client, roles):
    client.force_login(get_user_model().objects.create_superuser("root-of-pictures"))

    def send(data, name):
        return client.post(UPLOAD, {"file": ContentFile(data, name=name)})

    return send


BAD = {
    "page.jpg": b"<html><script>alert(1)</script>",
    "page.html": b"<html><script>alert(1)</script>",
    "page.xml": b"<?xml version='1.0'?><x/>",
    "page.xhtml": b"<html xmlns='http://www.w3.org/1999/xhtml'/>",
    "nothing.png": b"",
    "half.jpg": photo()[:2_000],
    "gif.png": b"GIF89a" + b"\0" * 30,
    "png.jpg": photo("PNG"),
    "animation.gif": b"GIF89a" + b"\0" * 30,
    "program.exe": b"MZ" + b"\0" * 100,
    "program.pdf": b"MZ" + b"\0" * 100,
    "script.js": b"alert(1)",
    "no-ending": b"hello",
    "words.svg": b"no drawing",
    "bomb.png": bomb(),
    "large.jpg": photo() + b"\0" * (10 * 1024 * 1024),
    "large.svg": DRAWING.replace(b"<circle", b" " * (10 * 1024 * 1024) + b"<circle"),
    "many-pixels.png": bomb(6_000),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_what_it_says_or_too_large_is_refused_in_words(upload, name):
    answer = upload(BAD[name], name)

    assert answer.status_code == 400, answer.content
    assert answer.json()["error"]
    assert not UploadedImage.objects.exists()


def test_a_bomb_is_refused_before_it_is_unpacked(upload):
    assert len(BAD["bomb.png"]) < 25_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    upload(BAD["bomb.png"], "bomb.png")

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 15_000, "kilobytes"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_nothing_is_kept_of_an_upload_but_its_picture(upload, kind):
    exif = Image.Exif()
    exif[0x010E] = "Ward 7, bed 3"
    exif[0x0112] = 6  # taken with the phone on its side

    notes = {"exif": exif, "comment": b"Ward 7, bed 3", "xmp": b"<x>Ward 7, bed 3</x>"}

    answer = upload(photo(kind, **notes), f"knee.{kind.lower()}")

    assert answer.status_code == 200, answer.content
    kept = UploadedImage.objects.get()
    assert b"Ward 7" not in kept.file.open().read()
    with Image.open(kept.file.open()) as image:
        assert (image.format, image.size) == (kind, (600, 900))
    assert (kept.width, kept.height) == (600, 900)


def test_a_line_of_pixels_is_shown_as_one(client, page):
    place(page, stored(photo(size=(5_000, 1)), "line.jpg"))

    (picture,) = pictures(client, page)

    assert (picture.img["width"], picture.img["height"]) == ("1440", "1")


def test_a_heic_picture_is_refused_with_what_to_do(upload):
    heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100

    answer = upload(heic, "knee.heic")

    assert answer.status_code == 400
    assert "Save it as JPEG" in answer.json()["error"]


def test_an_enormous_photo_is_kept_smaller(upload):
    upload(photo(size=(5_600, 4_400)), "knee.jpg")

    assert UploadedImage.objects.get().width == 3_000


def test_a_drawing_is_cleaned(upload):
    upload(DRAWING.replace(b"<circle", b"<script>alert(1)</script><circle onclick='alert(1)'"), "knee.svg")

    kept = UploadedImage.objects.get().file.open().read()
    assert b"circle" in kept
    assert b"alert" not in kept


def test_uploads_may_be_kept_and_run_nothing(client):
    default_storage.save("doctors/x-72.avif", ContentFile(b"x"))
    default_storage.save("filer_public/x.svg", ContentFile(DRAWING))

    named_by_content, other = client.get("/media/doctors/x-72.avif"), client.get("/media/filer_public/x.svg")

    assert "immutable" in named_by_content["Cache-Control"]
    assert "no-store" not in other["Cache-Control"]
    assert "immutable" not in other["Cache-Control"]
    assert other["Content-Security-Policy"].startswith("sandbox;")
    assert other["X-Content-Type-Options"] == "nosniff"
