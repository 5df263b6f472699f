"""Write staged rows into their table: those that differ are updated, those that are new inserted."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Subquery, Table, and_, case, exists, literal, or_, select

from app.imports.csv_files import LINE
from app.imports.fields import key_of, stored
from app.imports.money import CONVERSIONS, converted, pairs_of, prepare_rates


def write(connection: Connection, staging: Table, table: str, revision: int) -> tuple[int, int]:
    """Update the rows that differ and insert those that are new; return how many were created and changed.

    An amount whose currency and date stay keeps the euro value that it was stored with.
    """
    live, key = stored(table), key_of(table)
    rows = given_rows(connection, staging, table)
    names = [column.name for column in staging.columns if column.name not in (LINE, key)]
    values: dict[str, ColumnElement[Any]] = {name: rows.c[name] for name in names}
    for conversion in CONVERSIONS.get(table, ()):
        same = and_(*(live.c[name].is_not_distinct_from(rows.c[name]) for name in conversion.given))
        for name in conversion.computed:
            values[name] = case((same, live.c[name]), else_=rows.c[name])
    changed = connection.execute(
        live.update().values(**values, revision=revision).where(live.c[key] == rows.c[key], differs(live, rows, names))
    ).rowcount
    new = select(*rows.c, literal(revision)).where(~exists().where(live.c[key] == rows.c[key]))
    insert = live.insert().from_select([*rows.c.keys(), "revision"], new)
    created = connection.execute(insert, execution_options={"preserve_rowcount": True}).rowcount
    return created, changed


def given_rows(connection: Connection, staging: Table, table: str) -> Subquery:
    """Return the staged rows as the table holds them: without their line, with the computed amounts."""
    conversions = CONVERSIONS.get(table, ())
    if conversions:
        prepare_rates(connection, pairs_of(staging, conversions))
    joined, computed = converted(staging, conversions)
    columns = [column for column in staging.columns if column.name != LINE]
    return (
        select(*columns, *(value.label(name) for name, value in computed.items())).select_from(joined).subquery("given")
    )


def differs(left: Any, right: Any, names: list[str]) -> ColumnElement[bool]:
    """Tell whether two rows differ in any of some columns; null equals null."""
    return or_(*(left.c[name].is_distinct_from(right.c[name]) for name in names))


def keep_written(connection: Connection, staging: Table, table: str, revision: int) -> None:
    """Leave only those rows staged that were created or changed in this revision."""
    live, key = stored(table), key_of(table)
    connection.execute(staging.delete().where(staging.c[key] == live.c[key], live.c.revision != revision))
