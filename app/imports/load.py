"""Bring files into the database: read and checked piece by piece, staged, compared, written as one revision."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
import psycopg
from sqlalchemy import Connection, Table, and_, case, exists, literal, or_, select

from app.errors import ImportFailure
from app.imports.cells import Check, canonical, checks_of, database_form, find_wrong
from app.imports.checks import RULES
from app.imports.csv_files import LINE, Piece, UnreadableFile
from app.imports.faults import SHOWN, Faults
from app.imports.fields import computed_key, derived_key, key_of, stored
from app.imports.files import SourceFile, open_source
from app.imports.money import CONVERSIONS, converted, fill_missing, pairs_of, prepare_rates
from app.imports.references import Known, check_references
from app.imports.revisions import FileSummary, Summary, begin_revision, close_revision
from app.imports.staging import complete, count, csv_of, staged, staging_copy

Progress = Callable[[str, int, int], None]


def no_progress(_file: str, _done: int, _total: int) -> None:
    """Show nothing."""


@dataclass
class Order:
    """What an import was asked to do, beside its files."""

    author: str
    reason: str | None = None
    dry_run: bool = False
    report: Path | None = None
    progress: Progress = no_progress


@dataclass
class Reader:
    """The state of reading the files of one command: what is wrong so far, and which keys exist."""

    connection: Connection
    faults: Faults = field(default_factory=Faults)
    known: Known = field(init=False)

    def __post_init__(self) -> None:
        self.known = Known(self.connection)


def import_files(connection: Connection, files: Sequence[tuple[str, Path]], order: Order) -> Summary:
    """Import files of tables in the given order, as one revision or not at all.

    Raises:
        ImportFailure: something is wrong with a file; nothing was written.

    """
    savepoint = connection.begin_nested()
    try:
        number = begin_revision(connection, kind="import", author=order.author, reason=order.reason)
        summary = Summary(revision=number, dry_run=order.dry_run)
        reader = Reader(connection)
        for table, path in files:
            done = import_file(reader, table, path, number, order.progress)
            if done is not None:
                summary.files.append(done)
        refuse(reader.faults, order.report)
        if any(file.table == "fx_rates" and file.altered for file in summary.files):
            summary.converted = fill_missing(connection, number)
        if summary.needs_reason and not order.reason and not order.dry_run:
            raise ImportFailure("rows that exist would change; say why with --reason")
        close_revision(connection, number, summary.files)
    except BaseException:
        savepoint.rollback()
        raise
    if order.dry_run or not summary.altered:
        savepoint.rollback()
        summary.revision = None
    else:
        savepoint.commit()
    return summary


def refuse(faults: Faults, report: Path | None) -> None:
    """Raise ImportFailure when anything is wrong; the report, where one is wanted, has every fault."""
    if report is not None:
        faults.write(report)
    if faults.count:
        count_ = f"{faults.count:,} fault{'s' if faults.count > 1 else ''}"
        raise ImportFailure(f"{count_} in {', '.join(faults.files)}; nothing was written", faults.first(SHOWN))


def import_file(reader: Reader, table: str, path: Path, revision: int, progress: Progress) -> FileSummary | None:
    """Read one file and write its rows into the open revision; None when anything was wrong so far."""
    source = open_source(table, path, reader.faults)
    if source is None:
        return None
    with staged(reader.connection, table) as staging:
        stage(reader, source, staging, progress)
        if reader.faults.count:
            return None
        complete(reader.connection, staging, table, source.fields)
        total = count(reader.connection, staging)
        created, changed = write(reader.connection, staging, table, revision)
    return FileSummary(table, source.name, source.sha256, created, changed, total - created - changed)


def stage(reader: Reader, source: SourceFile, staging: Table, progress: Progress) -> None:
    """Read a file to its end, report what is wrong, and stage its rows as long as nothing is."""
    computed = [key_of(source.table)] if derived_key(source.table) else []
    columns = [field_.name for field_ in source.fields] + computed
    checks = wanted_checks(source)
    keys: list[pl.DataFrame] = []
    done = 0
    reader.known.prepare(source.table)
    with staging_copy(reader.connection, staging, columns) as copy:
        try:
            for piece in source.pieces():
                rows = check_piece(reader, source, piece, checks)
                keys.append(rows.select(LINE, *key_columns(source.table)))
                write_piece(reader, source, rows, columns, copy)
                done += piece.bytes_read
                progress(source.name, done, source.size)
        except UnreadableFile as error:
            reader.faults.add_one(source.name, error.line, error.problem, error.remedy)
    if keys:
        check_keys(reader, source, pl.concat(keys))


def key_columns(table: str) -> list[str]:
    """Return the key of a table, and for the small code lists what names the list."""
    return [key_of(table), "list", "code"] if table == "codes" else [key_of(table)]


def write_piece(reader: Reader, source: SourceFile, rows: pl.DataFrame, columns: list[str], copy: psycopg.Copy) -> None:
    """Send checked rows to the database, unless something is wrong already."""
    if not reader.faults.count and rows.height:
        forms = {field_.name: database_form(field_) for field_ in source.fields}
        copy.write(csv_of(rows.select(LINE, *(forms.get(name, pl.col(name)) for name in columns))))


def wanted_checks(source: SourceFile) -> list[Check]:
    """Return what is asked of each row of a file; a rule across columns is asked when all of them are there."""
    present = {field_.name for field_ in source.fields}
    cells = [check for field_ in source.fields for check in checks_of(field_, excel=source.excel)]
    rules = [rule for rule in RULES.get(source.table, ()) if {rule.column, *rule.needs} <= present]
    return cells + rules


def check_piece(reader: Reader, source: SourceFile, piece: Piece, checks: Sequence[Check]) -> pl.DataFrame:
    """Report what is wrong with some rows and return them as the database reads them, with their key."""
    for line, cells in piece.ragged:
        problem = f"the line has {cells} cells, the header {len(source.fields)}"
        reader.faults.add_one(source.name, line, problem, "quote cells that hold the separator")
    rows = piece.rows.with_columns(canonical(field_, excel=source.excel) for field_ in source.fields)
    names = {field_.name: field_.csv for field_ in source.fields}
    for check, mask in find_wrong(rows, checks):
        found = piece.rows.filter(mask).select(LINE, pl.col(check.column).alias("value"))
        reader.faults.add(source.name, described(found, check, names[check.column]))
    for field_ in source.fields:
        if field_.refers is not None and field_.refers != source.table:
            check_references(source, field_, rows, reader.known, reader.faults)
    if derived_key(source.table):
        rows = rows.with_columns(computed_key(source.table).alias(key_of(source.table)))
    return rows


def described(found: pl.DataFrame, check: Check, column: str) -> pl.DataFrame:
    """Return wrong cells as faults, with what to say about each."""

    def say(what: str | Callable[[str | None], str]) -> pl.Series:
        if isinstance(what, str):
            return pl.Series([what] * found.height, dtype=pl.String)
        return pl.Series([what(value) for value in found["value"]], dtype=pl.String)

    return found.with_columns(
        pl.lit(column).alias("column"), say(check.problem).alias("problem"), say(check.remedy).alias("remedy")
    )


def check_keys(reader: Reader, source: SourceFile, keys: pl.DataFrame) -> None:
    """Report keys that stand twice, then references within the table itself; the keys count as known from here on."""
    key = key_of(source.table)
    column = next((field_.csv for field_ in source.fields if field_.name == key), None)
    repeated = keys.filter(pl.col(key).is_not_null() & pl.col(key).is_duplicated())
    if repeated.height:
        first = pl.col(LINE).first().over(key)
        later = repeated.with_columns(first.alias("first")).filter(pl.col(LINE) != pl.col("first"))
        problem = pl.format("the same row stands in line {}", "first")
        reader.faults.add(
            source.name,
            later.select(
                LINE,
                pl.lit(column).alias("column"),
                pl.col(key).alias("value"),
                problem.alias("problem"),
                pl.lit("keep one").alias("remedy"),
            ),
        )
    reader.known.add(source.table, keys)


def write(connection: Connection, staging: Table, table: str, revision: int) -> tuple[int, int]:
    """Update the rows that differ, insert those that are new; return how many were created and changed."""
    live, key = stored(table), key_of(table)
    conversions = CONVERSIONS.get(table, ())
    names = [column.name for column in staging.columns if column.name != LINE]
    if conversions:
        prepare_rates(connection, pairs_of(staging, conversions))
    connection.exec_driver_sql(f"ANALYZE {staging.name}")
    joined, computed = converted(staging, conversions)
    rows = (
        select(*(staging.c[name] for name in names), *(value.label(name) for name, value in computed.items()))
        .select_from(joined)
        .subquery("given")
    )
    values = {name: rows.c[name] for name in names if name != key}
    for conversion in conversions:
        same = and_(*(live.c[name].is_not_distinct_from(rows.c[name]) for name in conversion.given))
        for name in conversion.computed:
            values[name] = case((same, live.c[name]), else_=rows.c[name])  # type: ignore[assignment]
    differs = or_(*(live.c[name].is_distinct_from(rows.c[name]) for name in names if name != key))
    changed = connection.execute(
        live.update().values(**values, revision=revision).where(live.c[key] == rows.c[key], differs)
    ).rowcount
    new = select(*rows.c, literal(revision)).where(~exists().where(live.c[key] == rows.c[key]))
    insert = live.insert().from_select([*rows.c.keys(), "revision"], new)
    created = connection.execute(insert, execution_options={"preserve_rowcount": True}).rowcount
    return created, changed
