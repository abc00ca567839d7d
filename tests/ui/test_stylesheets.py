"""The stylesheet stays small, mirrors for Arabic, names every colour once and has nothing that no page uses."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from web.stylesheets import ADDED, JOINED, added_css, site_css, smaller

CSS = Path(settings.BASE_DIR) / "static" / "css"
TEMPLATES = Path(settings.BASE_DIR) / "templates"
STYLEGUIDE = "demonstration/styleguide.html"
PARTS = sorted(CSS.rglob("*.css"))

DECLARATION = re.compile(r"(?<=[{;])\s*([a-z-]+)\s*:\s*([^;{}]+)")
CLASS_IN_CSS = re.compile(r"\.(-?[a-z][a-z0-9_-]*)", re.IGNORECASE)
CLASS_ATTRIBUTE = re.compile(r"""\bclass="((?:{%.*?%}|{{.*?}}|[^"])*)\"""")
TAG = re.compile(r"{%.*?%}|{{.*?}}")
WORDS_OF_TAG = re.compile(r"'([\w -]+)'")

PHYSICAL = re.compile(
    r"^(?:(?:min-|max-)?(?:width|height)|left|right|top|bottom|(?:margin|padding|border)-(?:left|right|top|bottom).*"
    r"|scroll-(?:margin|padding)-(?:left|right|top|bottom)|border-(?:top|bottom)-(?:left|right)-radius)$"
)
RAW_COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|hwb|lab|lch|oklab|oklch|color-mix|light-dark)\("
    r"|\b(?:white|black|red|green|blue|gold|gr[ae]y|silver|orange|yellow)\b",
    re.IGNORECASE,
)


def rules(part):
    """A file's rules without comments and without the names inside url()."""
    return re.sub(r"url\([^)]*\)", "", smaller(part))


def classes_in_css():
    strings = re.compile(r'"[^"]*"')
    return {name for part in PARTS for name in CLASS_IN_CSS.findall(strings.sub("", rules(part)))}


def site_templates():
    """All but the admin's pages, its fields and the mails, which are dressed by others."""
    return [path for path in TEMPLATES.rglob("*.html") if not {"admin", "forms", "mail"} & set(path.parts)]


def classes_in_templates():
    found = set()
    for template in site_templates():
        for value in CLASS_ATTRIBUTE.findall(template.read_text()):
            found |= set(TAG.sub(" ", value).split())
            found |= {name for tag in TAG.findall(value) if tag.startswith("{{") for name in WORDS_OF_TAG.findall(tag)}
        found |= {
            name for names in re.findall(r'with [^%]*class="([\w -]+)"', template.read_text()) for name in names.split()
        }
    return found


@pytest.mark.parametrize("added", [name for name in ADDED if name != "desk"])
def test_public_pages_cost_at_most_6_kb_of_css_compressed_and_23_kb_read(added):
    sheets = [site_css(CSS).encode(), added_css(added, CSS).encode()]

    assert sum(map(len, sheets)) <= 23_000
    assert sum(len(gzip.compress(css, 9)) for css in sheets) <= 6_000


def test_no_template_takes_more_than_one_sheet_beside_the_common_one():
    """So the sums above are those of every page: a template and those it extends name one added sheet together."""
    named = {
        path.relative_to(TEMPLATES).as_posix(): set(re.findall(r"css/([a-z]+)\.css", path.read_text())) - {"site"}
        for path in TEMPLATES.rglob("*.html")
    }
    public = {name: sheets for name, sheets in named.items() if not name.startswith("desk/") and name != STYLEGUIDE}

    assert {name: sheets for name, sheets in public.items() if len(sheets) > 1} == {}
    assert set().union(*named.values()) == set(ADDED)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_no_stylesheet_names_a_side_of_the_screen(part):
    physical = [name for name, _value in DECLARATION.findall(rules(part)) if PHYSICAL.match(name)]
    sides = [value for name, value in DECLARATION.findall(rules(part)) if re.search(r"\b(?:left|right)\b", value)]

    assert physical == []
    assert sides == []


