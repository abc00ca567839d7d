"""What the proofs bring from npm into var/npm: never committed, the newest each time."""

import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

HOME = Path(settings.BASE_DIR) / "var" / "npm"
INSTALLED = HOME / "node_modules"
# Lighthouse 13 took away checks that we promise.
WANTED = ("axe-core@latest", "lighthouse@12", "vnu-jar@latest")
ON_DEBIAN = {"node": "nodejs", "npm": "npm", "java": "default-jre-headless"}


def program(name):
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"script/prove look needs {name}. On Debian: apt install {ON_DEBIAN[name]}", pytrace=False)
    return found


@cache
def installed():
    """The folder of the packages, after asking for newer ones. Once in a run."""
    npm = program("npm")
    program("node")
    HOME.mkdir(parents=True, exist_ok=True)
    # Without this, npm would look for a project in the folders above.
    (HOME / "package.json").write_text('{"private": true}\n')
    done = subprocess.run(
        [npm, "install", "--no-audit", "--no-fund", "--no-save", "--loglevel=error", *WANTED],
        cwd=HOME, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        pytest.fail(f"npm could not install {', '.join(WANTED)}:\n{done.stderr[-2000:]}", pytrace=False)
    return INSTALLED


def version(package):
    import json

    return json.loads((installed() / package / "package.json").read_text())["version"]
