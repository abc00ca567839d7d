"""The styleguide shows every component in every state, in every language."""

import pytest
from bs4 import BeautifulSoup
from django.conf import settings

from tests.ui.test_stylesheets import CLASS_IN_CSS, CSS, rules
from web.stylesheets import ADDED

pytestmark = pytest.mark.django_db

# The desk's pages and the leaflet have their sheets for themselves; look at them there.
SHOWN = ["components", *(folder for folder in ADDED if folder not in ("desk", "leaflet"))]
PARTS = [part for folder in SHOWN for part in sorted((CSS / folder).glob("*.css"))]


@pytest.fixture
def shown(editor, client):
    client.force_login(editor)
    return lambda language="": BeautifulSoup(client.get("/styleguide/", {"language": language}).content, "html.parser")


@pytest.fixture(scope="module")
def classes(pages):
    """Every class on the styleguide."""
    soup = BeautifulSoup(pages["styleguide", "en"].html, "html.parser")
    return {name for element in soup(class_=True) for name in element["class"]}


@pytest.mark.parametrize("part", PARTS, ids=lambda part: f"{part.parent.name}/{part.name}")
def test_each_part_of_the_look_is_on_the_styleguide(part, classes):
    named = {name for name in CLASS_IN_CSS.findall(rules(part)) if not name.isdigit()}

    assert named - classes == set(), "show it in templates/demonstration/styleguide.html"


@pytest.mark.parametrize("language", dict(settings.LANGUAGES))
def test_the_styleguide_is_there_in_every_language(language, shown):
    soup = shown(language)

    assert soup.html["lang"] == language
    assert soup.html["dir"] == ("rtl" if language == "ar" else "ltr")
    assert soup.select(".field--error")
    assert soup.select(".error-summary a")
    for link in soup.select(".error-summary a"):
        assert soup.find(id=link["href"].removeprefix("#")), link["href"]


def test_visitors_do_not_see_the_styleguide(client):
    assert client.get("/styleguide/", follow=True).status_code == 404
