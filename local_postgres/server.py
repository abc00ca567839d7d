"""One PostgreSQL server in one private folder: made, started and stopped here."""

import fcntl
import os
import shlex
import shutil
import signal
import stat
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from django.db.utils import OperationalError

from . import places

PATIENCE = 60  # seconds
ANSWERS, STARTING_OR_STOPPING, NOBODY_THERE = range(3)  # What pg_isready returns.

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "timezone": "UTC",
    # Statements and error details may hold patients' data: they stay out of the log.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}


class EmbeddedPostgresError(OperationalError):
    """The embedded database cannot be used; the message says what to do."""


class Server:
    def __init__(self, var_dir):
        self.var_dir = Path(var_dir).resolve()
        with suppress(OSError):  # prepare() tells; here it only has to be there to be looked at
            self.var_dir.mkdir(parents=True, exist_ok=True)
        try:
            self.home, self.user = places.home_and_user(self.var_dir)
        except (LookupError, PermissionError) as error:
            raise EmbeddedPostgresError(str(error)) from error
        self.data = self.home / "data"
        self.log = self.home / "log"
        self.socket_directory = places.socket_directory(self.home)

    def prepare(self):
        """Make the private folders. Safe to repeat, and to run in several processes at once."""
        try:
            self.var_dir.mkdir(parents=True, exist_ok=True)
            for folder in {self.home, self.socket_directory}:
                self._make_private(folder)
        except OSError as error:
            raise EmbeddedPostgresError(
                f"{error.filename}: {error.strerror}. Set VAR_DIR to another folder."
            ) from error

    @contextmanager
    def alone(self):
        """One process at a time starts or stops the server."""
        lock = os.open(self.home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            fcntl.flock(lock, fcntl.LOCK_UN)  # Closing is not enough when a child was forked meanwhile.
            os.close(lock)

    def open_users(self):
        return os.open(self.home / "users", os.O_RDWR | os.O_CREAT, 0o600)

    def start(self):
        """Return when the server answers. Must be called alone()."""
        programs = self._programs()
        began = time.monotonic()
        while (answer := self._ask(programs)) != ANSWERS:
            waited = time.monotonic() - began
            if waited > PATIENCE:
                raise EmbeddedPostgresError(f"PostgreSQL does not answer. {self._end_of_log()}")
            if answer == NOBODY_THERE:
                self._launch_or_clear_away(programs, waited)
            time.sleep(0.05)

    def stop(self):
        """Ask nicely, then firmly, until no process is left. Must be called alone()."""
        for request, patience in ((signal.SIGINT, 20), (signal.SIGQUIT, 10), (signal.SIGKILL, 5)):
            self._send(request)
            deadline = time.monotonic() + patience
            while self._processes():
                if time.monotonic() > deadline:
                    break
                time.sleep(0.02)
            else:
                return

    def _make_private(self, folder):
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        status = folder.lstat()
        if status.st_uid == 0 and stat.S_ISDIR(status.st_mode):
            os.chown(folder, *self.user)
        elif status.st_uid != self.user[0] or not stat.S_ISDIR(status.st_mode):
            raise EmbeddedPostgresError(
                f"{folder} belongs to another user. Use that user, or set VAR_DIR to another folder."
            )
        folder.chmod(0o700)

    def _programs(self):
        """PostgreSQL's programs. Where there is no data directory yet, they make one."""
        version_file = self.data / "PG_VERSION"
        wanted = int(version_file.read_text()) if version_file.exists() else None
        programs, major = places.programs(self.user, wanted)
        if programs and not wanted:
            self._initialise(programs, major)
        if not programs and wanted:
            raise EmbeddedPostgresError(
                f"{self.data} was made by PostgreSQL {wanted}, which is not installed. "
                f"Install it (apt install postgresql-{wanted}), or move the folder away to begin with nothing."
            )
        if not programs:
            raise EmbeddedPostgresError(
                "There is no PostgreSQL for this machine. Install one (apt install postgresql), or set DATABASE_URL."
            )
        return programs

    def _initialise(self, programs, major):
        """A complete data directory or none: it gets its name when everything is in it."""
        unfinished = self.home / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        locale = ["--locale-provider=builtin", "--locale=C.UTF-8"] if major >= 17 else ["--locale=C.UTF-8"]
        sync = [] if _fsync() else ["--no-sync"]
        self._run(
            programs / "initdb", "-D", unfinished, "-U", "hospital", "--auth=trust", "--encoding=UTF8", *locale, *sync
        )
        self._run(programs / "postgres", "--single", "-D", unfinished, "postgres", input="CREATE DATABASE hospital\n")
        unfinished.rename(self.data)

    def _launch_or_clear_away(self, programs, waited):
        processes = self._processes()
        if not processes:
            self._launch(programs)
        elif self._postmaster() not in processes:
            self._send(signal.SIGQUIT)  # Its children, still at work after it was killed.
        elif waited > 10:
            self.stop()  # Alive without its socket: nobody can reach it any more.

    def _launch(self, programs):
        # No process works in the data directory, so a process id left in a file is somebody else's by now.
        for left_behind in (self.data / "postmaster.pid", self.socket_directory / ".s.PGSQL.5432.lock"):
            left_behind.unlink(missing_ok=True)
        settings = {**SETTINGS, "unix_socket_directories": f'"{self.socket_directory}"'}
        if not _fsync():
            settings |= {"fsync": "off", "full_page_writes": "off"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        if self.log.exists() and self.log.stat().st_size > 1_000_000:
            self.log.unlink()
        # pg_ctl writes these two into a shell command as they are: so plain names, in the folder that _run() is in.
        where = ["-D", self.data.name, "-l", self.log.name]
        self._run(programs / "pg_ctl", "start", "-w", "-t", PATIENCE, *where, "-o", shlex.join(options))

    def _run(self, *command, **options):
        result = places.run_as(self.user, command, cwd=self.home, **options)
        if result.returncode:
            last_words = " ".join(result.stderr.split())[-300:]
            raise EmbeddedPostgresError(f"{command[0].name} failed: {last_words} {self._end_of_log()}")

    def _ask(self, programs):
        where = ["-h", self.socket_directory, "-p", "5432", "-U", "hospital", "-d", "hospital"]
        return places.run_as(self.user, [programs / "pg_isready", "-q", "-t", "3", *where]).returncode

    def _processes(self):
        """The ids of this server's processes: PostgreSQL works inside its data directory."""
        if not Path("/proc/self").exists():
            return self._postmaster_by_its_file()
        return {int(folder.name) for folder in Path("/proc").glob("[0-9]*") if self._is_ours(folder)}

    def _is_ours(self, folder):
        with suppress(OSError):
            return (folder / "cwd").samefile(self.data) and (folder / "comm").read_text() == "postgres\n"
        return False

    def _postmaster(self):
        with suppress(OSError, ValueError, IndexError):
            return int((self.data / "postmaster.pid").read_text().split()[0])
        return None

    def _postmaster_by_its_file(self):
        """For systems without /proc, such as macOS."""
        with suppress(OSError, TypeError):
            os.kill(self._postmaster(), 0)
            return {self._postmaster()}
        return set()

    def _send(self, request):
        processes = self._processes()
        for process in {self._postmaster()} & processes or processes:
            with suppress(ProcessLookupError):
                os.kill(process, request)

    def _end_of_log(self):
        with suppress(OSError):
            lines = self.log.read_text(errors="replace").splitlines()[-3:]
            return f"The end of {self.log}: {' / '.join(lines)}"
        return ""


def _fsync():
    """Throwaway servers, as the tests use them, do without."""
    return os.environ.get("EMBEDDED_POSTGRES_FSYNC") != "off"
