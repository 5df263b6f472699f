"""Bench: what every measurement shares: sizes, patience, a database server, services and limits to run for a while."""

import os
import pickle
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL

from tests.bench.limits import ADDRESS, READY
from tests.bench.load import pin
from tests.cli.service import Service, environment, free_port, serving

TOTAL_PATIENCE = 1800  # seconds that one command of the bench may take
POSTGRESQL_SETTINGS = ("ALTER SYSTEM SET track_functions = 'all'", "SELECT pg_reload_conf()")


@dataclass
class Bench:
    """One run: `sizes` of the databases, `seconds` of load per measurement, `turns` of which the median counts."""

    server: URL
    home: Path
    sizes: tuple[int, ...]
    seconds: float
    turns: int
    quick: bool
    filled: dict[int, Any] = field(default_factory=dict)
    curves: dict[str, dict[str, dict[int, float]]] = field(default_factory=dict)
    begun: float = field(default_factory=time.perf_counter)

    def say(self, what: str) -> None:
        """Tell whoever waits what is going on."""
        print(f"{time.perf_counter() - self.begun:6.0f} s  {what}", file=sys.stderr, flush=True)  # noqa: T201 - progress of a command

    @property
    def patience(self) -> float:
        """How many seconds one statement may be measured again and again."""
        return 0.25 if self.quick else 1.5

    @property
    def largest(self) -> int:
        """The largest size that every run has: a million rounds unless it is a quick one."""
        return max(size for size in self.sizes if size <= 1_000_000)

    def database(self, size: int) -> URL:
        """Return the address of the database of a size."""
        return self.server.set(database=f"rounds_{size}")

    def folder(self, name: str) -> Path:
        """Return a new or former folder for files."""
        made = self.home / name
        made.mkdir(parents=True, exist_ok=True)
        return made

    def new_database(self, url: URL) -> None:
        """Make an empty database, over a former one of that name."""
        with create_engine(self.server, isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{url.database}" WITH (FORCE)'))
            connection.execute(text(f'CREATE DATABASE "{url.database}"'))

    def revision(self, url: URL) -> int:
        """Return the newest revision of a database."""
        with create_engine(url).connect() as connection:
            return int(connection.execute(text("SELECT max(number) FROM revisions")).scalar_one())

    def settings(self, url: URL) -> dict[str, str]:
        """Return the environment in which commands and services use a database."""
        return {
            "DATABASE_URL": plain(url),
            "BETECH_ALLOW_WRITER": "true",
            "BETECH_DATA_DIR": str(self.folder("data")),
            "BETECH_MAX_ROWS": "100000000",
        }

    @contextmanager
    def service(self, url: URL, *arguments: str, **settings: str) -> Iterator[Service]:
        """Run `betech serve` on a database, its processes kept to the server's core."""
        with serving(self.folder("service"), *arguments, **self.settings(url), **settings) as service:
            pin_all(service.process.pid)
            yield service

    @contextmanager
    def limit(self, application: str, ready: Any, url: URL | None = None) -> Iterator[str]:
        """Run one of the limits on the same server program and give its address."""
        file = self.folder("limits") / application
        file.write_bytes(pickle.dumps(ready))
        port = free_port()
        given = {READY: str(file), ADDRESS: plain(url or self.server)}
        command = [sys.executable, "-m", "tests.bench.limits", application, str(port)]
        with started(command, environment(**given)) as process:
            line = process.stdout.readline() if process.stdout else b""
            if line.strip() != b"started":
                raise RuntimeError(f"{application} did not start")
            pin_all(process.pid)
            yield f"http://127.0.0.1:{port}"


@contextmanager
def started(command: list[str], variables: dict[str, str], **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program for the time of the block."""
    with subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, **options) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def pin_all(process: int) -> None:
    """Keep a program and the processes that it started to the server's core."""
    found = psutil.Process(process)
    for one in (found, *found.children(recursive=True)):
        pin(one.pid, "server")


def plain(url: URL) -> str:
    """Return an address as the settings take it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def run(command: list[str], variables: dict[str, str]) -> str:
    """Run a command to its end and return what it printed; its error is ours."""
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False, timeout=TOTAL_PATIENCE)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[:6])} ended with status {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout


def cache_folder() -> Path:
    """Return where environments of peers are kept between runs."""
    shared = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(shared) if Path(shared).is_absolute() else Path.home() / ".cache") / "betech-bench"
