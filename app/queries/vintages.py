"""Reading: one read-only transaction that sees the rows of exactly one revision, today's or a former one."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from cachetools import LRUCache
from psycopg.errors import QueryCanceled
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.database.driver import begin_with, end
from app.errors import BadRequest, Fault, NotFound, Unavailable
from app.tables import Revision

NEWEST = b"SELECT number, created_at FROM revisions ORDER BY number DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class Reading:
    """A transaction and the revision that it sees.

    `revision` is the data version of the answer and `updated` its time; `as_of` is the date that was
    asked for, None when none was; `live` is false when former rows are read, so that prepared tables
    (which exist for the newest revision alone) must not be used. `memory` keeps what is read once per
    revision, such as the code lists; every reading of the same revision shares it.
    """

    connection: AsyncConnection
    revision: int
    updated: datetime
    as_of: date | None
    live: bool
    memory: dict[str, Any] = field(default_factory=dict)


class Memories:
    """What the readings of one engine remember, for the few revisions that were read last."""

    def __init__(self, revisions: int = 8) -> None:
        self.kept: WeakKeyDictionary[AsyncEngine, LRUCache[tuple[int, datetime], dict[str, Any]]] = WeakKeyDictionary()
        self.revisions = revisions

    def of(self, engine: AsyncEngine, revision: int, updated: datetime) -> dict[str, Any]:
        """Return the memory of a revision; its time is part of the key, since a database can be made anew."""
        memories = self.kept.setdefault(engine, LRUCache(self.revisions))
        memory: dict[str, Any] = memories.setdefault((revision, updated), {})
        return memory


MEMORIES = Memories()


@asynccontextmanager
async def open_reading(
    engine: AsyncEngine, *, as_of: date | None = None, data_version: int | None = None
) -> AsyncIterator[Reading]:
    """Open a reading of the newest revision, of the last one of a day (UTC), or of a given number.

    Raises:
        BadRequest: the date lies in the future, or both a date and a number are given.
        NotFound: the date lies before the first revision, or there is no such revision.
        Unavailable: the database is away, or a statement took longer than one may.

    """
    if as_of is not None and data_version is not None:
        raise BadRequest(
            "as_of and data_version say the same thing in two ways; give one of them.",
            faults=[Fault("data_version", "conflict", "Give as_of or data_version, not both.")],
        )
    with told_when_away():
        async with engine.connect() as connection:
            yield await begin(connection, engine, as_of, data_version)
            await end(connection)


AWAY = "The database cannot be reached for now; ask again in a moment."
TOO_LONG = "The question took longer than one may; ask for less at once, or filter more."
CHANGED_SCHEMA = "0A000"  # a prepared statement that a migration has overtaken; the next one is prepared anew


@contextmanager
def told_when_away() -> Iterator[None]:
    """Turn what a database says that is away, overloaded or too slow into Unavailable; no word of it reaches a reader."""
    try:
        yield
    except PoolTimeoutError as error:
        raise Unavailable(AWAY, headers={"Retry-After": "1"}) from error
    except (DBAPIError, psycopg.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        if isinstance(cause, QueryCanceled):
            raise Unavailable(TOO_LONG, headers={"Retry-After": "30"}) from error
        if not is_passing(cause) and not getattr(error, "connection_invalidated", False):
            raise
        raise Unavailable(AWAY, headers={"Retry-After": "1"}) from error


def is_passing(cause: BaseException | None) -> bool:
    """Tell whether the same statement may succeed later: the fault is the server's or the way's to it, not the statement's."""
    state = getattr(cause, "sqlstate", None) or ""
    return (
        isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError)
        or state.startswith(("57", "58", "XX"))
        or state == CHANGED_SCHEMA
    )


