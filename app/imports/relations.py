"""Which columns refer to which tables, who refers to a row, and how references move to another row."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Row, any_, case, func, literal, or_, select

from app.errors import CommandFailure
from app.imports.fields import fields_of, key_of, stored
from app.imports.files import did_you_mean
from app.imports.references import AREAS
from app.tables import TABLES

MOST_NAMED = 10
MOST_COMPARED = 50_000


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that holds the key of another table (for `codes`: codes of one list), alone or as a list."""

    table: str
    column: str
    csv: str
    is_list: bool
    target: str

    def holds(self, rows: FromClause, value: ColumnElement[Any]) -> ColumnElement[bool]:
        """Tell whether the column of a row holds a value."""
        column = rows.c[self.column]
        return value == any_(column) if self.is_list else column == value


@cache
def references() -> tuple[Reference, ...]:
    """Return every column that refers to another row."""
    return tuple(
        Reference(table, field.name, field.csv, field.kind == "list", field.refers)
        for table in TABLES
        for field in fields_of(table)
        if field.refers is not None
    )


def references_to(table: str, row: Row[Any]) -> list[Reference]:
    """Return the columns that may refer to a row of a table."""
    targets = {f"codes:{row.list}"} if table == "codes" else {table}
    if table in AREAS:
        targets.add("areas")
    return [reference for reference in references() if reference.target in targets]


def named_by(table: str, row: Row[Any]) -> str:
    """Return the value by which other rows refer to a row."""
    return str(row.code if table == "codes" else row._mapping[key_of(table)])  # noqa: SLF001 - the documented way


def row_of(connection: Connection, table: str, key: str) -> Row[Any]:
    """Return a stored row.

    Raises:
        CommandFailure: there is none with that key.

    """
    live, name = stored(table), key_of(table)
    row = connection.execute(select(live).where(live.c[name] == key)).one_or_none()
    if row is None:
        keys = connection.execute(select(live.c[name]).order_by(live.c[name]).limit(MOST_COMPARED)).scalars()
        raise CommandFailure(f"{table} has no row {key!r}; {did_you_mean(key, list(keys))}".rstrip("; "))
    return row


def who_refers(connection: Connection, table: str, row: Row[Any]) -> list[str]:
    """Return which rows refer to a row, as `table.column of id`, a few of each column."""
    found = []
    for reference in references_to(table, row):
        referring = stored(reference.table)
        keys = connection.execute(
            select(referring.c[key_of(reference.table)])
            .where(reference.holds(referring, literal(named_by(table, row))))
            .limit(MOST_NAMED)
        ).scalars()
        found += [f"{reference.table}.{reference.csv} of {key}" for key in keys]
    return found


def replaced(reference: Reference, rows: FromClause, old: str, new: str) -> ColumnElement[Any]:
    """Return the column with one id in the place of another; a list names each id once, where it stood first."""
    column = rows.c[reference.column]
    if not reference.is_list:
        return case((column == old, literal(new)), else_=column)
    exchanged = func.array_replace(column, old, new)
    items = func.unnest(exchanged).table_valued("item", with_ordinality="place", name="items").render_derived()
    once = select(items.c.item).group_by(items.c.item).order_by(func.min(items.c.place)).scalar_subquery()
    return case((literal(new) == any_(column), func.array(once)), else_=exchanged)


def changes(moving: Iterable[Reference], rows: FromClause, old: str, new: str) -> tuple[dict[str, Any], Any]:
    """Return the new values of the columns that refer to a row, and which rows they concern."""
    values = {reference.column: replaced(reference, rows, old, new) for reference in moving}
    return values, or_(*(reference.holds(rows, literal(old)) for reference in moving))
