"""Invented doctors get drawn portraits, each their own, through the path of every photo; a real person gets none."""

from io import BytesIO

import pytest
import yaml
from django.core.files.storage import default_storage
from PIL import Image, ImageChops, ImageStat

from common.templatetags.drawings import shapes
from demonstration import load as demonstration
from demonstration import portraits
from directory.models import Doctor

DIRECTORY = yaml.safe_load((demonstration.FOLDER / "directory.yaml").read_text(encoding="utf-8"))
DRAWN = {doctor["slug"]: doctor["portrait"] for doctor in DIRECTORY["doctors"] if "portrait" in doctor}


def picture(look):
    return Image.open(BytesIO(portraits.draw(look)))


@pytest.fixture(scope="module")
def pictures():
    return {slug: picture(look).resize((48, 48)) for slug, look in DRAWN.items()}


def test_nobody_real_gets_an_invented_face():
    real = [doctor for doctor in DIRECTORY["doctors"] if "Demo-" not in doctor["name"]["en"]]

    assert [doctor["slug"] for doctor in real] == ["ummer-k"]
    assert not [doctor for doctor in real if "portrait" in doctor]


def test_most_have_a_portrait_and_somebody_shows_the_neutral_picture():
    listed = {doctor["slug"] for doctor in DIRECTORY["doctors"] if doctor.get("listed", True)}

    assert set(DRAWN) < listed
    assert len(listed - set(DRAWN)) in (1, 2)


def test_no_two_doctors_look_the_same(pictures):
    names = sorted(pictures)
    alike = [
        (one, other)
        for place, one in enumerate(names)
        for other in names[place + 1 :]
        if sum(ImageStat.Stat(ImageChops.difference(pictures[one], pictures[other])).mean) < 15
    ]

    assert alike == []


def test_the_same_doctor_looks_the_same_on_every_machine():
    slug, look = next(iter(DRAWN.items()))

    assert portraits.draw(dict(look)) == portraits.draw(dict(look)), slug


def test_drawing_changes_nobodys_description():
    look = next(iter(DRAWN.values()))
    before = dict(look)

    portraits.draw(look)

    assert look == before


@pytest.mark.django_db
def test_a_portrait_is_loaded_as_any_photo_is(client, settings, roles):
    settings.DEMONSTRATION_PORTRAITS = True
    two = {"asha-demo-nair", "rajesh-demo-pillai"}
    directory = yaml.safe_load((demonstration.FOLDER / "directory.yaml").read_text(encoding="utf-8"))
    directory["doctors"] = [doctor for doctor in directory["doctors"] if doctor["slug"] in two]

    demonstration.load_directory(directory)

    drawn, neutral = Doctor.objects.get(slug="asha-demo-nair"), Doctor.objects.get(slug="rajesh-demo-pillai")
    assert not neutral.photo
    assert all(default_storage.exists(drawn.photo.name.replace(".webp", f"-{width}.avif")) for width in (72, 144, 288))
    page = client.get("/en/doctors/").text
    assert drawn.photo.small_url in page
    assert page.count('class="doctor-card__picture"') == 2
    assert page.count(shapes("icons.svg")["person"]) == 1
