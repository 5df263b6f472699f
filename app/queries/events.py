"""Events in SQL: which records were created, changed or withdrawn in which revision, and what they said before and after."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)

from app.catalog.tracked import Tracked
from app.queries.versions import came, former, versions, went
from app.queries.vintages import Reading

WIDER = 4


@dataclass(frozen=True, slots=True)
class Span:
    """The revisions after one and up to another one."""

    after: int
    until: int


@dataclass(frozen=True, slots=True)
class Event:
    """One record in one revision: what it said before (None: it was not there) and after (None: it went)."""

    revision: int
    dataset: Tracked
    id: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page ended."""

    revision: int
    place: int
    id: str


def happened(entry: Tracked, span: Span) -> Select[Any, int, Any]:
    """Return id and revision of everything that happened to the rows of one table, once each."""
    began, ended = (
        came(entry, span.after, span.until).subquery("began"),
        went(entry, span.after, span.until).subquery("ended"),
    )
    same = and_(began.c.id == ended.c.id, began.c.revision == ended.c.revision)
    return select(
        func.coalesce(began.c.revision, ended.c.revision).label("revision"),
        literal_column(str(entry.place), Integer).label("place"),
        func.coalesce(began.c.id, ended.c.id).label("id"),
    ).select_from(began.outerjoin(ended, same, full=True))


def beyond(events: FromClause, entry: Tracked, position: Position) -> ColumnElement[bool]:
    """Return the condition that an event of one table comes after a position."""
    earlier = events.c.revision < position.revision
    if entry.place < position.place:
        return earlier
    if entry.place > position.place:
        return or_(earlier, events.c.revision == position.revision)
    return or_(earlier, and_(events.c.revision == position.revision, events.c.id > position.id))


async def count_events(reading: Reading, entries: Sequence[Tracked], span: Span) -> int:
    """Return how many events there are: what came and what went, where what came in the place of another counts once."""
    counts = []
    for entry in entries:
        began = came(entry, span.after, span.until).subquery()
        ended = went(entry, span.after, span.until).subquery()
        both = select(func.count()).select_from(
            began.join(ended, and_(began.c.id == ended.c.id, began.c.revision == ended.c.revision))
        )
        all_began, all_ended = (select(func.count()).select_from(rows) for rows in (began, ended))
        counts.append(all_began.scalar_subquery() + all_ended.scalar_subquery() - both.scalar_subquery())
    found = (await reading.connection.execute(select(*counts))).one()
    return sum(found)


async def read_events(
    reading: Reading, entries: Sequence[Tracked], span: Span, *, limit: int | None, position: Position | None
) -> list[Event]:
    """Return events, the newest revision first, within it by table and id.

    A page looks back no further than it must: at one revision, then at ever more of them, until it is full.
    """
    found: list[tuple[int, int, str]] = []
    upper = span.until if position is None else min(position.revision, span.until)
    width = 1 if limit is not None else upper
    while upper > span.after and (limit is None or len(found) < limit):
        lower = max(span.after, upper - width)
        left = None if limit is None else limit - len(found)
        found += await read_keys(reading, entries, Span(lower, upper), left, position)
        upper, width = lower, width * WIDER
    said: dict[tuple[int, int, str], Event] = {}
    for entry in entries:
        keys = [(revision, row_id) for revision, place, row_id in found if place == entry.place]
        if keys:
            said |= await read_values(reading, entry, keys)
    return [said[key] for key in found]


async def read_keys(
    reading: Reading, entries: Sequence[Tracked], span: Span, limit: int | None, position: Position | None
) -> list[tuple[int, int, str]]:
    """Return revision, table and id of events in their order."""
    parts = []
    for entry in entries:
        events = happened(entry, span).subquery()
        part = select(events.c.revision, events.c.place, events.c.id).order_by(events.c.revision.desc(), events.c.id)
        if position is not None:
            part = part.where(beyond(events, entry, position))
        parts.append(select(part.limit(limit).subquery()))
    together = union_all(*parts).subquery()
    ordered = select(together).order_by(together.c.revision.desc(), together.c.place, together.c.id).limit(limit)
    return [tuple(row) for row in await reading.connection.execute(ordered)]


async def read_values(
    reading: Reading, entry: Tracked, keys: Sequence[tuple[int, str]]
) -> dict[tuple[int, int, str], Event]:
    """Return the events of one table with what their records said before and after."""
    wanted = (
        func.unnest(
            cast([revision for revision, _ in keys], ARRAY(Integer)), cast([row_id for _, row_id in keys], ARRAY(Text))
        )
        .table_valued("revision", "id", name="wanted")
        .render_derived()
    )
    after, before = versions(entry).subquery("after"), former(entry).alias("before")
    statement = (
        select(
            wanted.c.revision,
            wanted.c.id,
            as_object(entry, before, before.c.until_revision),
            as_object(entry, after, after.c.revision),
        )
        .select_from(wanted)
        .outerjoin(after, and_(after.c[entry.id] == wanted.c.id, after.c.revision == wanted.c.revision))
        .outerjoin(before, and_(before.c[entry.id] == wanted.c.id, before.c.until_revision == wanted.c.revision))
    )
    rows = await reading.connection.execute(statement)
    return {
        (revision, entry.place, row_id): Event(revision, entry, row_id, exact(old), exact(new))
        for revision, row_id, old, new in rows
    }


def as_object(entry: Tracked, rows: FromClause, there: ColumnElement[Any]) -> ColumnElement[str]:
    """Return the fields of a row as the text of a JSON object, null where there is no row."""
    pairs = [part for field, column in entry.fields.items() for part in (literal(field, Text), rows.c[column])]
    return case((there.is_not(None), cast(func.jsonb_build_object(*pairs), Text)))


def exact(text: str | None) -> dict[str, Any] | None:
    """Return a JSON object with its numbers as they are stored."""
    if text is None:
        return None
    values: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return values
