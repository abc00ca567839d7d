"""The drawings: each can be chosen or is used, none is heavy, and a page can show them all with one request."""

import gzip
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from common.templatetags.drawings import shapes
from content.models import Treatment
from directory.models import Department, Drawing
from tests import factories

IMAGES = Path(settings.BASE_DIR) / "static" / "images"
TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))
SVG = "{http://www.w3.org/2000/svg}"


def drawn():
    return {symbol.get("id"): symbol for symbol in ElementTree.parse(IMAGES / "drawings.svg").iter(f"{SVG}symbol")}


def test_every_drawing_can_be_chosen_or_is_used_by_a_template():
    named = {
        name
        for template in TEMPLATES
        if template.name != "demonstration/styleguide.html"
        for name in re.findall(r'(?:scene\.html" with name|scene)="([\w-]+)"', template.read_text())
    }

    assert set(drawn()) == set(Drawing.values) | named


def test_round_drawings_are_square_and_the_others_wide():
    for name, symbol in drawn().items():
        assert symbol.get("viewBox") == ("0 0 96 96" if name in Drawing.values else "0 0 160 96"), name


@pytest.mark.parametrize(("name", "most"), [("drawings.svg", 5_000), ("by-the-water.svg", 3_000)])
def test_drawings_are_small(name, most):
    assert len(gzip.compress((IMAGES / name).read_bytes(), 9)) <= most


@pytest.mark.parametrize("path", sorted(IMAGES.glob("*.svg")), ids=lambda path: path.name)
def test_drawings_hold_nothing_but_drawing(path):
    for element in ElementTree.parse(path).iter():
        assert element.tag.removeprefix(SVG) not in {"script", "style", "image", "foreignObject", "a"}
        assert not [name for name in element.attrib if name.startswith("on") or name == "style"]
        assert element.get("href", "#").startswith("#")


@pytest.mark.django_db
class TestWhichDrawing:
    def test_a_department_without_a_choice_shows_the_hospital(self):
        assert factories.DepartmentFactory().picture == "hospital"

    def test_a_treatment_shows_its_own_or_that_of_its_department(self):
        department = factories.DepartmentFactory(picture="heart")

        assert factories.TreatmentFactory(department=department).drawing == "heart"
        assert factories.TreatmentFactory(department=department, picture="injection").drawing == "injection"
        assert factories.TreatmentFactory(department=None).drawing == "hospital"

    @pytest.mark.parametrize("model", [Department, Treatment])
    def test_the_database_knows_the_drawings_too(self, model):
        thing = factories.DepartmentFactory() if model is Department else factories.TreatmentFactory()

        with pytest.raises(IntegrityError, match="picture_is_drawn"), transaction.atomic():
            model.objects.filter(pk=thing.pk).update(picture="a-unicorn")

    def test_pages_show_it(self, client):
        department = factories.DepartmentFactory(picture="eye")

        assert "images/drawings.svg#eye" in client.get("/en/departments/").text
        assert shapes("drawings.svg")["eye"] in client.get(department.get_absolute_url()).text
