"""One picture, one answer: in the library, in the place of another picture, as the photo of a doctor, on a page."""

import re
import resource

import pytest
from cms.api import add_plugin
from cms.toolbar.utils import get_object_edit_url
from django.conf import settings
from django.core.files.base import ContentFile
from django.forms import modelform_factory
from django.utils import translation
from filer.models import File
from filer.models import Image as UploadedImage
from PIL import Image

from common.pictures.formats import HEIC_PICTURE, NO_PICTURE, TOO_LARGE, TOO_MANY_PIXELS
from content.models import Picture
from directory.models import Doctor
from tests import factories
from tests.picture_files import (
    REFUSED,
    REFUSED_BY_THE_LIBRARY,
    SIZE,
    TAKEN,
    drawing,
    photo,
    saved,
    wide_gamut,
    with_notes,
)
from web.uploads import SHOWN_IN_PAGES

pytestmark = pytest.mark.django_db

UPLOAD = "/admin/filer/clipboard/operations/upload/no_folder/"
PhotoForm = modelform_factory(Doctor, fields=["photo"])


@pytest.fixture
def staff(client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("root-of-pictures"))
    return client


def drag(client, data, name):
    return client.post(UPLOAD, {"file": ContentFile(data, name=name)})


def replace(client, image, data, name):
    return client.post(f"/admin/filer/image/{image.pk}/change/", {"name": "knee", "file": ContentFile(data, name=name)})


def stored(data, name="knee.jpg"):
    """As it lies there after a restore, a shell or a fault: nobody has checked it."""
    return UploadedImage.objects.create(file=ContentFile(data, name=name), original_filename=name)


def photo_form(data, name):
    return PhotoForm({}, {"photo": ContentFile(data, name=name)}, instance=factories.DoctorFactory())


def errors_beside(answer, field):
    return " ".join(answer.context["adminform"].form.errors.get(field, []))


@pytest.mark.parametrize("name", TAKEN)
def test_a_picture_that_browsers_can_show_is_taken_in_every_way(staff, name):
    answer = drag(staff, TAKEN[name], name)
    assert answer.status_code == 200, answer.content
    kept = UploadedImage.objects.get()

    block = Picture(image=kept, is_decorative=True)
    block.clean()
    assert kept.file.size == kept.size
    assert block.sources() is not None

    assert replace(staff, stored(photo(), "other.jpg"), TAKEN[name], name).status_code == 302

    form = photo_form(TAKEN[name], name)
    assert form.is_valid(), form.errors
    assert form.save().photo.name.endswith(".webp")


@pytest.mark.parametrize("name", TAKEN)
def test_what_is_kept_is_what_its_name_says_and_nothing_else(staff, name):
    drag(staff, TAKEN[name], name)

    kept = UploadedImage.objects.get()
    with kept.file.open() as file:
        data = file.read()
        with Image.open(file) as picture:
            picture.load()
            said = {"jpg": "JPEG"}.get(name.lower().rsplit(".")[-1], name.upper().rsplit(".")[-1])
            assert picture.format == said
            assert (kept.width, kept.height) == picture.size
            assert max(picture.size) <= 3_000
            assert not picture.info.get("icc_profile")
            assert not picture.getexif()
    assert not any(words in data for words in (b"alert", b"Ward 7", b"script"))


@pytest.mark.parametrize("name", REFUSED)
def test_any_other_file_is_refused_in_words_beside_the_field(staff, name):
    data, words = REFUSED[name]

    answer = drag(staff, data, name)
    assert answer.status_code == 400, answer.content
    assert words in answer.json()["error"]

    image = stored(photo(), "before.jpg")
    before = image.sha1
    answer = replace(staff, image, data, name)
    assert answer.status_code == 200
    assert words in errors_beside(answer, "file")
    assert UploadedImage.objects.get().sha1 == before

    form = photo_form(data, name)
    assert not form.is_valid()
    assert words in " ".join(form.errors["photo"])


