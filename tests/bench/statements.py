"""The statements that an answer costs: taken from the application itself, then timed on the bare driver."""

import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any

import httpx
import psycopg
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.driver import BEGIN, driver_of
from app.main import create_app
from app.settings import Settings
from tests.bench.bench import Bench, plain

RUNS = 200
LEAST_MS = 0.1  # less is the noise of the clock, and would make ratios of it
WARM = 6  # runs before the timed ones, beyond the driver's and the server's bounds for prepared plans


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement with its values, as the driver got it."""

    text: str
    values: Any


@contextmanager
def recorded(connection: AsyncConnection | None = None) -> Iterator[list[Statement]]:
    """Write down every statement that is sent during the block, but for those that begin and end transactions.

    With a connection, only what is sent on it.
    """
    only = None if connection is None else driver_of(connection)
    found: list[Statement] = []
    execute = psycopg.AsyncCursor.execute

    async def noting(cursor: Any, query: Any, values: Any = None, **options: Any) -> Any:
        written = query.decode() if isinstance(query, bytes) else str(query)
        if only in (None, cursor.connection):
            found.append(Statement(written.removeprefix(BEGIN.decode()), values))
        return await execute(cursor, query, values, **options)

    psycopg.AsyncCursor.execute = noting  # type: ignore[method-assign, assignment]  # for the time of the block
    try:
        yield found
    finally:
        psycopg.AsyncCursor.execute = execute  # type: ignore[method-assign]


@asynccontextmanager
async def application(bench: Bench, url: URL) -> AsyncIterator[httpx.AsyncClient]:
    """Run the application in this process, without its cache, and give a client of it."""
    settings = Settings(
        DATABASE_URL=plain(url),
        data_dir=bench.folder("data"),
        cache_mb=0,
        freshness_seconds=60,
        log_level="error",
        statement_timeout_seconds=60,
    )
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://bench", timeout=120) as client:
            yield client


async def statements_of(client: httpx.AsyncClient, path: str) -> list[Statement]:
    """Return what one more request for a path asks of the database, once what is kept in memory is there."""
    for _ in range(2):
        with recorded() as found:
            answer = await client.get(path)
        answer.raise_for_status()
    return found


def database_milliseconds(url: URL, statements: Sequence[Statement], seconds: float) -> float:
    """Return what the statements of one answer take together, in a transaction as ours, beyond asking for nothing.

    They are sent as prepared statements over one connection, and all their rows fetched, as often as `seconds` allow.
    """
    with psycopg.connect(plain(url), prepare_threshold=0, options="-c search_path=public") as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        nothing = [Statement("SELECT 1", None)] * len(statements)
        costs = []
        for asked in (nothing, statements):
            several(connection, asked, WARM, seconds)
            took = several(connection, asked, RUNS, seconds)
            costs.append(median(took))
    return max((costs[1] - costs[0]) * 1000, LEAST_MS)


def several(
    connection: psycopg.Connection[Any], statements: Sequence[Statement], runs: int, seconds: float
) -> list[float]:
    """Send statements some times, less often when they are slow, and return the seconds of each time."""
    took = [once(connection, statements)]
    while len(took) < runs and sum(took) < seconds:
        took.append(once(connection, statements))
    return took


def once(connection: psycopg.Connection[Any], statements: Sequence[Statement]) -> float:
    """Send statements one after the other and return the seconds until all rows are here."""
    with connection.transaction(), connection.cursor() as cursor:
        begun = time.perf_counter()
        for statement in statements:
            cursor.execute(statement.text.encode(), statement.values)
            if cursor.description:
                cursor.fetchall()
        return time.perf_counter() - begun


def plan_of(url: URL, statement: Statement) -> str:
    """Return how the server runs a statement."""
    with psycopg.connect(plain(url), options="-c search_path=public") as connection:
        rows = connection.execute(b"EXPLAIN (ANALYZE, BUFFERS) " + statement.text.encode(), statement.values)
        return "\n".join(row[0] for row in rows)
