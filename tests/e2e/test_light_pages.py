"""What a page costs on a phone with slow data: requests, and bytes as a server that compresses sends them."""

import gzip

import pytest
from cms.api import add_plugin
from django.core.files.base import ContentFile
from filer.models import Image as UploadedImage

from content.publishing.services import sign_off
from tests import factories
from tests.content.test_pictures import photo
from tests.e2e.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)

IS_PICTURE = ("image/avif", "image/webp", "image/jpeg", "image/png")


@pytest.fixture
def visit(open_browser):
    """Opens a page on a phone and reads it to its end: a list of (address, is it a picture, bytes)."""

    def read(url):
        page = open_browser(PHONE, device_scale_factor=2)
        answers = []
        page.on("response", lambda answer: answers.append(answer))
        page.goto(url)
        page.evaluate("() => scrollTo({ top: document.body.scrollHeight })")
        for picture in page.locator("img").all():
            picture.scroll_into_view_if_needed()
        page.wait_for_load_state("networkidle")
        # The icon in the tab is asked for once for all pages.
        return [(answer.url, *weighed(answer)) for answer in answers if not answer.url.endswith("icon.svg")]

    return read


def weighed(answer):
    body = answer.body()
    is_picture = answer.headers["content-type"].startswith(IS_PICTURE)
    return is_picture, len(body) if is_picture else len(gzip.compress(body))


def test_a_page_with_four_photos(visit, editor, clinician, publisher):
    factories.HospitalFactory()
    content = factories.draft(editor)
    overview = content.placeholders.get(slot="overview")
    for number in range(4):
        data = ContentFile(photo(size=(1_000, 660 + number)), name=f"{number}.jpg")
        image = UploadedImage.objects.create(file=data, original_filename=f"{number}.jpg")
        add_plugin(overview, "PicturePlugin", "en", image=image, alternative=f"Photo {number}")
    sign_off(content, by=clinician)
    content.versions.get().publish(publisher)

    answers = visit(content.get_absolute_url())

    pictures = [url for url, is_picture, _size in answers if is_picture]
    assert len(pictures) == 4
    assert all(url.endswith("-960.avif") for url in pictures), pictures
    assert len(answers) <= 8, answers
    assert sum(size for _url, _is_picture, size in answers) <= 130_000, answers


def test_the_pages_people_arrive_on_are_light(visit, demonstration):
    for url in ("/en/", "/ml/treatments/botox-therapy-for-neurological-conditions/", "/en/departments/"):
        rest = [(url, size) for url, is_picture, size in visit(url) if not is_picture]
        assert len(rest) <= 8, rest
        assert sum(size for _url, size in rest) <= 50_000, rest
