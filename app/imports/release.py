"""Releases: the whole data of one revision as files that never change again."""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import orjson
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Connection, Double, Numeric, Select, cast, collate, select, text

from app.errors import CommandFailure, SettingFailure
from app.imports.export import write_blocks
from app.imports.fields import key_of, kind_of, stored
from app.imports.release_schema import code_lists, columns_of, csv_name, described_table
from app.tables import TABLES, Revision

FOLDER = "releases"
MANIFEST = "manifest.json"
UNFINISHED = ".unfinished-"
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
ROWS_PER_GROUP = 65_536
TYPES: Mapping[str, tuple[pl.DataType, pa.DataType]] = {
    "text": (pl.String(), pa.string()),
    "list": (pl.List(pl.String()), pa.list_(pa.string())),
    "integer": (pl.Int32(), pa.int32()),
    "number": (pl.Float64(), pa.float64()),
    "boolean": (pl.Boolean(), pa.bool_()),
    "date": (pl.Date(), pa.date32()),
}


@dataclass(frozen=True, slots=True)
class Release:
    """A release on disk; `made` is false when it was there already."""

    version: int
    directory: Path
    made: bool


def write_release(connection: Connection, data_dir: Path) -> Release:
    """Write the files of the newest revision; a release that is there is left as it is.

    The files are written aside and renamed into place when they are complete, so that a release is there whole or not at
    all, whatever ends the command.

    Raises:
        CommandFailure: the database holds no data yet.
        SettingFailure: the directory cannot be written.

    """
    connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
    newest = connection.execute(
        select(Revision.number, Revision.created_at).order_by(Revision.number.desc()).limit(1)
    ).one_or_none()
    if newest is None:
        raise CommandFailure("the database holds no data yet; there is nothing to release")
    home = data_dir / FOLDER
    try:
        with alone(home):
            return fill(connection, home, newest.number, newest.created_at.isoformat())
    except OSError as error:
        raise SettingFailure(f"the release cannot be written to {home} ({error.strerror})") from error


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Hold the folder of releases: one command at a time writes there, and clears what a killed one left."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in home.glob(f"{UNFINISHED}*"):
            shutil.rmtree(left)
        yield


def fill(connection: Connection, home: Path, version: int, time: str) -> Release:
    """Write the files of a revision aside and put them in their place."""
    place = home / str(version)
    if place.exists():
        return Release(version, place, made=False)
    aside = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=home))
    try:
        known = code_lists(connection)
        tables = [write_table(connection, table, aside, known) for table in TABLES]
        manifest = {"name": "betech", "data_version": version, "time": time, "licence": LICENCE, "tables": tables}
        with kept(aside / MANIFEST) as file:
            file.write(orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        aside.chmod(0o755)  # a temporary directory is its owner's alone
        aside.rename(place)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    sync(home)
    return Release(version, place, made=True)


def write_table(
    connection: Connection, table: str, directory: Path, known: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """Write the files of one table and return what the manifest says of it."""
    described = described_table(table, known)
    with kept(directory / f"{table}.csv") as file:
        write_blocks(connection, table, file)
    with kept(directory / f"{table}.parquet") as file:
        rows = write_parquet(connection, table, file)
    files = {suffix: measured(directory / f"{table}.{suffix}") for suffix in ("csv", "parquet")}
    return {**described, "rows": rows, "files": files}


def write_parquet(connection: Connection, table: str, file: IO[bytes]) -> int:
    """Write all columns of a table as Parquet, row group by row group, ordered by key; return how many rows."""
    columns = [(csv_name(column), *TYPES[kind_of(column)]) for column in columns_of(table)]
    schema = pa.schema([(name, arrow) for name, _, arrow in columns])
    rows = 0
    found = connection.execution_options(yield_per=ROWS_PER_GROUP).execute(numbers_as_floats(table))
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for part in found.partitions():
            frame = pl.DataFrame(part, [(name, kind) for name, kind, _ in columns], orient="row")
            writer.write_table(frame.to_arrow().cast(schema))
            rows += len(part)
    return rows


def numbers_as_floats(table: str) -> Select[Any]:
    """Return the statement that reads a table as Parquet holds it."""
    columns = (cast(part, Double) if isinstance(part.type, Numeric) else part for part in columns_of(table))
    return select(*columns).order_by(collate(stored(table).columns[key_of(table)], "C"))


def measured(path: Path) -> dict[str, Any]:
    """Return name, size and SHA-256 of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"path": path.name, "bytes": path.stat().st_size, "sha256": digest}


@contextmanager
def kept(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for writing; when the block ends, what it holds has reached the disk."""
    with path.open("wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def sync(directory: Path) -> None:
    """Wait until the names in a directory have reached the disk."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
