"""A whole list as the lines of a CSV file, written by the database: COPY, in the words of `formats.as_csv`.

A test holds both to the same bytes, for numbers up to nine quadrillion: beyond, PostgreSQL may write a floating-point
number with one more digit. It writes codes alone, with commas; labels and Excel's dialect are written by
`formats.as_csv` from batches of rows.
"""

from collections.abc import AsyncIterator
from typing import Any

import psycopg
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    ColumnElement,
    Date,
    Double,
    Integer,
    Numeric,
    String,
    Text,
    and_,
    case,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
)

from app.catalog.fields import Field, Records
from app.database.driver import driver_of
from app.queries.filters import resolve
from app.queries.lists import Question, shown_fields
from app.queries.orders import read_orders, total_order
from app.queries.pages import ordered
from app.queries.streams import read_as_a_whole
from app.queries.vintages import Reading

BLOCK_BYTES = 1 << 16
# Below it a number of some decimals is written alike by PostgreSQL and by Python.
ALIKE: Any = literal_column("900000000000000")
EXPONENT_OF_POSTGRES: Any = literal_column("1e15::float8")
EXPONENT_OF_PYTHON: Any = literal_column("1e16::float8")


def can_copy(records: Records, question: Question) -> bool:
    """Tell whether the database can write every field that is shown."""
    return all(column_of(entry) is not None for entry in shown_fields(records, question))


async def csv_blocks(reading: Reading, records: Records, question: Question) -> AsyncIterator[bytes]:
    """Yield all rows of a list that was read before, as the lines of a CSV file without its header, in large blocks."""
    resolved = await resolve(reading, records, question.filters)
    keys = total_order(records, read_orders(records, question.sort))
    columns = [column_of(entry) for entry in shown_fields(records, question)]
    conditions = (*resolved.conditions, *question.conditions)
    rows: Any = select(*(null() if column is None else column for column in columns)).select_from(records.source)
    statement = ordered(rows.where(*conditions), keys)
    compiled = statement.compile(dialect=reading.connection.dialect, compile_kwargs={"render_postcompile": True})
    await read_as_a_whole(reading)
    connection = driver_of(reading.connection)
    values = {**compiled.params, **({"at": question.at or reading.updated.date()} if "at" in compiled.params else {})}
    question_text = psycopg.AsyncClientCursor(connection).mogrify(compiled.string, values)
    async for block in in_blocks(connection, f"COPY ({question_text}) TO STDOUT (FORMAT csv, ENCODING 'UTF8')"):
        yield block


async def in_blocks(connection: psycopg.AsyncConnection[Any], statement: str) -> AsyncIterator[bytes]:
    """Yield what a COPY gives, its rows ended as CSV files end them, many rows at once."""
    waiting: list[bytes] = []
    size = 0
    async with connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        async for row in copy:
            waiting.append(bytes(row[:-1]))
            size += len(row)
            if size >= BLOCK_BYTES:
                yield b"\r\n".join([*waiting, b""])
                waiting, size = [], 0
    if waiting:
        yield b"\r\n".join([*waiting, b""])


def column_of(field: Field) -> ColumnElement[Any] | None:
    """Return a field as COPY has to read it so that it writes what a CSV file holds, None where it cannot."""
    sql: Any = getattr(field.sql, "expression", field.sql)
    kind = field.kind
    if sql is None:
        return null()
    if kind == "string" and isinstance(sql.type, String):
        return sql if field.codelist or field.key == "id" else func.nullif(sql, "")  # codes and ids are never empty
    if kind == "list" and isinstance(sql.type, ARRAY):
        return func.nullif(func.array_to_string(sql, ";"), "")
    if kind == "boolean" and isinstance(sql.type, Boolean):
        return cast(sql, Text)
    if kind in ("number", "integer") and isinstance(sql.type, Numeric):
        return number(sql)
    fits = (kind == "date" and isinstance(sql.type, Date)) or (kind == "integer" and isinstance(sql.type, Integer))
    return sql if fits else None


def number(sql: Any) -> ColumnElement[Any]:
    """Return a number as Python writes the floating-point number next to it: 5.0 for 5, an exponent from 1e+16 on."""
    if sql.type.scale is None:
        return as_float(sql)
    whole = cast(cast(sql, BigInteger), Text).op("||")(".0")
    return case(
        (func.abs(sql) >= ALIKE, as_float(sql)), (sql == func.trunc(sql), whole), else_=cast(cast(sql, Double), Text)
    )


def as_float(sql: Any) -> ColumnElement[Any]:
    """Return a number of any size and any decimals so."""
    value = cast(sql, Double)
    short = cast(value, Text)
    digits = cast(cast(short, Numeric), Text)
    between = and_(func.abs(value) >= EXPONENT_OF_POSTGRES, func.abs(value) < EXPONENT_OF_PYTHON)
    return case(
        (and_(between, func.strpos(digits, ".") > 0), digits),
        (between, digits.op("||")(".0")),
        (or_(func.strpos(short, ".") > 0, func.strpos(short, "e") > 0), short),
        else_=short.op("||")(".0"),
    )
