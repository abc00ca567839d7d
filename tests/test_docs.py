"""What the documents name exists: files, commands, variables, links. And nothing here is about one machine."""

import os
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("0*.md"))
NOT_OURS = {".git", ".venv", "var", "__pycache__", ".ruff_cache", ".mypy_cache", ".hypothesis", "node_modules"}
LARGEST_PICTURE = 250_000  # bytes

FOLDERS = "bookings|content|deploy|directory|docs|hospital_site|locale|script|static|templates|tests"
FILE = re.compile(rf"(?<![\w/.-])((?:{FOLDERS})/[\w./-]*|[\w-]+\.(?:py|md|toml|txt)\b)")
COMMAND = re.compile(r"manage\.py (?!\w*…)(\w+)")
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")

# The system's own, and what we set and never read.
NOT_SETTINGS = {"HOME", "PATH", "DJANGO_SETTINGS_MODULE", "PYTEST_XDIST_WORKER"}
READ_BY_PYTHON = re.compile(
    r'\benv(?:_list|_number|_mailbox|_web_address)?\(\s*["\']([A-Z_]+)["\']|environ\.get\("([A-Z_]+)"|'
    r'(?<!del os\.)environ\["([A-Z_]+)"\](?! =)|"([A-Z_]+)" (?:not )?in os\.environ'
)
READ_BY_SHELL = re.compile(r"\$\{([A-Z_]+):?[-+]")

# Written so that this file does not contain them.
NOBODY_ELSES_BUSINESS = re.compile(
    r"(?<![\w.])/wor[k]/|/tm[p]/w\b|(?<!templates)/hom[e]/\w|\bclaud[e]\b|\banthropi[c]\b|\bchatgp[t]\b|\bcopilo[t]\b|\bllm[s]?\b|"
    r"\bsub-?agen[t]s?\b|\bai (?:agen[t]|assistan[t]|sessio[n])|\bworking sessio[n]s?\b|"
    r"pypi\.or[g]|pythonhoste[d]|registry\.npmj[s]|proxy\.golan[g]",
    re.IGNORECASE,
)


def name(path):
    return str(path.relative_to(ROOT))


def prose(document):
    """The document without addresses on the web, which are not files of ours."""
    return re.sub(r"https?://\S+", "", document.read_text(encoding="utf-8"))


def our_files():
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [each for each in folders if each not in NOT_OURS]
        yield from (Path(folder) / each for each in files)


def anchors(document):
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_file_a_document_names_exists(document):
    for path in FILE.findall(prose(document)):
        path = path.rstrip(".")
        assert (ROOT / path).exists() or (document.parent / path).exists(), f"{name(document)} names {path}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_command_a_document_names_exists(document):
    assert set(COMMAND.findall(prose(document))) <= set(get_commands())


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_link_of_a_document_leads_somewhere(document):
    for is_picture, words, target in LINK.findall(document.read_text(encoding="utf-8")):
        if target.startswith("https://"):
            continue
        path, _hash, anchor = target.partition("#")
        linked = document.parent / path if path else document
        assert linked.exists(), f"{name(document)} links to {target}"
        assert not anchor or anchor in anchors(linked), f"{name(document)} links to {target}"
        assert words or not is_picture, f"{target} in {name(document)} has no words for those who do not see it"


def test_every_picture_is_shown_and_small():
    shown = {
        (document.parent / target).resolve()
        for document in DOCUMENTS
        for is_picture, _words, target in LINK.findall(document.read_text(encoding="utf-8"))
        if is_picture
    }

    pictures = {path.resolve() for path in (ROOT / "docs" / "images").iterdir()}
    assert pictures == shown
    assert all(path.stat().st_size < LARGEST_PICTURE for path in pictures)


def test_the_table_of_variables_is_complete_and_has_no_other():
    python = [ROOT / "hospital_site" / name for name in ("settings.py", "serve.py", "proxy/listening.py")]
    python += [ROOT / "gunicorn.conf.py"]
    python += [*(ROOT / "local_postgres").glob("*.py"), *(ROOT / "tests").rglob("*.py")]
    read = {
        found for path in python for groups in READ_BY_PYTHON.findall(path.read_text()) for found in groups if found
    }
    scripts = [*(ROOT / "script").iterdir(), ROOT / ".ci" / "run"]
    read |= {found for path in scripts for found in READ_BY_SHELL.findall(path.read_text())}

    rows = re.findall(r"^\| ((?:`[A-Z_]+`(?:, )?)+) \|", (ROOT / "docs/operations.md").read_text(), re.MULTILINE)
    listed = [found for row in rows for found in re.findall(r"`([A-Z_]+)`", row)]

    assert len(read) > 25
    assert set(listed) == read - NOT_SETTINGS
    assert len(listed) == len(set(listed))


def test_decisions_are_numbered_and_complete():
    index = (ROOT / "docs/decisions/README.md").read_text()

    assert [path.name[:4] for path in DECISIONS] == [f"{number:04}" for number in range(1, len(DECISIONS) + 1)]
    for path in DECISIONS:
        text = path.read_text()
        assert text.startswith(f"# {int(path.name[:4])}. ")
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
        assert f"({path.name})" in index


def test_a_superseded_decision_names_the_one_that_holds_and_is_named_by_it():
    names = {path.name for path in DECISIONS}
    for path in DECISIONS:
        status = path.read_text().splitlines()[2]
        assert re.fullmatch(
            r"Date: \d{4}-\d\d-\d\d · (Accepted|Superseded by \[\d+\]\(\S+\))( · Supersedes .+)?", status
        )
        for successor in re.findall(r"Superseded by \[\d+\]\((\S+)\)", status):
            assert successor in names
            assert f"({path.name})" in (path.parent / successor).read_text().splitlines()[2]
        for old in re.findall(r"\]\((\S+)\)", status.partition("Supersedes")[2]):
            assert f"Superseded by [{int(path.name[:4])}]({path.name})" in (path.parent / old).read_text()


def test_every_decision_the_code_names_exists():
    known = {path.name[:4] for path in DECISIONS}
    for path in our_files():
        if path.suffix in {".py", ".html", ".css", ".md", ".txt"} and path != Path(__file__):
            for number in re.findall(r"docs/decisions/(\d{4})", path.read_text(encoding="utf-8")):
                assert number in known, f"{name(path)} names decision {number}"


def test_nothing_names_a_machine_or_how_the_work_was_done():
    for path in our_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture
        found = NOBODY_ELSES_BUSINESS.search(text)
        assert not found, f"{name(path)} says {found[0]!r}"
