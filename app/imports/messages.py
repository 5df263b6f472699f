"""What the command line says: one line per fault, per file, per fact."""

from collections.abc import Iterator, Sequence
from datetime import UTC

from app.errors import CellFault
from app.imports.faults import SHOWN, Faults
from app.imports.revisions import FileSummary, Summary
from app.imports.status import Status

LONGEST_SHOWN = 60
MOST_NAMED = 20


def fault_line(fault: CellFault) -> str:
    """Say where a fault is, what stands there, what is wrong and what would be right.

    Values are quoted as Python writes them, so that no cell of a file reaches the terminal unescaped.
    """
    place = fault.file + (f", line {fault.line}" if fault.line else "")
    if fault.column is not None:
        place += f", column {ascii(fault.column)[1:-1] if not fault.column.isprintable() else fault.column}"
    shown = "" if fault.value is None else f" {shortened(fault.value)}"
    remedy = f"; {fault.remedy}" if fault.remedy else ""
    return f"{place}:{shown} {fault.problem}{remedy}".replace("\n", " ")


def shortened(value: str) -> str:
    """Return a value in quotes, cut to a length that fits a line."""
    return repr(value if len(value) <= LONGEST_SHOWN else value[:LONGEST_SHOWN] + "…")


def fault_lines(faults: Sequence[CellFault], count: int) -> Iterator[str]:
    """Say the first faults, and how many more there are."""
    for fault in faults:
        yield fault_line(fault)
    if count > len(faults):
        yield f"… and {count - len(faults):,} more; --report FILE writes them all"


def doubt_lines(doubts: Faults) -> Iterator[str]:
    """Say what is doubtful though it was accepted."""
    if doubts.count:
        yield f"{doubts.count:,} doubtful cell{'s' if doubts.count > 1 else ''} (accepted; --strict refuses them):"
        yield from fault_lines(doubts.first(SHOWN), doubts.count)


def summary_lines(summary: Summary) -> Iterator[str]:
    """Say what an import did, file by file, and which revision it made."""
    for file in summary.files:
        yield file_line(file)
        if file.kept:
            named = ", ".join(file.kept[:MOST_NAMED]) + (", …" if len(file.kept) > MOST_NAMED else "")
            yield f"  {len(file.kept):,} kept as you left them: {named}"
    if summary.converted:
        yield f"{summary.converted:,} stored amounts converted, now that their rate is known"
    yield from doubt_lines(summary.doubts)
    if summary.dry_run:
        yield "dry run: nothing was written" + ("; it would need a --reason" if summary.needs_reason else "")
    elif summary.revision is None:
        yield "nothing changed: the database holds these rows already; no revision was made"
    else:
        yield f"revision {summary.revision}"


def file_line(file: FileSummary) -> str:
    """Say what one file did."""
    counts = f"{file.created:,} created, {file.changed:,} changed, {file.unchanged:,} unchanged"
    return f"{file.table}: {counts}" + (f", {file.deleted:,} withdrawn" if file.deleted else "")


def withdrawal_lines(summary: Summary) -> Iterator[str]:
    """Say what withdrawing or merging a row did."""
    for file in summary.files:
        parts = [f"{file.changed:,} changed"] * bool(file.changed) + [f"{file.deleted:,} withdrawn"] * bool(
            file.deleted
        )
        yield f"{file.table}: {', '.join(parts)}"
    yield f"revision {summary.revision}"


def status_lines(status: Status, database: str, address: str) -> Iterator[str]:
    """Say what is in the database."""
    yield f"database   {database}"
    yield f"schema     {status.schema or 'none'} ({'current' if status.schema_is_current else 'older than this program'})"
    if status.revision is None or status.updated is None:
        yield "revision   none yet"
    else:
        yield f"revision   {status.revision} of {status.updated.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    current = "the shipped one" if status.dataset_is_current else "another than the shipped one"
    yield f"dataset    {status.dataset or 'none'}" + (f" ({current})" if status.dataset else "")
    yield f"service    {address}"
    yield "rows"
    for table, rows in status.rows.items():
        yield f"  {table:<16} {rows:>12,}"
