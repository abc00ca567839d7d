"""What people and services meet who work on the project: workflow, hooks, templates. They follow the scripts."""

import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
GITHUB = ROOT / ".github"


def read(path):
    return yaml.safe_load((ROOT / path).read_text())


def ci_job():
    return read(".github/workflows/ci.yml")["jobs"]["test"]


@pytest.mark.parametrize("path", [*GITHUB.rglob("*.yml"), ROOT / ".pre-commit-config.yaml"], ids=lambda path: path.name)
def test_every_file_for_services_is_yaml(path):
    assert isinstance(yaml.safe_load(path.read_text()), dict)


def test_ci_runs_the_one_script_on_every_python_that_we_support():
    oldest = re.search(r'requires-python = ">=([\d.]+)"', (ROOT / "pyproject.toml").read_text())[1]
    pythons = ci_job()["strategy"]["matrix"]["python"]

    assert ci_job()["steps"][-1] == {"run": ".ci/run"}
    assert pythons == ["3.11", "3.12", "3.13"]
    assert pythons[0] == oldest
    assert f"--python-version {oldest}" in (ROOT / "script/lock").read_text()


def test_ci_runs_once_as_an_ordinary_owner_of_a_database():
    step = next(step for step in ci_job()["steps"] if "An ordinary PostgreSQL" in step.get("name", ""))

    assert ci_job()["strategy"]["matrix"]["include"] == [{"python": "3.11", "database": "PostgreSQL 15"}]
    assert "CREATE ROLE hospital LOGIN CREATEDB NOSUPERUSER" in step["run"]
    assert "CREATE ROLE hospital LOGIN CREATEDB NOSUPERUSER" in (ROOT / "CONTRIBUTING.md").read_text()


def test_hooks_run_tools_that_are_locked_and_that_the_check_runs_too():
    hooks = read(".pre-commit-config.yaml")["repos"][0]["hooks"]
    locked, check = (ROOT / "requirements-dev.txt").read_text(), (ROOT / "script/check").read_text()

    for hook in hooks:
        tool = hook["entry"].split()[0].removeprefix(".venv/bin/")
        assert re.search(rf"^{tool}==", locked, re.MULTILINE)
        assert tool in check
