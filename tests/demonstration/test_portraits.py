"""Invented doctors get drawn portraits, each their own, through the path of every photo; a real person gets none."""

import pytest
import yaml
from django.core.files.storage import default_storage
from PIL import Image, ImageChops, ImageStat

from common.templatetags.drawings import shapes
from demonstration import load as demonstration
from directory.models import Doctor

DIRECTORY = yaml.safe_load((demonstration.FOLDER / "directory.yaml").read_text(encoding="utf-8"))
FILES = sorted((demonstration.FOLDER / "portraits").iterdir())
DRAWN = {path.stem for path in FILES}


@pytest.fixture(scope="module")
def pictures():
    return {path.stem: Image.open(path).convert("RGB").resize((48, 48)) for path in FILES}


def test_nobody_real_gets_an_invented_face():
    real = [doctor["slug"] for doctor in DIRECTORY["doctors"] if "Demo-" not in doctor["name"]["en"]]

    assert real == ["ummer-k"]
    assert not DRAWN & set(real)


def test_most_have_a_portrait_and_somebody_shows_the_neutral_picture():
    listed = {doctor["slug"] for doctor in DIRECTORY["doctors"] if doctor.get("listed", True)}

    assert listed > DRAWN
    assert len(listed - DRAWN) in (1, 2)


def test_no_two_doctors_look_the_same(pictures):
    names = sorted(pictures)
    alike = [
        (one, other)
        for place, one in enumerate(names)
        for other in names[place + 1 :]
        if sum(ImageStat.Stat(ImageChops.difference(pictures[one], pictures[other])).mean) < 15
    ]

    assert alike == []


def test_the_drawings_are_small_files_of_the_size_that_is_shown():
    assert {Image.open(path).format for path in FILES} == {"WEBP"}
    assert {Image.open(path).size for path in FILES} == {(576, 576)}
    assert sum(path.stat().st_size for path in FILES) < 300_000


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
