"""Which lines of a file hold what the database refused: the staged rows are asked again, one rule at a time."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    FromClause,
    Table,
    exists,
    func,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.exc import IntegrityError

from app.errors import CellFault, ImportFailure
from app.imports.csv_files import LINE
from app.imports.faults import SHOWN
from app.imports.fields import Field, fields_of, key_of, stored
from app.imports.references import AREAS
from app.imports.refusals import refusal

REFERENCE = re.compile(r"^(?:ref|fk)_")


@contextmanager
def located(connection: Connection, file: str, staging: Table, table: str) -> Iterator[None]:
    """Name the lines where the database refuses staged rows within the block; those it cannot find stay unnamed.

    Raises:
        ImportFailure: the database refused rows, and these are their lines.

    """
    savepoint = connection.begin_nested()
    try:
        yield
    except IntegrityError as error:
        savepoint.rollback()
        cause = error.orig
        if not isinstance(cause, psycopg.IntegrityError):
            raise
        told = refusal(cause, file, table)
        lines = lines_at_fault(connection, staging, table, cause)
        if not lines or not isinstance(told, ImportFailure):
            raise
        (fault,) = told.faults
        faults = [CellFault(file, line, fault.column, fault.value, fault.problem, fault.remedy) for line in lines]
        raise ImportFailure(
            f"{len(lines):,} fault{'s' if len(lines) > 1 else ''} in {file}; nothing was written", faults, len(lines)
        ) from error
    else:
        savepoint.commit()


def lines_at_fault(connection: Connection, staging: Table, table: str, error: psycopg.IntegrityError) -> list[int]:
    """Return the first lines that break the rule that an error names."""
    wrong = broken(connection, staging, table, error)
    if wrong is None:
        return []
    found = select(staging.c[LINE]).where(wrong).order_by(staging.c[LINE]).limit(SHOWN)
    return [int(line) for line in connection.execute(found).scalars()]


def broken(
    connection: Connection, staging: Table, table: str, error: psycopg.IntegrityError
) -> ColumnElement[bool] | None:
    """Return the condition that a staged row breaks the rule, None where it cannot be asked of one row alone."""
    name = error.diag.constraint_name or ""
    if isinstance(error, psycopg.errors.NotNullViolation):
        column = error.diag.column_name or ""
        return staging.c[column].is_(None) if column in staging.c else None
    if isinstance(error, psycopg.errors.CheckViolation):
        rule = connection.scalar(
            text(
                "SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint WHERE conname = :name AND conrelid = CAST(:table AS regclass)"
            ),
            {"name": name, "table": table},
        )
        columns = {column.name for column in stored(table).columns} - {column.name for column in staging.columns}
        mentioned = any(re.search(rf"\b{column}\b", rule or "") for column in columns)
        holds: Any = literal_column(f"({rule})", Boolean)  # as the database itself spells its rule
        return None if rule is None or mentioned else holds.is_(False)
    if isinstance(error, psycopg.errors.ForeignKeyViolation) and REFERENCE.match(name):
        for field in fields_of(table):
            if field.refers is not None and re.fullmatch(rf"(?:ref|fk)_{table}_{field.name}(?:_.*)?", name):
                return refers_to_nothing(staging, field)
    return None


def refers_to_nothing(staging: Table, field: Field) -> ColumnElement[bool]:
    """Return the condition that a column, or an item of its list, refers to no row."""
    column = staging.c[field.name]
    if field.kind != "list":
        return column.is_not(None) & ~known(field, column)
    items = func.unnest(column).table_valued("item").render_derived("items")
    return exists().select_from(items).where(~known(field, items.c.item))


def known(field: Field, value: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that a value is a key of what a column refers to."""
    target = field.refers or ""
    if target.startswith("codes:"):
        codes = stored("codes")
        return exists().where(codes.c.code == value, codes.c.list == target.removeprefix("codes:"))
    tables: tuple[str, ...] = AREAS if target == "areas" else (target,)
    conditions: list[ColumnElement[bool]] = []
    for name in tables:
        rows: FromClause = stored(name).alias(f"target_{name}")
        conditions.append(exists().where(rows.c[key_of(name)] == value))
    return or_(*conditions)
