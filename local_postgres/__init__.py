"""A PostgreSQL server of the project's own, for every machine where DATABASE_URL is not set.

The server starts with the first connection and stops with the last process that used it.
Every such process holds a shared lock on one file, so the kernel does the counting: a process
that is killed lets go of its lock as well. A server whose last user was killed goes on; the next
process finds it, uses it and stops it.
"""

import atexit
import fcntl
import os

from .server import EmbeddedPostgresError, Server

__all__ = ["EmbeddedPostgresError", "database", "hold", "is_held", "release"]

ENGINE = __name__

_held = {}  # VAR_DIR: the server, and the open file whose lock says that this process uses it


def database(var_dir):
    """The entry for Django's DATABASES. Nothing is started yet."""
    server = Server(var_dir)
    return {
        "ENGINE": ENGINE,
        "NAME": "hospital",
        "USER": "hospital",
        "HOST": str(server.socket_directory),
        "PORT": "5432",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "VAR_DIR": str(server.var_dir),
        "PLACE": str(server.home),
    }


def hold(entry):
    """Make sure the server of this DATABASES entry runs, and keep it running while this process lives.

    Does nothing for an entry of another engine. Call it again when a connection fails.
    """
    if entry["ENGINE"] != ENGINE:
        return
    _forget_other_servers()
    server = Server(entry["VAR_DIR"])
    server.prepare()
    with server.alone():
        users = server.open_users()
        fcntl.flock(users, fcntl.LOCK_SH)
        _let_go(entry["VAR_DIR"])
        _held[entry["VAR_DIR"]] = server, users
        server.start()


def is_held(entry):
    return entry["VAR_DIR"] in _held


def release(entry):
    """Stop using the server. The last one to leave stops it and waits until it has gone."""
    if entry.get("VAR_DIR") not in _held:
        return
    server, users = _held[entry["VAR_DIR"]]
    try:
        with server.alone():
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            server.stop()
    except FileNotFoundError:
        pass  # Somebody removed the whole folder.
    finally:
        fcntl.flock(users, fcntl.LOCK_UN)
        _let_go(entry["VAR_DIR"])


def _let_go(var_dir):
    if var_dir in _held:
        _, users = _held.pop(var_dir)
        os.close(users)


def _forget_other_servers():
    """libpq obeys PGHOSTADDR, PGSERVICE and more; they were set for another server than this one."""
    for name in [name for name in os.environ if name.startswith("PG")]:
        os.environ.pop(name, None)


@atexit.register
def _release_all():
    for var_dir in list(_held):
        release({"VAR_DIR": var_dir})


def _forget_parents_locks():
    # A forked child shares its parent's lock. It takes its own with its own first connection.
    for var_dir in list(_held):
        _let_go(var_dir)


os.register_at_fork(after_in_child=_forget_parents_locks)