@pytest.mark.parametrize("part", [part for part in PARTS if part.name != "tokens.css"], ids=lambda part: part.name)
def test_only_the_tokens_name_colours(part):
    raw = [
        value
        for _name, value in DECLARATION.findall(rules(part))
        if RAW_COLOUR.search(re.sub(r"var\([^)]*\)", "", value))
    ]

    assert raw == []


@pytest.mark.parametrize("part", [part for part in PARTS if part.name != "tokens.css"], ids=lambda part: part.name)
def test_every_token_used_is_defined(part):
    defined = set(re.findall(r"(--[\w-]+):", smaller(CSS / "tokens.css")))

    assert set(re.findall(r"var\((--[\w-]+)\)", smaller(part))) <= defined


def test_every_token_is_used():
    defined = set(re.findall(r"(--[\w-]+):", smaller(CSS / "tokens.css")))
    used = {name for part in PARTS for name in re.findall(r"var\((--[\w-]+)\)", smaller(part))}

    assert defined - used == set()


def test_every_class_of_a_template_has_a_rule():
    assert classes_in_templates() - classes_in_css() == set()


def test_every_class_of_the_stylesheets_is_used_by_a_template():
    assert classes_in_css() - classes_in_templates() == set()


@pytest.mark.parametrize("part", [part for part in PARTS if part.parent != CSS], ids=lambda part: part.name)
def test_a_component_says_where_its_markup_is(part):
    first_line = part.read_text().split("\n", 1)[0]

    assert re.fullmatch(r"/\* .+ Markup: .+ \*/", first_line)
    for path in re.findall(r"templates/[\w/.-]+\.html", first_line):
        assert (Path(settings.BASE_DIR) / path).exists(), path


@pytest.mark.parametrize("folder", ["components", *ADDED])
def test_rules_are_in_their_layer(folder):
    for part in (CSS / folder).glob("*.css"):
        assert smaller(part).startswith("@layer components{"), part.name


@pytest.mark.parametrize(
    ("css", "short"),
    [
        ("a { color : red ; }", "a{color:red}"),
        ("/* why */ a {}\n\n b  c {}", "a{}b c{}"),
        ('a::before { content: "a ; b  /* no */" }', 'a::before{content:"a ; b  /* no */"}'),
        ("a :is(b, c) { }", "a :is(b,c){}"),
        ("a { margin: calc(1px + 2px) }", "a{margin:calc(1px + 2px)}"),
        (
            "@media (min-width: 1px) and (min-height: 2px) { a { b: c } }",
            "@media (min-width:1px) and (min-height:2px){a{b:c}}",
        ),
    ],
)
def test_smaller_keeps_the_meaning(tmp_path, css, short):
    part = tmp_path / "part.css"
    part.write_text(css)

    assert smaller(part) == short


@pytest.mark.parametrize("join", JOINED.values(), ids=JOINED)
def test_the_joined_stylesheet_is_whole_and_keeps_its_names(join):
    css = join(CSS)

    assert css.count("{") == css.count("}")
    assert set(re.findall(r"var\((--[\w-]+)\)", css)) <= set(re.findall(r"(--[\w-]+):", site_css(CSS)))


def test_the_finder_offers_the_joined_files(settings, tmp_path):
    settings.VAR_DIR = tmp_path

    found = Path(finders.find("css/site.css"))

    assert found.read_text() == site_css(CSS)
    assert Path(finders.find("css/desk.css")).read_text() == added_css("desk", CSS)
    assert sorted(path.name for path in found.parent.iterdir()) == ["desk.css", "site.css"]
    assert finders.find("css/nothing.css") is None


def test_the_finder_notices_a_change(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    found = Path(finders.find("css/site.css"))
    found.write_text("an older one")

    finders.find("css/site.css")

    assert found.read_text() == site_css(CSS)
