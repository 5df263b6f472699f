"""Every version of a record: what it said, from which revision until which, and why it changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.catalog.fields import Field, Records
from app.catalog.tracked import BY_TABLE
from app.dataset import Column, Dataset, Meta
from app.languages import Language, Text
from app.queries.codelists import code_lists
from app.queries.cursors import Cursor, digest, write_cursor
from app.queries.details import unknown_id
from app.queries.lists import Question, Shape, reasons, shown_fields, used_codes
from app.queries.pages import select_fields
from app.queries.values import plain
from app.queries.versions import versions
from app.queries.vintages import Reading, other_revision
from app.tables import Merge, Revision

COLUMNS = (
    Column(
        "from_revision",
        Text("From data version", "Vanaf versie", "À partir de la version", "Ab Datenversion"),
        "integer",
    ),
    Column(
        "until_revision",
        Text("Until data version", "Tot versie", "Jusqu'à la version", "Bis Datenversion"),
        "integer",
        description=Text.same("The data version in which it no longer held; null while it holds."),
    ),
    Column("from", Text("From", "Vanaf", "À partir du", "Ab"), "datetime"),
    Column("until", Text("Until", "Tot", "Jusqu'au", "Bis"), "datetime"),
    Column(
        "state",
        Text("State", "Toestand", "État", "Zustand"),
        description=Text.same(
            "`current`, `replaced` by the next version, `withdrawn`, or `merged` into another record."
        ),
    ),
    Column("reason", Text("Reason", "Reden", "Raison", "Grund")),
    Column("end_reason", Text("Reason of the end", "Reden van het einde", "Raison de la fin", "Grund des Endes")),
)


@dataclass(frozen=True, slots=True)
class Version:
    """One version: where it began and ended, and the last revision that still had it, with its time."""

    began: int
    ended: int | None
    came: datetime
    gone: datetime | None
    reason: str | None
    end_reason: str | None
    last: int
    last_updated: datetime


async def read_history(
    reading: Reading,
    records: Records,
    row_id: str,
    *,
    limit: int | None = 100,
    cursor: Cursor | None = None,
    shape: Shape = "nested",
    lang: Language = "en",
) -> Dataset:
    """Return the versions of a record, the newest first, withdrawn and merged records included.

    Each has the fields of its list as the last revision of the version showed them, so that the current
    version equals the record's own page.

    Raises:
        NotFound: there never was such a record in this revision.

    """
    found = [] if "\x00" in row_id else await read_versions(reading, records, row_id)
    if not found:
        raise unknown_id(records, row_id)
    fingerprint = f"history/{records.key}/{row_id}"
    rest = found
    if cursor is not None:
        (began,) = cursor.checked(fingerprint).place(1, reading.revision)
        rest = [version for version in found if version.began < began]
    page = rest if limit is None else rest[:limit]
    following = None
    if len(page) < len(rest):
        following = write_cursor(Cursor(reading.revision, (page[-1].began,), row_id, digest(fingerprint)))
    shown = shown_fields(records, Question(shape=shape))
    values = [await values_of(reading, records, row_id, version, shown) for version in page]
    merged = await survivors(reading, records, row_id)
    survivor = merged.get(found[0].ended or 0)
    states = [state_of(version, found, merged) for version in page]
    lists = await code_lists(reading)
    return Dataset(
        name=f"{records.key}-history",
        title=titled(records, row_id),
        columns=(*COLUMNS, *(entry.column for entry in shown)),
        rows=[(*spans(version, state), *row) for version, state, row in zip(page, states, values, strict=True)],
        meta=Meta(
            data_version=reading.revision,
            updated=reading.updated,
            lang=lang,
            as_of=None if reading.as_of is None else str(reading.as_of),
            total=len(found),
            limit=limit,
            query={"dataset": records.key, "id": row_id, "filters": {}},
        ),
        links={
            "next": following,
            "survivor": None if survivor is None else f"/v1/{records.key}/{survivor}",
        },
        null_reasons=reasons(shown, values),
        codes=used_codes(shown, values, lists),
    )


def titled(records: Records, row_id: str) -> Text:
    """Return the title of a record's history."""
    title = records.title
    return Text(
        f"{title.en}: versions of {row_id}",
        f"{title.nl}: versies van {row_id}",
        f"{title.fr}\u00a0: versions de {row_id}",
        f"{title.de}: Fassungen von {row_id}",
    )


async def read_versions(reading: Reading, records: Records, row_id: str) -> list[Version]:
    """Return the spans of all versions of a row that began no later than the revision that is read, newest first."""
    entry = BY_TABLE[records.table]
    rows = versions(entry).subquery("version")
    began, ended, last = (Revision.__table__.alias(name) for name in ("began", "ended", "last"))
    final = (
        select(func.max(last.c.number))
        .where(last.c.number < func.coalesce(rows.c.until_revision, reading.revision + 1))
        .where(last.c.number <= reading.revision)
        .scalar_subquery()
    )
    held = Revision.__table__.alias("held")
    statement = (
        select(
            rows.c.revision.label("began"),
            ended.c.number.label("ended"),
            began.c.created_at.label("came"),
            ended.c.created_at.label("gone"),
            began.c.reason,
            ended.c.reason.label("end_reason"),
            held.c.number.label("last"),
            held.c.created_at.label("last_updated"),
        )
        .select_from(rows)
        .join(began, began.c.number == rows.c.revision)
        .outerjoin(ended, (ended.c.number == rows.c.until_revision) & (ended.c.number <= reading.revision))
        .join(held, held.c.number == final)
        .where(rows.c[entry.id] == row_id, rows.c.revision <= reading.revision)
        .order_by(rows.c.revision.desc())
    )
    return [Version(**row._asdict()) for row in await reading.connection.execute(statement)]


async def values_of(
    reading: Reading, records: Records, row_id: str, version: Version, shown: Sequence[Field]
) -> tuple[Any, ...]:
    """Return the fields of a version as the last revision that had it showed them."""
    statement = select_fields(records, shown).where(records.id == row_id)
    async with other_revision(reading, version.last, version.last_updated) as then:
        row = (await then.connection.execute(statement, {"at": version.last_updated.date()})).one()
    return plain(row[: len(shown)])


async def survivors(reading: Reading, records: Records, row_id: str) -> dict[int, str]:
    """Return which record stood for this one from which revision on; it may have come in again between two merges."""
    statement = select(Merge.revision, Merge.new_id).where(
        Merge.table == records.table, Merge.old_id == row_id, Merge.revision <= reading.revision
    )
    return {row.revision: row.new_id for row in await reading.connection.execute(statement)}


def state_of(version: Version, found: Sequence[Version], merged: Mapping[int, str]) -> str:
    """Return what became of a version."""
    if version.ended is None:
        return "current"
    if any(other.began == version.ended for other in found):
        return "replaced"
    return "merged" if version.ended in merged else "withdrawn"


def spans(version: Version, state: str) -> tuple[Any, ...]:
    """Return the columns that tell of a version itself."""
    return (
        version.began,
        version.ended,
        version.came,
        version.gone,
        state,
        version.reason,
        version.end_reason,
    )
