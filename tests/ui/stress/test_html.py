"""The Nu HTML checker: no error and no warning on any page in any language.

Negative control: a page with a forgotten end tag, a doubled id and an unknown attribute has errors.
"""

import json
import subprocess

import pytest

from tests.sizes import figures
from tests.ui.pages import PAGES, PUBLIC, languages_of
from tests.ui.stress.packages import installed, program, version

pytestmark = pytest.mark.django_db

# The admin's pages are Django's and the CMS's own.
OURS = [name for name in PAGES if not name.startswith("admin")]


def complaints(folder):
    """What the checker says about the files of a folder."""
    done = subprocess.run(
        [program("java"), "-jar", installed() / "vnu-jar" / "build" / "dist" / "vnu.jar",
         "--format", "json", "--stdout", "--exit-zero-always", *sorted(folder.glob("*.html"))],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    for each in json.loads(done.stdout)["messages"]:
        place = f"{each['url'].rsplit('/', 1)[1]}:{each.get('lastLine', '')}"
        extract = " ".join(each.get("extract", "").split())[:120]
        yield f"{each.get('subType') or each['type']}: {place}: {each['message']} {extract}"


def test_every_page_is_valid_html(pages, tmp_path):
    for name in OURS:
        for language in languages_of(name):
            (tmp_path / f"{name}.{language}.html").write_text(pages[name, language].html, encoding="utf-8")
    found = list(complaints(tmp_path))
    count = len(list(tmp_path.iterdir()))

    figures("HTML checker", version=version("vnu-jar"), pages=count, complaints=len(found))
    assert count > len(PUBLIC) * 3
    assert not found, "\n".join(found)


def test_errors_are_found(pages, tmp_path):
    html = pages["home", "en"].html.replace("</footer>", "").replace("<h1>", '<h1 id="main" colour="gold">')
    (tmp_path / "broken.html").write_text(html, encoding="utf-8")

    found = list(complaints(tmp_path))
    figures("HTML checker, negative control", complaints=len(found))
    assert len(found) >= 3
