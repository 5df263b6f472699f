"""Driver: what is asked for every answer goes straight to psycopg, past the layers that would take longer than the database."""

from typing import Any, cast

import psycopg
from sqlalchemy.ext.asyncio import AsyncConnection

Rows = list[tuple[Any, ...]]
BEGIN = b"BEGIN; "


def driver_of(connection: AsyncConnection) -> psycopg.AsyncConnection[Any]:
    """Return psycopg's connection behind one that is open."""
    opened = connection.sync_connection
    return cast("psycopg.AsyncConnection[Any]", None if opened is None else opened.connection.driver_connection)


async def begin_with(connection: AsyncConnection, question: bytes) -> Rows:
    """Begin a transaction and ask a first question in one message; see `ask` for what it raises."""
    # A connection that is not in autocommit has begun its transaction by itself.
    return await ask(connection, (BEGIN if driver_of(connection).autocommit else b"") + question, prepare=False)


async def ask(connection: AsyncConnection, question: bytes, values: Any = None, *, prepare: bool | None = None) -> Rows:
    """Return the rows of a statement, of the last one where there are several.

    Raises:
        psycopg.Error: the statement failed; the connection is given up where it is the cause.

    """
    driver = driver_of(connection)
    try:
        cursor = await driver.execute(question, values, prepare=prepare)
        while cursor.nextset():
            pass
        return await cursor.fetchall()
    except psycopg.Error as error:
        if driver.closed:
            await connection.invalidate(error)
        raise


async def end(connection: AsyncConnection) -> None:
    """End a transaction that only read; unlike what is rolled back, it leaves prepared statements behind."""
    driver = driver_of(connection)
    if not driver.closed:
        await driver.commit()