async def begin(
    connection: AsyncConnection, engine: AsyncEngine, as_of: date | None, data_version: int | None
) -> Reading:
    """Return the reading of a revision on a connection whose transaction has just begun."""
    rows = await begin_with(connection, NEWEST)
    if not rows:
        raise NotFound("The database holds no data yet.", slug="no-data", title="No data yet")
    chosen = newest = Stamp(*rows[0])
    if as_of is not None or data_version is not None:
        chosen = await find_revision(connection, newest.number, as_of, data_version)
    live = chosen.number == newest.number
    if not live:
        await connection.execute(
            text("SELECT set_config('search_path', 'vintage, public', true), set_config('betech.as_of', :n, true)"),
            {"n": str(chosen.number)},
        )
    memory = MEMORIES.of(engine, chosen.number, chosen.created_at)
    return Reading(connection, chosen.number, chosen.created_at, as_of, live, memory)


@asynccontextmanager
async def other_revision(reading: Reading, number: int, updated: datetime) -> AsyncIterator[Reading]:
    """Look at another revision in the transaction of a reading, for the time of the block."""
    connection = reading.connection
    settings = text(
        "SELECT current_setting('search_path'), coalesce(current_setting('betech.as_of', true), ''),"
        " set_config('search_path', 'vintage, public', true), set_config('betech.as_of', :n, true)"
    )
    path, as_of, *_ = (await connection.execute(settings, {"n": str(number)})).one()
    memory = MEMORIES.of(connection.engine, number, updated)
    yield Reading(connection, number, updated, None, False, memory)
    await connection.execute(
        text("SELECT set_config('search_path', :path, true), set_config('betech.as_of', :as_of, true)"),
        {"path": path, "as_of": as_of},
    )


@asynccontextmanager
async def vintage_of(
    reading: Reading, *, as_of: date | None = None, data_version: int | None = None
) -> AsyncIterator[Reading]:
    """Look, in the transaction of a reading, at the revision that a date or a number means; without either, at its own.

    Raises:
        BadRequest: the date lies in the future.
        NotFound: the date lies before the first revision, or there is no such revision up to the one that is read.

    """
    if as_of is None and data_version is None:
        yield reading
        return
    stamp = await find_revision(reading.connection, reading.revision, as_of, data_version)
    async with other_revision(reading, stamp.number, stamp.created_at) as then:
        yield then


@dataclass(frozen=True, slots=True)
class Stamp:
    """A revision's number and time."""

    number: int
    created_at: datetime


async def find_revision(
    connection: AsyncConnection, newest: int, as_of: date | None, data_version: int | None
) -> Stamp:
    """Return the revision that a date or a number means; see open_reading for what it raises."""
    columns = select(Revision.number, Revision.created_at)
    row = None
    if as_of is not None:
        today = datetime.now(UTC).date()
        if as_of > today:
            raise BadRequest(
                f"as_of {as_of} lies in the future; today is {today} (UTC).",
                faults=[Fault("as_of", "in_future", "The date lies in the future.", str(as_of), str(today))],
            )
        midnight = datetime.combine(as_of + timedelta(days=1), datetime.min.time(), UTC)
        found = columns.where(Revision.created_at < midnight).order_by(Revision.number.desc()).limit(1)
        row = (await connection.execute(found)).one_or_none()
    elif data_version is not None and 0 < data_version <= newest:
        row = (await connection.execute(columns.where(Revision.number == data_version))).one_or_none()
    if row is not None:
        return Stamp(row.number, row.created_at)
    first = (await connection.execute(columns.order_by(Revision.number).limit(1))).one()
    if as_of is not None:
        day = first.created_at.astimezone(UTC).date()
        raise NotFound(
            f"The first data came in on {day}; there is nothing as of {as_of}.",
            slug="before-first-revision",
            title="Before the first revision",
            extra={"earliest": str(day)},
        )
    raise NotFound(
        f"There is no data version {data_version}; they run from {first.number} to {newest}.",
        slug="no-such-revision",
        title="No such data version",
        extra={"earliest": first.number, "latest": newest},
    )
