"""Read the files of one command: report what is wrong, stage the rows as long as nothing is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import polars as pl
import psycopg
from sqlalchemy import Connection, Table

from app.imports.cells import Check, canonical, checks_of, database_form, find_wrong
from app.imports.checks import RULES
from app.imports.csv_files import LINE, Piece, UnreadableFile
from app.imports.doubts import DOUBTS
from app.imports.faults import Faults
from app.imports.fields import computed_key, derived_key, key_of
from app.imports.files import SourceFile
from app.imports.references import Known, check_references
from app.imports.staging import csv_of, staging_copy

Progress = Callable[[str, int, int], None]


def no_progress(_file: str, _done: int, _total: int) -> None:
    """Show nothing."""


@dataclass
class Reader:
    """The state of reading the files of one command: what is wrong or doubtful so far, and which keys exist.

    `strict` makes faults of doubts. `merged_ids` tells what a row with an id that was merged into
    another means: a fault in a user's file, nothing in the shipped dataset.
    """

    connection: Connection
    strict: bool = False
    merged_ids: Literal["refused", "allowed"] = "refused"
    progress: Progress = no_progress
    faults: Faults = field(default_factory=Faults)
    doubts: Faults = field(default_factory=Faults)
    known: Known = field(init=False)

    def __post_init__(self) -> None:
        self.known = Known(self.connection)
        if self.strict:
            self.doubts = self.faults


def stage(reader: Reader, source: SourceFile, staging: Table) -> None:
    """Read a file to its end, report what is wrong, and stage its rows as long as nothing is."""
    computed = [key_of(source.table)] if derived_key(source.table) else []
    columns = [field_.name for field_ in source.fields] + computed
    faults, doubts = (
        wanted(source, checks_of_cells(source) + RULES.get(source.table, ())),
        wanted(source, DOUBTS.get(source.table, ())),
    )
    keys: list[pl.DataFrame] = []
    done = 0
    reader.known.prepare(source.table)
    with staging_copy(reader.connection, staging, columns) as copy:
        try:
            for piece in source.pieces():
                rows = check_piece(reader, source, piece, faults, doubts)
                keys.append(rows.select(LINE, *kept_columns(source)))
                write_piece(reader, source, rows, columns, copy)
                done += piece.bytes_read
                reader.progress(source.name, done, source.size)
        except UnreadableFile as error:
            reader.faults.add_one(source.name, error.line, error.problem, error.remedy)
    if keys:
        check_keys(reader, source, pl.concat(keys))


def kept_columns(source: SourceFile) -> list[str]:
    """Return the columns that are needed once the file is read: its key, and references to the table itself."""
    names = [key_of(source.table)]
    names += [field_.name for field_ in source.fields if field_.refers == source.table]
    return [*names, "list", "code"] if source.table == "codes" else names


def checks_of_cells(source: SourceFile) -> tuple[Check, ...]:
    """Return what is asked of each cell of a file."""
    return tuple(check for field_ in source.fields for check in checks_of(field_, excel=source.excel))


def wanted(source: SourceFile, checks: Sequence[Check]) -> list[Check]:
    """Return the checks whose columns the file has: a rule across columns is asked when all of them are there."""
    present = {field_.name for field_ in source.fields}
    return [check for check in checks if {check.column, *check.needs} <= present]


def check_piece(
    reader: Reader, source: SourceFile, piece: Piece, faults: Sequence[Check], doubts: Sequence[Check]
) -> pl.DataFrame:
    """Report what is wrong with some rows and return them as the database reads them, with their key."""
    for bad in piece.problems:
        reader.faults.add_one(source.name, bad.line, bad.problem, bad.remedy, column=bad.column, value=bad.value)
    rows = piece.rows.with_columns(canonical(field_, excel=source.excel) for field_ in source.fields)
    names = {field_.name: field_.csv for field_ in source.fields}
    for checks, found in ((faults, reader.faults), (doubts, reader.doubts)):
        for check, mask in find_wrong(rows, checks):
            cells = piece.rows.filter(mask).select(LINE, pl.col(check.column).alias("value"))
            found.add(source.name, described(cells, check, names[check.column]))
    for field_ in source.fields:
        if field_.refers is not None and field_.refers != source.table:
            check_references(source, field_, rows, reader.known, reader.faults)
    if derived_key(source.table):
        rows = rows.with_columns(computed_key(source.table).alias(key_of(source.table)))
    return rows


def described(cells: pl.DataFrame, check: Check, column: str) -> pl.DataFrame:
    """Return wrong cells as faults, with what to say about each."""

    def say(what: str | Callable[[str | None], str]) -> pl.Series:
        if isinstance(what, str):
            return pl.Series([what] * cells.height, dtype=pl.String)
        return pl.Series([what(value) for value in cells["value"]], dtype=pl.String)

    return cells.with_columns(
        pl.lit(column).alias("column"), say(check.problem).alias("problem"), say(check.remedy).alias("remedy")
    )


def write_piece(reader: Reader, source: SourceFile, rows: pl.DataFrame, columns: list[str], copy: psycopg.Copy) -> None:
    """Send checked rows to the database, unless something is wrong already."""
    if not reader.faults.count and rows.height:
        forms = {field_.name: database_form(field_) for field_ in source.fields}
        copy.write(csv_of(rows.select(LINE, *(forms.get(name, pl.col(name)) for name in columns))))


def check_keys(reader: Reader, source: SourceFile, keys: pl.DataFrame) -> None:
    """Report ids that stand twice or were merged away, then what refers within the table itself.

    The ids count as known from here on, also those of a file with faults, so that no fault is reported twice.
    """
    key = key_of(source.table)
    repeated = keys.filter(pl.col(key).is_not_null() & pl.col(key).is_duplicated())
    first = pl.col(LINE).first().over(key)
    later = repeated.with_columns(first.alias("first")).filter(pl.col(LINE) != pl.col("first"))
    report_keys(reader, source, later, pl.format("the same row stands in line {}", "first"), pl.lit("keep one"))
    survivors = reader.known.merged.get(source.table, {})
    if survivors and reader.merged_ids == "refused":
        gone = keys.filter(pl.col(key).is_in(list(survivors)))
        into = pl.col(key).replace_strict(survivors, default=None, return_dtype=pl.String)
        report_keys(reader, source, gone, pl.format("the id was merged into {}", into), pl.lit("use that id"))
    reader.known.add(source.table, keys)
    for field_ in source.fields:
        if field_.refers == source.table:
            check_references(source, field_, keys, reader.known, reader.faults)


def report_keys(reader: Reader, source: SourceFile, rows: pl.DataFrame, problem: pl.Expr, remedy: pl.Expr) -> None:
    """Report rows by their key; a computed key is named by the columns that it is made of."""
    key = key_of(source.table)
    column = next((field_.csv for field_ in source.fields if field_.name == key), ", ".join(derived_key(source.table)))
    reader.faults.add(
        source.name,
        rows.select(
            LINE,
            pl.lit(column).alias("column"),
            pl.col(key).alias("value"),
            problem.alias("problem"),
            remedy.alias("remedy"),
        ),
    )
