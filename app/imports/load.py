"""Bring files into the database: read and checked piece by piece, staged, compared, written as one revision."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Table

from app.errors import ImportFailure
from app.imports.crossings import check_crossings, check_unique
from app.imports.culprits import located
from app.imports.faults import SHOWN, Faults
from app.imports.files import SourceFile, open_source
from app.imports.money import fill_missing
from app.imports.reading import Progress, Reader, no_progress, stage
from app.imports.refusals import explained
from app.imports.revisions import FileSummary, Summary, begin_revision, close_revision
from app.imports.staging import complete, count, staged
from app.imports.writing import keep_written, write

RATES = "fx_rates"
MANY_ROWS = 10_000


@dataclass
class Order:
    """What an import was asked to do, beside its files."""

    author: str
    reason: str | None = None
    dry_run: bool = False
    strict: bool = False
    report: Path | None = None
    progress: Progress = no_progress


def import_files(connection: Connection, files: Sequence[tuple[str, Path]], order: Order) -> Summary:
    """Import files of tables in the given order, as one revision or not at all.

    Raises:
        ImportFailure: something is wrong with a file; nothing was written.

    """
    with connection.begin_nested() as savepoint:
        number = begin_revision(connection, kind="import", author=order.author, reason=order.reason)
        reader = Reader(connection, strict=order.strict, progress=order.progress)
        done = [import_file(reader, table, path, number) for table, path in files]
        refuse(reader.faults, order.report)
        summary = Summary(number, [file for file in done if file is not None], dry_run=order.dry_run)
        if any(file.table == RATES and file.altered for file in summary.files):
            with explained(RATES, RATES):
                summary.converted = fill_missing(connection, number)
        refuse_without_reason(summary, order)
        close_revision(connection, number, summary.files)
        if order.dry_run or not summary.altered:
            savepoint.rollback()
            summary.revision = None
    summary.doubts = reader.doubts
    if order.report is not None:
        reader.doubts.write(order.report)
    return summary


def refuse(faults: Faults, report: Path | None = None) -> None:
    """Raise ImportFailure when anything is wrong; the report, where one is wanted, has every fault."""
    if faults.count:
        if report is not None:
            faults.write(report)
        counted = f"{faults.count:,} fault{'s' if faults.count > 1 else ''}"
        raise ImportFailure(
            f"{counted} in {', '.join(faults.files)}; nothing was written", faults.first(SHOWN), faults.count
        )


def refuse_without_reason(summary: Summary, order: Order) -> None:
    """Raise ImportFailure when rows that were there before would change and nobody says why."""
    if summary.needs_reason and not order.reason and not order.dry_run:
        changed = sum(file.changed for file in summary.files)
        raise ImportFailure(f"{changed:,} stored rows would change; say why with --reason; nothing was written")


def import_file(reader: Reader, table: str, path: Path, revision: int) -> FileSummary | None:
    """Read one file and write its rows into the open revision; None when anything was wrong so far."""
    source = open_source(table, path, reader.faults)
    if source is None:
        return None
    with explained(source.name, table), staged(reader.connection, table) as staging:
        stage(reader, source, staging)
        if reader.faults.count:
            return None
        complete(reader.connection, staging, table, source.fields)
        summary = write_staged(reader, source, staging, revision)
        if summary is not None:
            reader.known.let_go(table)
        return summary


def write_staged(reader: Reader, source: SourceFile, staging: Table, revision: int) -> FileSummary | None:
    """Write the staged rows of a file, judge them against the rows of other tables, and count what was done."""
    reader.connection.exec_driver_sql(f"ANALYZE {staging.name}")
    check_unique(reader, source, staging)
    if reader.faults.count:
        return None
    total = count(reader.connection, staging)
    with located(reader.connection, source.name, staging, source.table):
        created, changed = write(reader.connection, staging, source.table, revision)
    if created + changed:
        if created + changed < total:
            keep_written(reader.connection, staging, source.table, revision)
        if created + changed > MANY_ROWS:  # the questions that follow are planned by how many rows there are
            reader.connection.exec_driver_sql(f"ANALYZE {source.table}")
        check_crossings(reader, source, staging)
    return FileSummary(source.table, source.name, source.sha256, created, changed, total - created - changed)
