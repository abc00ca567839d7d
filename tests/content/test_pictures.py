"""Pictures in running text: what is uploaded is checked and written anew, what is shown is small and has its size."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from cms.api import add_plugin
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from filer.models import Image as UploadedImage
from PIL import Image

from common.pictures.copies import copies
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


def stored(data, name="knee.jpg"):
    return UploadedImage.objects.create(file=ContentFile(data, name=name), original_filename=name)


@pytest.fixture
def page(editor):
    return factories.draft(editor)


def place(page, image, **words):
    overview = page.placeholders.get_or_create(slot="overview")[0]
    return add_plugin(overview, "PicturePlugin", "en", image=image, **(words or {"is_decorative": True}))


def pictures(client, page):
    url = factories.past_the_gate(page).get_absolute_url()
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
    before = copies(image)

    image.file = ContentFile(photo(size=(600, 300)), name="other.jpg")
    image.save()

    (after,) = pictures(client, page)
    assert before["url"] != after.img["src"]
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


def test_an_enormous_photo_is_kept_smaller(upload):
    upload(photo(size=(5_600, 4_400)), "knee.jpg")

    assert UploadedImage.objects.get().width == 3_000


def test_uploads_may_be_kept_and_run_nothing(client):
    default_storage.save("doctors/x-72.avif", ContentFile(b"x"))
    default_storage.save("filer_public/x.svg", ContentFile(DRAWING))

    named_by_content, other = client.get("/media/doctors/x-72.avif"), client.get("/media/filer_public/x.svg")

    assert "immutable" in named_by_content["Cache-Control"]
    assert "no-store" not in other["Cache-Control"]
    assert "immutable" not in other["Cache-Control"]
    assert other["Content-Security-Policy"].startswith("sandbox;")
    assert other["X-Content-Type-Options"] == "nosniff"
