"""PostgreSQL's COPY in both directions: the fastest way for many rows, with nothing kept in memory."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Connection, Select


def driver(connection: Connection) -> psycopg.Connection[Any]:
    """Return the driver's own connection, in the same transaction."""
    found = connection.connection.driver_connection
    if not isinstance(found, psycopg.Connection):
        raise TypeError("COPY needs a psycopg connection")
    return found


def copy_out(connection: Connection, question: Select[Any], *, header: bool = False) -> Iterator[bytes]:
    """Give the rows of a query as CSV, in the blocks in which they arrive."""
    compiled = question.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
    text = f"COPY ({compiled}) TO STDOUT (FORMAT csv, HEADER {'true' if header else 'false'}, ENCODING 'UTF8')"
    with driver(connection).cursor() as cursor, cursor.copy(text.encode()) as copy:
        for block in copy:
            yield bytes(block)


@contextmanager
def copy_in(connection: Connection, table: str, columns: Sequence[str]) -> Iterator[psycopg.Copy]:
    """Open a COPY of CSV rows into a table; what is written to it travels at once."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with driver(connection).cursor() as cursor, cursor.copy(statement) as copy:
        yield copy
