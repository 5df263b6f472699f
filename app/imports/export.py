"""Write a table back as the CSV file that the importer reads: same columns, order and notation."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import ColumnElement, Connection, Select, Text, cast, func, select
from sqlalchemy.dialects import postgresql

from app.errors import CommandFailure
from app.imports.copying import copy_out
from app.imports.fields import Field, fields_of, key_of, stored

BLOCK_BYTES = 1 << 16
ORDERS: Mapping[str, tuple[str, ...]] = {  # as the shipped files are ordered; the others by their key
    "codes": ("list", "order"),
    "regions": ("level", "code"),
    "sectors": ("order",),
    "deal_types": ("order",),
    "stages": ("order",),
    "exit_kinds": ("order",),
    "qualifiers": ("order",),
    "fx_rates": ("day", "currency"),
    "funding_rounds": ("company_id", "announced_on"),
    "milestones": ("occurred_on",),
}


def export_question(table: str) -> Select[Any]:
    """Return the query for the cells of a table as its files hold them."""
    live = stored(table)
    order = [in_bytes(live.c[name]) for name in (*ORDERS.get(table, ()), key_of(table))]
    return select(*(written(live.c[field.name], field).label(field.csv) for field in fields_of(table))).order_by(*order)


def written(column: ColumnElement[Any], field: Field) -> ColumnElement[Any]:
    """Return a column as text in the notation of the files: lists with semicolons, numbers without idle zeros."""
    if field.kind == "list":
        return func.nullif(func.array_to_string(column, ";"), "")
    if field.kind == "number":
        return cast(func.trim_scale(column) if field.decimals is not None else column, Text)
    return cast(column, Text)


def in_bytes(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Order texts by their bytes, alike on every server; other values by themselves."""
    return column.collate("C") if isinstance(column.type, Text | postgresql.TEXT) else column


def export_blocks(connection: Connection, table: str) -> Iterator[bytes]:
    """Give the file of a table in blocks, as the rows arrive: nothing is kept in memory."""
    waiting = bytearray()
    for row in copy_out(connection, export_question(table), header=True):
        waiting += row
        if len(waiting) >= BLOCK_BYTES:
            yield bytes(waiting)
            waiting.clear()
    yield bytes(waiting)


def export_table(connection: Connection, table: str, path: Path) -> int:
    """Write the file of a table, whole or not at all, and return its size in bytes.

    Raises:
        CommandFailure: the file cannot be written.

    """
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            part = Path(file.name)
            try:
                size = write_blocks(connection, table, file)
            except BaseException:
                part.unlink()
                raise
        part.chmod(0o666 & ~current_umask())
        part.replace(path)
    except OSError as error:
        raise CommandFailure(f"{path} cannot be written: {error.strerror or error}") from error
    return size


def write_blocks(connection: Connection, table: str, file: BinaryIO | Any) -> int:
    """Write the file of a table to an open file and return its size in bytes."""
    return sum(file.write(block) for block in export_blocks(connection, table))


def current_umask() -> int:
    """Return which permissions new files do not get."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
