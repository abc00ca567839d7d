"""A Debian with nothing in it, in a folder: the commands of a document are typed there as an operator types them.

Root only, and the ports of the document (80, 443, 5432, 8000) must be free: the network is this machine's. What a
machine needs to reach its packages (folders, pip's configuration) is named in PROVE_DOCS_MOUNTS, separated by colons.
"""

import contextlib
import os
import pty
import select
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

PORTS = (80, 443, 5432, 8000)
# In place of systemd, which does not run in a folder: it starts what a unit says, as the user and with the settings
# that it names. Editors open nothing.
SYSTEMCTL = r"""#!/bin/bash
case "$1" in
enable) shift 2
    for unit in "$@"; do
        file=/etc/systemd/system/$unit.service
        value() { sed -n "s/^$1=//p" $file; }
        (set -a; . "$(value EnvironmentFile)"; set +a; cd "$(value WorkingDirectory)"
         exec setsid runuser -u "$(value User)" -- $(value ExecStart)) </dev/null >/var/log/$unit.log 2>&1 &
    done
    sleep 1 ;;
reload) nginx ;;
esac
"""


class Debian:
    def __init__(self, folder):
        self.folder = folder

    def type(self, user, commands, answers=(), timeout=600):
        """In one shell of this user, as at a terminal; `answers` are [(words of a prompt, what is typed then)].

        Returns everything that was seen. Raises AssertionError where a command fails.
        """
        shell = ["chroot", self.folder, "runuser", "-u", user, "--", "bash", "-e", "-c", "set -e\n" + commands]
        process, terminal = pty.fork()
        if process == 0:
            home = "/root" if user == "root" else "/"
            ours = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "PATH", "LANG"))}
            environment = {**ours, "HOME": home, "TERM": "dumb", "DEBIAN_FRONTEND": "noninteractive"}
            os.execvpe(shell[0], [str(part) for part in shell], environment)
        seen, answers, deadline = "", list(answers), time.monotonic() + timeout
        while time.monotonic() < deadline:
            if not select.select([terminal], [], [], 1)[0]:
                continue
            try:
                seen += os.read(terminal, 65536).decode(errors="replace")
            except OSError:  # it has ended
                break
            if answers and answers[0][0] in seen.rpartition("\n")[2]:
                os.write(terminal, f"{answers.pop(0)[1]}\n".encode())
        os.close(terminal)
        _pid, status = os.waitpid(process, 0)
        assert os.waitstatus_to_exitcode(status) == 0, f"{commands}\n{seen[-3000:]}"
        return seen

    def write(self, path, text, mode=0o644):
        place = self.folder / path.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
        place.chmod(mode)


@contextlib.contextmanager
def made():
    """It is made by debootstrap, and gone afterwards with everything that was started in it."""
    for port in PORTS:
        with socket.create_server(("127.0.0.1", port)):
            pass
    folder = Path(tempfile.mkdtemp(prefix="hospital-debian-", dir="/tmp"))
    folder.chmod(0o755)
    mounts = []
    try:
        subprocess.run(
            ["debootstrap", "--variant=minbase", "--include=ca-certificates", "bookworm", folder],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        for source in filter(None, ["/proc", "/dev", "/dev/pts", *os.environ.get("PROVE_DOCS_MOUNTS", "").split(":")]):
            there = folder / source.lstrip("/")
            if Path(source).is_dir():
                there.mkdir(parents=True, exist_ok=True)
            else:
                there.parent.mkdir(parents=True, exist_ok=True)
                there.touch()
            subprocess.run(["mount", "--bind", source, there], check=True)
            mounts.append(there)
        for name in ("etc/resolv.conf", "etc/ssl/certs/ca-certificates.crt"):  # it trusts whom this machine trusts
            shutil.copy(f"/{name}", folder / name)
        yield Debian(folder)
    finally:
        _end_all_in(folder)
        for there in reversed(mounts):
            subprocess.run(["umount", "--lazy", there], check=True)
        shutil.rmtree(folder, ignore_errors=True)


def _end_all_in(folder):
    """Everything whose root is there."""
    for number in ("TERM", "KILL"):
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if (process / "root").readlink() == folder:
                    os.kill(int(process.name), {"TERM": 15, "KILL": 9}[number])
        time.sleep(3 if number == "TERM" else 0.5)
