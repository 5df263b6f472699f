"""Export: a table as the CSV file that would bring its rows in again."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ARRAY, Boolean, ColumnElement, Connection, Numeric, Text, cast, collate, func, select

from app.imports.copying import copy_out
from app.imports.fields import Field, fields_of, key_of, stored


def export_csv(connection: Connection, table: str) -> Iterator[bytes]:
    """Give the rows of a table as CSV with a header, ordered by key, in blocks."""
    columns: list[Any] = [cell(table, field).label(field.csv) for field in fields_of(table)]
    question = select(*columns).order_by(collate(stored(table).columns[key_of(table)], "C"))
    return copy_out(connection, question, header=True)


def cell(table: str, field: Field) -> ColumnElement[str]:
    """Return a column as its cells are written: lists joined by `;`, no zeros at the end of a number."""
    column = stored(table).columns[field.name]
    if isinstance(column.type, ARRAY):
        return func.array_to_string(column, ";", type_=Text)
    if isinstance(column.type, Numeric):
        return cast(func.trim_scale(column), Text)
    return cast(column, Text) if isinstance(column.type, Boolean) else column
