"""Share one private PostgreSQL in the data directory: the first user starts it, the last one to leave stops it."""

import fcntl
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO
from urllib.parse import quote

from app.database.cluster import PORT, SUPERUSER, Cluster, account_for, listens
from app.errors import DatabaseFailure, SettingFailure

log = logging.getLogger(__name__)


@contextmanager
def embedded(data_dir: Path, *, keep: bool = False) -> Iterator[str]:
    """Run PostgreSQL 18 in `data_dir`/postgres for the time of the block and give its URL.

    Several processes may run the block at once: they share one server, and the last one to leave stops it. Each
    holds a lock that ends with its process, so that one that was killed does not count any more. A server that
    outlived a killed process is taken over, not started twice. With `keep`, a server that dies meanwhile is started
    again at the same address.

    Raises:
        SettingFailure: the directory cannot be made or written.
        DatabaseFailure: the server does not start; the message says why.

    """
    home = data_dir.expanduser().absolute()
    turn, users = open_locks(home)
    with turn, users:
        cluster = Cluster(home / "postgres", account_for(home / "postgres"))
        with locked(turn):
            fcntl.flock(users, fcntl.LOCK_SH)
            try:
                cluster.create()
                socket_directory = cluster.start()
            except BaseException:
                stop_when_last(cluster, users)
                raise
        try:
            with kept(cluster, home) if keep else nullcontext():
                yield address(socket_directory)
        finally:
            with locked(turn):
                stop_when_last(cluster, users)


def open_locks(home: Path) -> tuple[IO[str], IO[str]]:
    """Make the data directory and open its two lock files: whose turn it is, and who uses the server."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        return (home / ".turn").open("w"), (home / ".users").open("w")
    except OSError as error:
        raise SettingFailure(
            f"the data directory {home} cannot be written ({error.strerror}); choose another with --data-dir"
        ) from error


@contextmanager
def locked(turn: IO[str]) -> Iterator[None]:
    """Hold the turn: one process at a time starts or stops the server."""
    fcntl.flock(turn, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(turn, fcntl.LOCK_UN)


@contextmanager
def kept(cluster: Cluster, home: Path) -> Iterator[None]:
    """Start the server again, for the time of the block, within a second or so of its death."""
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(1):
            directory = cluster.socket_directory()
            if directory is not None and listens(directory):
                continue
            log.warning("the embedded PostgreSQL is gone; starting it again")
            with (home / ".turn").open("w") as turn, locked(turn):
                try:
                    cluster.start()
                except DatabaseFailure:
                    log.exception("the embedded PostgreSQL does not start; trying again")

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


def stop_when_last(cluster: Cluster, users: IO[str]) -> None:
    """Stop the server if nobody else uses it."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        fcntl.flock(users, fcntl.LOCK_UN)
    else:
        cluster.stop()


def address(socket_directory: Path) -> str:
    """Return the URL of the server whose socket is in that directory."""
    return f"postgresql://{SUPERUSER}@/{SUPERUSER}?host={quote(str(socket_directory), safe='')}&port={PORT}"
