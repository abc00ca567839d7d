"""The stylesheet stays small, mirrors for Arabic, names every colour once and has nothing that no page uses."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from web.stylesheets import ADDED, JOINED, added_css, site_css

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
    return re.sub(r"/\*.*?\*/|url\([^)]*\)", "", part.read_text(), flags=re.DOTALL)


def broken_by(rule):
    """What a rule finds wrong, by the name of the file."""
    return {part.name: wrong for part in PARTS if (wrong := rule(part))}


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
    public = {
        name: sheets
        for name, sheets in named.items()
        if not name.startswith(("desk/", "base_staff")) and name != STYLEGUIDE
    }

    assert {name: sheets for name, sheets in public.items() if len(sheets) > 1} == {}
    assert set().union(*named.values()) == set(ADDED)


def declarations(part):
    return DECLARATION.findall(rules(part))


def test_no_stylesheet_names_a_side_of_the_screen():
    def sides(part):
        return [
            (name, value)
            for name, value in declarations(part)
            if PHYSICAL.match(name) or re.search(r"\b(?:left|right)\b", value)
        ]

    assert broken_by(sides) == {}


def test_only_the_tokens_name_colours():
    def raw_colours(part):
        values = [re.sub(r"var\([^)]*\)", "", value) for _name, value in declarations(part)]
        return part.name != "tokens.css" and [value for value in values if RAW_COLOUR.search(value)]

    assert broken_by(raw_colours) == {}


def test_every_token_used_is_defined():
    defined = set(re.findall(r"(--[\w-]+):", rules(CSS / "tokens.css")))

    assert broken_by(lambda part: set(re.findall(r"var\((--[\w-]+)\)", rules(part))) - defined) == {}


@pytest.mark.parametrize(
    ("css", "side_or_colour"),
    [("a { margin-left: 1px }", True), ("a { float: left }", True), ("a { color: #fff }", True), ("a { b: c }", False)],
)
def test_a_rule_that_breaks_one_of_these_is_seen(tmp_path, css, side_or_colour):
    part = tmp_path / "part.css"
    part.write_text(css)

    [(name, value)] = declarations(part)
    seen = PHYSICAL.match(name) or re.search(r"\b(?:left|right)\b", value) or RAW_COLOUR.search(value)
    assert bool(seen) is side_or_colour


def test_every_token_is_used():
    defined = set(re.findall(r"(--[\w-]+):", rules(CSS / "tokens.css")))
    used = {name for part in PARTS for name in re.findall(r"var\((--[\w-]+)\)", rules(part))}

    assert defined - used == set()


def test_every_class_of_a_template_has_a_rule():
    assert classes_in_templates() - classes_in_css() == set()


def test_every_class_of_the_stylesheets_is_used_by_a_template():
    assert classes_in_css() - classes_in_templates() == set()


def test_a_component_says_where_its_markup_is():
    for part in PARTS:
        if part.parent == CSS:
            continue
        first_line = part.read_text().split("\n", 1)[0]
        assert re.fullmatch(r"/\* .+ Markup: .+ \*/", first_line), part
        for path in re.findall(r"templates/[\w/.-]+\.html", first_line):
            assert (Path(settings.BASE_DIR) / path).exists(), f"{part} names {path}"


@pytest.mark.parametrize("folder", ["components", *ADDED])
def test_rules_are_in_their_layer(folder):
    for part in (CSS / folder).glob("*.css"):
        assert rules(part).lstrip().startswith("@layer components {"), part.name


def test_no_selector_is_lost_or_joined_to_another():
    """A minifier that is no parser turns `.field :is(input)` into `.field:is(input)`, and every field is bare."""
    assert ".field :is(input:not([type=radio],[type=checkbox]),select,textarea){" in site_css(CSS)


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
