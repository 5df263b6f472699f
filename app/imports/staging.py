"""The rows of a file in a temporary table, as the database reads them, before they are compared."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import polars as pl
import psycopg
from sqlalchemy import Column, Connection, Integer, MetaData, Table, func, select, text

from app.imports.copying import copy_in
from app.imports.csv_files import LINE
from app.imports.fields import Field, fields_of, key_of, stored


def staging_table(table: str) -> Table:
    """Describe the temporary table of a table: its line in the file, its key and the columns of its files."""
    live = stored(table)
    names = dict.fromkeys([key_of(table), *(field.name for field in fields_of(table))])
    return Table(
        f"staged_{table}",
        MetaData(),
        Column(LINE, Integer),
        *(Column(name, live.columns[name].type, server_default=live.columns[name].server_default) for name in names),
        prefixes=["TEMPORARY"],
    )


@contextmanager
def staged(connection: Connection, table: str) -> Iterator[Table]:
    """Make the temporary table for the time of the block."""
    staging = staging_table(table)
    connection.execute(text(f"DROP TABLE IF EXISTS {staging.name}"))
    staging.create(connection)
    yield staging
    staging.drop(connection)


@contextmanager
def staging_copy(connection: Connection, staging: Table, columns: Sequence[str]) -> Iterator[psycopg.Copy]:
    """Open the way into a staging table for the rows of a file."""
    with copy_in(connection, staging.name, [LINE, *columns]) as copy:
        yield copy


def csv_of(rows: pl.DataFrame) -> bytes:
    """Return rows as COPY reads them; an empty cell is null."""
    return rows.write_csv(include_header=False).encode()


def complete(connection: Connection, staging: Table, table: str, present: Sequence[Field]) -> None:
    """Give the columns that the file lacks the values that the rows have already; new rows stay empty there."""
    absent = [field.name for field in fields_of(table) if field not in present]
    if not absent:
        return
    live, key = stored(table), key_of(table)
    connection.execute(
        staging.update()
        .values({name: live.columns[name] for name in absent})
        .where(staging.columns[key] == live.columns[key])
    )


def count(connection: Connection, staging: Table) -> int:
    """Return how many rows are staged."""
    return int(connection.execute(select(func.count()).select_from(staging)).scalar_one())
