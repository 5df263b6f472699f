"""A loaded database in one transaction that is undone, and files to import made from few words."""

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import URL

from app.imports.load import Order, import_files
from app.imports.revisions import Summary
from tests.conftest import new_database
from tests.factories import DATA

Import = Callable[..., Summary]
WriteFile = Callable[..., Path]


@pytest.fixture(scope="session")
def copied_database(server: URL, shipped_template: str) -> URL:
    """A database with the shipped dataset whose tests undo what they write."""
    return new_database(server, "imports", shipped_template)


@pytest.fixture
def connection(copied_database: URL) -> Iterator[Connection]:
    """A connection to the shipped dataset, in a transaction that is undone after the test."""
    engine = create_engine(copied_database)
    with engine.connect() as connection:
        transaction = connection.begin()
        yield connection
        transaction.rollback()
    engine.dispose()


@pytest.fixture
def bring(connection: Connection) -> Import:
    """Import files of tables, each given as (table, path), with a reason and other words of an order."""

    def run(*files: tuple[str, Path], **order: object) -> Summary:
        return import_files(connection, files, Order(author="test", **order))  # type: ignore[arg-type]  # as given

    return run


@pytest.fixture
def write_file(tmp_path: Path) -> WriteFile:
    """Write a CSV file of some name from its lines, the header first."""

    def write(name: str, *lines: str) -> Path:
        path = tmp_path / name
        path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
        return path

    return write


def shipped_lines(table: str) -> list[dict[str, str]]:
    """Return the rows of a shipped file as they stand there."""
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path: Path, rows: Sequence[dict[str, str]], **style: str) -> Path:
    """Write rows as CSV, with the columns of the first."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n", **style)  # type: ignore[arg-type]  # csv's words
        writer.writeheader()
        writer.writerows(rows)
    return path