@pytest.mark.parametrize("name", REFUSED_BY_THE_LIBRARY)
def test_what_the_library_does_not_keep_is_refused_in_words(staff, name):
    data, words = REFUSED_BY_THE_LIBRARY[name]

    answer = drag(staff, data, name)

    assert answer.status_code == 400, answer.content
    assert words in answer.json()["error"]
    assert not File.objects.exists()
    assert words in errors_beside(replace(staff, stored(photo()), data, name), "file")


@pytest.mark.parametrize("language", ["ml", "hi", "ar"])
def test_refusals_are_the_sites_own_words_in_the_language_of_the_reader(staff, language):
    staff.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    own = {
        "page.jpg": NO_PICTURE,
        "phone.jpg": HEIC_PICTURE,
        "many-pixels.png": TOO_MANY_PIXELS,
        "large.jpg": TOO_LARGE,
    }

    for name, words in own.items():
        said = drag(staff, REFUSED[name][0], name).json()["error"]
        with translation.override(language):
            assert said == str(words)


def test_a_small_file_that_unpacks_to_much_costs_no_memory(staff):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    for name in ("bomb.png", "larger-bomb.png"):
        drag(staff, REFUSED[name][0], name)
        photo_form(REFUSED[name][0], name).is_valid()

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000, "kilobytes"


def test_a_photo_is_turned_and_does_not_say_where_it_was_taken(staff):
    drag(staff, photo(exif=with_notes()), "knee.jpg")

    kept = UploadedImage.objects.get()
    assert (kept.width, kept.height) == (SIZE[1], SIZE[0])
    with Image.open(kept.file.open()) as picture:
        assert not picture.getexif().get_ifd(0x8825)


def test_colours_that_only_good_screens_have_become_the_usual_ones(staff):
    red = Image.new("RGB", SIZE, (200, 60, 60))
    drag(staff, saved(red, "PNG", icc_profile=wide_gamut()), "red.png")

    with Image.open(UploadedImage.objects.get().file.open()) as picture:
        r, g, _b = picture.convert("RGB").getpixel((5, 5))
    assert r > 208
    assert g < 55  # the same red needs more of itself, and less of the others, in the smaller space


def test_what_is_clear_lies_on_white_where_nothing_can_be_clear(staff):
    clear = saved(Image.new("RGBA", SIZE, (0, 0, 0, 0)), "PNG")

    drag(staff, clear, "clear.jpg")
    form = photo_form(clear, "clear.png")
    doctor = form.save()

    for file in (UploadedImage.objects.get().file, doctor.photo):
        with Image.open(file.open()) as picture:
            assert min(picture.convert("RGB").getpixel((5, 5))) > 250


def test_a_drawing_keeps_nothing_that_runs_or_calls_elsewhere(staff):
    evil = (
        b'<script>alert(1)</script><circle onclick="alert(1)" r="9"/><a href="javascript:alert(1)"><circle r="2"/></a>'
        b"<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'><iframe src='//evil'/></body></foreignObject>"
    )
    assert drag(staff, drawing(evil), "knee.svg").status_code == 200

    kept = UploadedImage.objects.get()
    assert kept.file.size == kept.size
    data = kept.file.open().read()
    assert b"circle" in data
    assert not any(words in data for words in (b"alert", b"evil", b"foreign"))


# Files that broke or went later


def lose(image):
    image.file.storage.delete(image.file.name)


def spoil(image):
    with open(image.file.path, "wb") as file:
        file.write(photo()[:300])


@pytest.fixture
def published(editor):
    return factories.past_the_gate(factories.draft(editor))


def place(page, image):
    overview = page.placeholders.get_or_create(slot="overview")[0]
    return add_plugin(overview, "PicturePlugin", "en", image=image, alternative="A knee")


