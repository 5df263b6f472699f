"""One record by its id: found, merged into another, withdrawn with a reason, or never there."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC

from sqlalchemy import func, select

from app.catalog.fields import Records
from app.catalog.tracked import BY_TABLE
from app.dataset import Dataset
from app.errors import Gone, Merged, NotFound
from app.languages import Language
from app.queries.lists import Question, read_list
from app.queries.versions import former
from app.queries.vintages import Reading
from app.tables import Merge, Revision


async def read_record(
    reading: Reading, records: Records, row_id: str, *, embed: Sequence[str] = (), lang: Language = "en"
) -> Dataset:
    """Return a dataset of one row, the record of that id.

    Raises:
        Merged: the id was merged into another one.
        Gone: the record was withdrawn; the detail gives the revision, its date and the reason.
        NotFound: there never was such a record in this revision.

    """
    question = Question(embed=embed, limit=None, lang=lang, conditions=(records.id == row_id,))
    if "\x00" not in row_id:
        dataset = await read_list(reading, records, question)
        if dataset.rows:
            return replace(dataset, meta=replace(dataset.meta, limit=None, total=None))
        await explain_absence(reading, records, row_id)
    raise unknown_id(records, row_id)


def unknown_id(records: Records, row_id: str) -> NotFound:
    """Return the failure of an id that never stood for a record."""
    return NotFound(
        f"There is no record '{row_id}' in {records.key}; search for it with /v1/{records.key}?q=…",
        slug="unknown-id",
        title="No such record",
    )


async def explain_absence(reading: Reading, records: Records, row_id: str) -> None:
    """Raise Merged or Gone when the id once stood for a record of this revision's past; return otherwise."""
    rows = former(BY_TABLE[records.table])
    ended = await reading.connection.scalar(
        select(func.max(rows.c.until_revision)).where(
            rows.c[BY_TABLE[records.table].id] == row_id, rows.c.until_revision <= reading.revision
        )
    )
    if ended is None:
        return
    survivor = await reading.connection.scalar(
        select(Merge.new_id).where(Merge.table == records.table, Merge.old_id == row_id, Merge.revision == ended)
    )
    if survivor is not None:
        raise Merged(f"'{row_id}' was merged into '{survivor}'.", extra={"survivor": survivor})
    revision = (
        await reading.connection.execute(
            select(Revision.number, Revision.created_at, Revision.reason).where(Revision.number == ended)
        )
    ).one()
    raise Gone(
        f"'{row_id}' was withdrawn on {revision.created_at.astimezone(UTC):%Y-%m-%d} with data version {revision.number}: "
        f"{revision.reason or 'no reason was given'}",
        slug="withdrawn",
        title="Withdrawn record",
        extra={"revision": revision.number, "reason": revision.reason},
    )
