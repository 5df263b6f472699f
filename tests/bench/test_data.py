"""Generated records are the same for a seed, are taken by the importer, and are stored alike on both ways in."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from sqlalchemy import Connection, text

from app.imports.files import files_in
from app.imports.load import Order, import_files
from tests.bench.data import fill, generate, main, write_files


def stored(connection: Connection, table: str) -> list[Any]:
    """Return the rows of the newest revision in a table."""
    question = f"SELECT * FROM {table} WHERE revision = (SELECT max(number) FROM revisions) ORDER BY id"
    return [tuple(row) for row in connection.execute(text(question))]


def test_the_same_seed_gives_the_same_records() -> None:
    first, again, other = generate(300), generate(300), generate(300, seed=7)

    for table, frame in first.items():
        assert_frame_equal(frame, again[table])
    assert not first["funding_rounds"].equals(other["funding_rounds"])


def test_the_records_are_of_many_kinds() -> None:
    rounds = generate(3_000)["funding_rounds"]

    assert rounds.height == 3_000
    assert 0.1 < rounds["amount"].null_count() / rounds.height < 0.3
    assert rounds["stage"].n_unique() == 14
    assert rounds["currency"].drop_nulls().n_unique() == 4
    assert rounds.filter(pl.col("investor_ids").str.contains(";")).height > 500


def test_the_importer_takes_every_record_and_doubts_none(undone: Connection, tmp_path: Path) -> None:
    write_files(generate(300), tmp_path)

    summary = import_files(undone, files_in(tmp_path), Order(author="test"))

    assert [(file.table, file.created) for file in summary.files] == [
        ("sources", 60),
        ("companies", 75),
        ("investors", 60),
        ("funding_rounds", 300),
    ]
    assert summary.doubts.count == 0


def test_copied_records_are_stored_as_imported_ones(undone: Connection, tmp_path: Path) -> None:
    tables = generate(300)
    with undone.begin_nested() as savepoint:
        import_files(undone, files_in(write_files(tables, tmp_path)[0].parent), Order(author="test"))
        imported = {table: stored(undone, table) for table in tables}
        savepoint.rollback()

    fill(undone, tables)

    assert {table: stored(undone, table) for table in tables} == imported


def test_the_command_writes_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["data", "40", "--files", str(tmp_path / "new")])

    main()

    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
        "companies.csv",
        "funding_rounds.csv",
        "investors.csv",
        "sources.csv",
    ]
