"""Live rows and former ones side by side in SQL: what held, from which revision, until which."""

from typing import Any

from sqlalchemy import CompoundSelect, Integer, Select, TableClause, column, literal_column, select, table, union_all

from app.catalog.tracked import Tracked, stored


def live(entry: Tracked) -> TableClause:
    """Return the rows that hold today, also where a reading looks at a former revision."""
    return table(entry.table, *plain_columns(entry), schema="public")


def former(entry: Tracked) -> TableClause:
    """Return the rows that held once, each with the revision that ended it."""
    return table(entry.table, column("until_revision", Integer), *plain_columns(entry), schema="history")


def plain_columns(entry: Tracked) -> list[Any]:
    """Return the columns of a table without their tie to it."""
    return [column(part.name, part.type) for part in stored(entry.table).columns]


def versions(entry: Tracked) -> CompoundSelect[Any]:
    """Return every version of every row: its columns and `until_revision`, null while it holds."""
    names = [part.name for part in stored(entry.table).columns]
    today, once = live(entry), former(entry)
    return union_all(
        select(*(today.c[name] for name in names), literal_column("NULL", Integer).label("until_revision")),
        select(*(once.c[name] for name in names), once.c.until_revision),
    )


def came(entry: Tracked, after: int, until: int) -> CompoundSelect[Any]:
    """Return id and revision of each version that began after one revision and no later than another."""

    def began(rows: TableClause) -> Select[Any]:
        span = rows.c.revision > after, rows.c.revision <= until
        return select(rows.c[entry.id].label("id"), rows.c.revision).where(*span)

    return union_all(began(live(entry)), began(former(entry)))


def went(entry: Tracked, after: int, until: int) -> Select[Any]:
    """Return id and revision of each version that ended after one revision and no later than another."""
    rows = former(entry)
    span = rows.c.until_revision > after, rows.c.until_revision <= until
    return select(rows.c[entry.id].label("id"), rows.c.until_revision.label("revision")).where(*span)
