"""Bringing in: `betech import` of every size, held against a bare COPY and MERGE of the same rows."""

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import create_engine, text

from app.database.engine import transaction
from tests.bench.bench import Bench, plain, run
from tests.bench.data import generate, stored_rows, write_files
from tests.bench.goals import Goal, at_least, at_most, at_most_times, once
from tests.cli.service import environment

PART = 0.7
PEAK_MB = 600.0
HISTORY = ("keep_former", "check_revision")


@dataclass(frozen=True, slots=True)
class Brought:
    """What an import of rounds cost: seconds in all, of them for history and for prepared tables; megabytes at most."""

    rows: int
    seconds: float
    history: float
    prepared: float
    peak_mb: float

    @property
    def itself(self) -> float:
        """The seconds without history and prepared tables."""
        return self.seconds - self.history - self.prepared


def fill(bench: Bench, size: int) -> Brought:
    """Make the database of a size by importing generated files, and return what its rounds cost."""
    url, folder = bench.database(size), bench.folder(f"files_{size}")
    bench.say(f"importing {size:,} generated rounds")
    bench.new_database(url)
    rounds = next(path for path in write_files(generate(size), folder) if path.stem == "funding_rounds")
    aside = rounds.rename(bench.folder(f"rounds_{size}") / rounds.name)
    settings = environment(**bench.settings(url))
    run([sys.executable, "-m", "app", "import", str(folder), "--author", "bench"], settings)
    with create_engine(url).begin() as connection:
        connection.execute(text("SELECT pg_stat_reset()"))
    report = bench.home / "report.json"
    run([sys.executable, "-m", "tests.bench.timed", str(report), "import", str(aside), "--author", "bench"], settings)
    with create_engine(url, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("VACUUM (ANALYZE)"))
    return brought(bench, size, json.loads(report.read_text()))


def brought(bench: Bench, size: int, report: dict[str, Any]) -> Brought:
    """Tell apart what an import did."""
    with create_engine(bench.database(size)).connect() as connection:
        history = connection.execute(
            text("SELECT COALESCE(sum(total_time), 0) / 1000 FROM pg_stat_user_functions WHERE funcname = ANY(:names)"),
            {"names": list(HISTORY)},
        ).scalar_one()
    return Brought(size, report["seconds"], float(history), report["prepared"], report["peak_mb"])


def bare(bench: Bench, size: int, file: Path) -> float:
    """Return the seconds of a bare COPY and MERGE into a table with the same columns, checks and indexes."""
    with psycopg.connect(plain(bench.database(size))) as connection:
        connection.execute("CREATE SCHEMA IF NOT EXISTS bare")
        connection.execute("DROP TABLE IF EXISTS bare.funding_rounds")
        connection.execute("CREATE TABLE bare.funding_rounds (LIKE public.funding_rounds INCLUDING ALL)")
        connection.commit()
        with file.open("rb") as rows:
            columns = rows.readline().decode().strip()
            begun = time.perf_counter()
            connection.execute("CREATE TEMPORARY TABLE given (LIKE public.funding_rounds) ON COMMIT DROP")
            with connection.cursor().copy(f"COPY given ({columns}) FROM STDIN (FORMAT csv)".encode()) as copy:
                while block := rows.read(1 << 18):
                    copy.write(block)
            connection.execute(merge_of(columns.split(",")).encode())
            connection.commit()
            took = time.perf_counter() - begun
        connection.execute("DROP SCHEMA bare CASCADE")
    return took


def merge_of(columns: list[str]) -> str:
    """Return the statement that merges staged rows by their key."""
    rest = [name for name in columns if name != "id"]
    return (
        f"MERGE INTO bare.funding_rounds AS live USING given ON live.id = given.id WHEN MATCHED THEN UPDATE SET"
        f" {', '.join(f'{name} = given.{name}' for name in rest)} WHEN NOT MATCHED THEN INSERT ({', '.join(columns)})"
        f" VALUES ({', '.join(f'given.{name}' for name in columns)})"
    )


def stored_file(bench: Bench, size: int) -> Path:
    """Write the rounds of a size as the table stores them, with a header, for the bare COPY."""
    path = bench.folder("bare") / f"{size}.csv"
    with transaction(bench.database(size)) as connection:
        stored_rows(connection, "funding_rounds", generate(size)["funding_rounds"], 1).write_csv(
            path, float_precision=10
        )
    return path


def fill_missing(bench: Bench) -> None:
    """Make the databases that are not there yet."""
    for size in bench.sizes:
        if size not in bench.filled:
            bench.filled[size] = fill(bench, size)


def measure(bench: Bench) -> Iterator[Goal]:
    """Import every size; compare the largest usual one with the limit, before and after."""
    fill_missing(bench)
    size = bench.largest
    ours = bench.filled[size]
    file = stored_file(bench, size)
    bench.say(f"bare COPY and MERGE of {size:,} rounds")
    theirs = min(bare(bench, size, file) for _ in range(2))
    what = f"import of {size:,} rounds"
    yield at_least(what, PART, "bare COPY and MERGE, same indexes", once(size / theirs, size / ours.itself), "rows/s")
    yield at_most_times(
        "history and prepared tables of that import",
        1.0,
        "the import without them",
        once(ours.itself, ours.history + ours.prepared),
        "s",
        note=f"history {ours.history:.1f} s, prepared {ours.prepared:.1f} s",
    )
    yield at_most("peak memory of that import", PEAK_MB, ours.peak_mb, "MB")
