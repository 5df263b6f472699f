"""A crash in the middle of an import leaves whole revisions only: kill -9 of the command, and of PostgreSQL."""

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError

from app.database.embedded import embedded
from app.database.engine import address, transaction
from app.database.schema import migrate
from app.imports.dataset import load_shipped
from app.imports.load import Order, import_files
from tests.conftest import new_database

KILLS = int(os.environ.get("BETECH_TEST_KILLS", "1"))
ROWS = 3_000
GRACE = 60


def write_sources(path: Path, title: str) -> Path:
    """Write a file in which every source has the same title."""
    lines = (f"crash-{n},De Tijd,{title},https://example.org/{n},nl,press" for n in range(ROWS))
    path.write_text("source_id,publisher,title,url,language,kind\n" + "\n".join(lines) + "\n")
    return path


def command(url: URL, data_dir: Path, path: Path) -> subprocess.Popen[bytes]:
    """Start `betech import sources` in a process group of its own."""
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    arguments = [
        sys.executable,
        "-m",
        "app",
        "import",
        "sources",
        str(path),
        "--reason",
        "x",
        "--data-dir",
        str(data_dir),
    ]
    return subprocess.Popen(
        arguments,
        env={**os.environ, "DATABASE_URL": plain},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def prepare(url: URL, directory: Path) -> None:
    """Bring in the first titles, as revision 2."""
    bring(url, write_sources(directory / "first.csv", "Title 0"))


def bring(url: URL, path: Path) -> None:
    """Import sources in this process."""
    with transaction(url) as connection:
        import_files(connection, [("sources", path)], Order(author="test", reason="x"))


def titles(url: URL) -> dict[int, list[tuple[str, int]]]:
    """Return which titles each revision from 2 on holds, and how often, once nobody else works in the database."""
    with transaction(url) as connection:
        others = text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        deadline = time.monotonic() + GRACE
        while connection.execute(others).scalar_one() and time.monotonic() < deadline:
            connection.execute(text("SELECT pg_stat_clear_snapshot(), pg_sleep(0.05)"))
        held: dict[int, list[tuple[str, int]]] = {}
        for number in (
            connection.execute(text("SELECT number FROM revisions WHERE number > 1 ORDER BY number")).scalars().all()
        ):
            connection.execute(text("SELECT set_config('betech.as_of', :n, true)"), {"n": str(number)})
            counted = text("SELECT title, count(*) AS n FROM vintage.sources WHERE id LIKE 'crash-%' GROUP BY title")
            held[number] = [(row.title, row.n) for row in connection.execute(counted)]
    return held


def is_whole(held: dict[int, list[tuple[str, int]]]) -> bool:
    """Tell whether every revision holds all rows with one title, none of them the title of another revision."""
    said = [rows[0][0] for rows in held.values() if len(rows) == 1 and rows[0][1] == ROWS]
    return len(said) == len(set(said)) == len(held) and list(held) == list(range(2, len(held) + 2))


@contextmanager
def ended(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """Give a process that is over when the block ends."""
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for_import(url: URL, process: subprocess.Popen[bytes]) -> None:
    """Wait until the command has opened its revision, or has ended."""
    with transaction(url) as connection:
        writing = text("SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory')")
        while process.poll() is None and not connection.execute(writing).scalar_one():
            time.sleep(0.005)


@pytest.mark.parametrize("attempt", range(KILLS))
def test_a_killed_command_leaves_whole_revisions(
    server: URL, shipped_template: str, tmp_path: Path, attempt: int
) -> None:
    url = new_database(server, "crashes", shipped_template)
    prepare(url, tmp_path)
    path = write_sources(tmp_path / "next.csv", "Title 1")

    with ended(command(url, tmp_path, path)) as process:
        wait_for_import(url, process)
        time.sleep(secrets.randbelow(800) / 1000)

    assert is_whole(titles(url)), titles(url)
    bring(url, write_sources(path, "Title 2"))
    held = titles(url)
    assert is_whole(held), held
    assert held[max(held)] == [("Title 2", ROWS)]


def postmaster(data_dir: Path) -> int:
    """Return the process id of the private server."""
    return int((data_dir / "postgres" / "postmaster.pid").read_text().splitlines()[0])


@pytest.mark.parametrize("attempt", range((KILLS + 1) // 2))
def test_a_killed_server_leaves_whole_revisions(tmp_path: Path, attempt: int) -> None:
    for directory in (tmp_path, *tmp_path.parents[:2]):  # the server runs as another user when the tests run as root
        directory.chmod(0o755)
    with embedded(tmp_path) as given:
        url = address(given)
        migrate(url)
        with transaction(url) as connection:
            load_shipped(connection)
        prepare(url, tmp_path)
        path = write_sources(tmp_path / "next.csv", "Title 1")
        with ended(command(url, tmp_path, path)) as process:
            wait_for_import(url, process)
            time.sleep(secrets.randbelow(800) / 1000)
            os.kill(postmaster(tmp_path), signal.SIGKILL)
            process.wait(GRACE)

    with embedded(tmp_path) as given:
        held = patiently(address(given))
        assert is_whole(held), held


def patiently(url: URL) -> dict[int, list[tuple[str, int]]]:
    """Return the titles of each revision, as soon as the server has recovered."""
    deadline = time.monotonic() + GRACE
    while True:
        try:
            return titles(url)
        except OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