@pytest.mark.parametrize("harm", [lose, spoil])
@pytest.mark.parametrize("when", ["before it is placed", "after"])
def test_a_file_that_is_lost_or_broken_stops_no_page(client, staff, published, harm, when):
    image = stored(photo(size=(900, 600)))
    if when == "after":
        with factories.unguarded():
            place(published, image)
    harm(image)
    image = UploadedImage.objects.get()
    if when != "after":
        with factories.unguarded():
            place(published, image)

    assert staff.get(published.get_absolute_url()).status_code == 200
    for url in (
        f"/admin/filer/image/{image.pk}/change/",
        "/admin/filer/folder/unfiled_images/",
        f"/admin/filer/image/icon/{image.pk}/80/",
        f"/admin/filer/image/expand/{image.pk}",
    ):
        assert staff.get(url, follow=True).status_code in (200, 404), url
    version = published.versions.get()
    draft = version.copy(version.created_by).content
    block = Picture.objects.get(placeholder__in=draft.placeholders.all())
    assert staff.get(f"/admin/cms/placeholder/edit-plugin/{block.pk}/?cms_path=/en/").status_code == 200
    assert staff.get(get_object_edit_url(draft)).status_code == 200


@pytest.mark.parametrize(("harm", "words"), [(lose, "missing"), (spoil, "damaged")])
def test_a_lost_or_broken_file_cannot_be_placed_and_the_form_says_why(staff, harm, words):
    image = stored(photo(size=(900, 600)))
    harm(image)
    form = modelform_factory(Picture, fields=["image", "alternative"])({"image": image.pk, "alternative": "A knee"})

    assert not form.is_valid()
    assert words in " ".join(form.errors["image"])


def test_a_picture_whose_copies_are_there_can_still_get_other_words(staff, published):
    image = stored(photo(size=(900, 600)))
    with factories.unguarded():
        place(published, image)
    lose(image)

    Picture(image=UploadedImage.objects.get(), alternative="Another knee").clean()


def test_a_lost_photo_stops_no_page_of_its_doctor(client, staff):
    doctor = photo_form(photo(), "face.jpg").save()
    doctor.photo.storage.delete(doctor.photo.name)

    for url in (doctor.get_absolute_url(), f"/admin/directory/doctor/{doctor.pk}/change/", "/en/doctors/"):
        assert staff.get(url).status_code == 200, url


# How uploads are sent out


@pytest.mark.parametrize(
    ("path", "is_shown"),
    [
        ("filer_public/x.pdf", False),
        ("filer_public/x.html", False),
        ("filer_public/x", False),
        ("filer_public/x.svg.html", False),
        ("filer_public/x.JPG", True),
        ("filer_public/x.svg", True),
        ("pictures/x-480.avif", True),
        ("doctors/x.webp", True),
    ],
)
def test_all_but_pictures_is_a_download_from_a_sandbox(client, path, is_shown):
    place = settings.MEDIA_ROOT / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"%PDF-1.4 <html><script>alert(1)</script>")

    answer = client.get(f"/media/{path}")

    assert answer["Content-Disposition"].startswith("attachment") != is_shown
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


@pytest.mark.parametrize("path", ["none.pdf", "filer_public/", "../settings.py", "%00.pdf", "a/../../b.pdf"])
def test_an_upload_that_is_not_there_is_not_found(client, path):
    assert client.get(f"/media/{path}", follow=True).status_code in (400, 404)


def test_the_documented_server_in_front_sends_them_out_alike():
    told = (settings.BASE_DIR / "deploy" / "nginx" / "hospital.conf").read_text()

    endings = re.search(r"hospital_disposition \{.*\s+default attachment;\s+~\*\\\.\(([a-z|]+)\)\$ +inline;", told)[1]
    assert {f".{ending}" for ending in endings.split("|")} == set(SHOWN_IN_PAGES)
    media = told[told.index("location /media/") :].split("}")[0]
    for header in (
        "Content-Disposition $hospital_disposition",
        "X-Content-Type-Options nosniff",
        "sandbox; default-src 'none'",
    ):
        assert header in media
