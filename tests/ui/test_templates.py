"""Templates obey the content security policy, say what they need, and survive an empty or broken site."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.template.loader import render_to_string

BASE = Path(settings.BASE_DIR)
TEMPLATES = sorted(path for path in (BASE / "templates").rglob("*.html") if "mail" not in path.parts)
SPRITE = BASE / "static" / "images" / "icons.svg"


def name(path):
    return str(path.relative_to(BASE / "templates"))


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_no_template_has_inline_styles_or_scripts(template):
    text = template.read_text()

    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", text)
    assert all('type="application/ld+json"' in tag or "src=" in tag for tag in re.findall(r"<script[^>]*>", text))


@pytest.mark.parametrize("template", [path for path in TEMPLATES if "admin" not in path.parts], ids=name)
def test_a_template_says_first_what_it_is(template):
    assert template.read_text().startswith("{# ")


@pytest.mark.parametrize("template", [path for path in TEMPLATES if "admin" not in path.parts], ids=name)
def test_a_template_leaves_the_comma_to_the_language(template):
    # Inside a text to translate, translators write their own.
    text = re.sub(
        r"{% blocktranslate.*?{% endblocktranslate %}|<script.*?</script>", "", template.read_text(), flags=re.S
    )

    assert not re.search(r", ?{{", text), "use {% comma %}"


def test_every_picture_that_is_used_exists_and_is_used():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', SPRITE.read_text()))
    asked_for = {
        picture
        for template in TEMPLATES
        for picture in re.findall(r'partials/icon\.html" with name="([\w-]+)"', template.read_text())
    }

    assert drawn == asked_for


def test_every_icon_is_drawn_in_the_square_that_its_template_says():
    boxes = dict(re.findall(r'<symbol id="([\w-]+)" viewBox="([\d ]+)"', SPRITE.read_text()))

    for name, box in boxes.items():
        assert f'viewBox="{box}"' in render_to_string("partials/icon.html", {"name": name}), name


@pytest.mark.parametrize("status", [500, 503])
def test_the_page_for_our_own_mistakes_needs_nothing(status):
    # No database mark: a query here would fail the test.
    page = render_to_string(f"{status}.html")

    assert 'href="tel:108"' in page
    assert "<h1>" in page


def test_the_page_for_our_own_mistakes_shows_the_numbers_it_is_given():
    hospital = SimpleNamespace(name="Sample", emergency_number="112", phone="+914952700000")
    page = render_to_string("503.html", {"hospital": hospital})

    assert 'href="tel:112"' in page
    assert 'href="tel:+914952700000"' in page
    assert "tel:108" not in page


# What a name of somebody is called in our templates, where it comes straight from the person.
STAFF_NAME = re.compile(r"(\w+)=[\w.]+\.(?:get_full_name|by_name)\b")
LOOSE_STAFF_NAME = re.compile(
    r"(?<!<bdi>){{ [\w.]+\.(?:get_full_name|by_name)\b|(?<!<bdi>){% firstof [\w.]+\.get_full_name"
)


def loose_names(text):
    """Names of staff outside a bdi: in an Arabic line, a Latin name turns what stands beside it round."""
    found = LOOSE_STAFF_NAME.findall(text)
    for block in re.findall(r"{% blocktranslate.*?{% endblocktranslate %}", text, flags=re.S):
        head, _end, words = block.partition("%}")
        found += [name for name in STAFF_NAME.findall(head) if re.search(rf"(?<!<bdi>){{{{ {name} }}}}", words)]
    return found


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_a_template_keeps_the_names_of_staff_from_turning_a_line(template):
    assert loose_names(template.read_text()) == []


def test_loose_names_are_seen():
    assert loose_names(
        "{{ by.get_full_name }} <bdi>{{ by.get_full_name }}</bdi> {% blocktranslate with who=by.get_full_name %}"
        "{{ who }}{% plural %}<bdi>{{ who }}</bdi>{% endblocktranslate %}"
    ) == ["{{ by.get_full_name", "who"]
