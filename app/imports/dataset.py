"""The shipped dataset: loaded at the first start, brought up to date when a newer release brings a newer one.

Rows that the user changed, withdrew or merged stay as the user left them: the newer dataset changes
only what an older one wrote. What the newer dataset no longer holds is withdrawn.
"""

from pathlib import Path

from sqlalchemy import Connection, select

from app.imports.files import files_in, open_source
from app.imports.load import refuse, write_staged
from app.imports.money import fill_missing
from app.imports.reading import Reader, stage
from app.imports.refusals import explained
from app.imports.revisions import FileSummary, Summary, begin_revision, close_revision
from app.imports.shipped import DATA, digest, stored_digest
from app.imports.staging import complete, staged
from app.imports.upgrade import Kept, keep_user_rows, withdraw_gone
from app.tables import Revision

AUTHOR = "betech"
FIRST_REASON = "The dataset that comes with betech."
NEXT_REASON = "A newer release of betech brings a newer dataset."


def load_shipped(connection: Connection, directory: Path = DATA) -> Summary | None:
    """Bring the shipped dataset in as one revision; None when this very dataset came in before.

    Raises:
        ImportFailure: something is wrong with a file; nothing was written.

    """
    wanted = digest(directory)
    if stored_digest(connection) == wanted:
        return None
    with connection.begin_nested() as savepoint:
        number = begin_revision(connection, kind="dataset", author=AUTHOR, reason=FIRST_REASON, dataset=wanted)
        before = stored_digest_before(connection, number)
        if before == wanted:  # another process was faster
            savepoint.rollback()
            return None
        summary = bring_in(connection, files_in(directory), number, upgrade=before is not None)
        close_revision(connection, number, summary.files, reason=NEXT_REASON if before else FIRST_REASON)
    return summary


def stored_digest_before(connection: Connection, number: int) -> str | None:
    """Return the digest of the dataset that came in last before a revision."""
    former = select(Revision.dataset).where(Revision.dataset.is_not(None), Revision.number < number)
    return connection.execute(former.order_by(Revision.number.desc()).limit(1)).scalar()


def bring_in(connection: Connection, files: list[tuple[str, Path]], number: int, *, upgrade: bool) -> Summary:
    """Write the files of a dataset into the open revision, around what the user changed."""
    reader = Reader(connection, merged_ids="allowed")
    kept = Kept()
    summary = Summary(number)
    for table, path in files:
        done = bring_in_file(reader, table, path, number, kept if upgrade else None)
        if done is not None:
            summary.files.append(done)
    refuse(reader.faults)
    if upgrade:
        withdraw_gone(connection, summary.files, kept)
        summary.converted = fill_missing(connection, number)
    for file in summary.files:
        file.kept = tuple(sorted(kept.rows.get(file.table, ())))
    summary.doubts = reader.doubts
    return summary


def bring_in_file(reader: Reader, table: str, path: Path, number: int, kept: Kept | None) -> FileSummary | None:
    """Write one file of a dataset; None when anything was wrong so far."""
    source = open_source(table, path, reader.faults)
    if source is None:
        return None
    with explained(source.name, table), staged(reader.connection, table) as staging:
        stage(reader, source, staging)
        if reader.faults.count:
            return None
        complete(reader.connection, staging, table, source.fields)
        if kept is not None:
            kept.note_shipped(reader.connection, staging, table)
            keep_user_rows(reader.connection, staging, table, kept)
        return write_staged(reader, source, staging, number)
