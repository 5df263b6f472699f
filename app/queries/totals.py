"""How many rows a question has: counted as far as that costs little, estimated by the planner beyond."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cachetools import LRUCache
from sqlalchemy import (
    ClauseElement,
    Column,
    ColumnElement,
    Executable,
    FromClause,
    Join,
    Lateral,
    Select,
    Table,
    func,
    literal_column,
    select,
    text,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.visitors import iterate

from app.catalog.fields import Records
from app.queries.vintages import Reading

COUNTED = 10_000
# What counting may cost, in the planner's units: about what a page costs, some milliseconds.
AFFORDABLE = 10_000
KEPT = 2_000


@dataclass(frozen=True, slots=True)
class Total:
    """How many rows there are, and whether that is an estimate."""

    rows: int
    estimated: bool = False


class Explain(Executable, ClauseElement):
    """The plan of a statement instead of its rows."""

    inherit_cache = False

    def __init__(self, statement: Select[Any]) -> None:
        self.statement = statement


@compiles(Explain)
def explain(element: Explain, compiler: Any, **options: Any) -> str:
    """Write EXPLAIN before the statement."""
    return f"EXPLAIN (FORMAT JSON) {compiler.process(element.statement, **options)}"


async def count_rows(
    reading: Reading,
    records: Records,
    conditions: Sequence[ColumnElement[bool]],
    values: Mapping[str, Any],
    *,
    key: str,
    counted: int = COUNTED,
) -> Total:
    """Return how many rows of a list the conditions leave, exactly up to so many as are `counted`.

    `key` names the question: its total is asked for once per revision, whichever page is read.
    """
    kept: LRUCache[tuple[str, int], Total] = reading.memory.setdefault("totals", LRUCache(KEPT))
    total = kept.get((key, counted))
    if total is None:
        total = await find_total(reading, records, conditions, values, counted)
        kept[key, counted] = total
    return total


async def find_total(
    reading: Reading,
    records: Records,
    conditions: Sequence[ColumnElement[bool]],
    values: Mapping[str, Any],
    counted: int,
) -> Total:
    """Ask the database for a total."""
    rows: Select[Any] = select(literal_column("1")).select_from(narrowed(records.source, conditions)).where(*conditions)
    expected = 0
    if await size_of(reading, records.table) > counted:
        expected, cost = await plan(reading, rows, values)
        if expected > counted:
            _, cost = await plan(reading, rows.limit(counted + 1), values)
        if cost > AFFORDABLE:
            return Total(max(expected, 1), estimated=True)
    found = await reading.connection.scalar(
        select(func.count()).select_from(rows.limit(counted + 1).subquery()), dict(values)
    )
    exact = int(found or 0)
    return Total(exact) if exact <= counted else Total(max(expected, exact), estimated=True)


async def plan(reading: Reading, statement: Select[Any], values: Mapping[str, Any]) -> tuple[int, float]:
    """Return how many rows the planner expects, and at which cost."""
    found = await reading.connection.scalar(Explain(statement), dict(values))
    node = found[0]["Plan"]
    return int(node["Plan Rows"]), float(node["Total Cost"])


async def size_of(reading: Reading, table: str) -> int:
    """Return about how many rows a table has, 0 where nobody looked yet."""
    sizes: dict[str, int] | None = reading.memory.get("sizes")
    if sizes is None:
        found = await reading.connection.execute(
            text(
                "SELECT relname, reltuples FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            )
        )
        sizes = reading.memory["sizes"] = {name: max(0, int(rows)) for name, rows in found}
    return sizes.get(table, 0)


def narrowed(source: FromClause, parts: Sequence[ClauseElement]) -> FromClause:
    """Return a list's source without the tables that no part mentions: each has exactly one row per row of the list."""
    return without_idle(source, {column.table.name for part in parts for column in columns_of(part)})


def without_idle(source: FromClause, wanted: set[str]) -> FromClause:
    """Leave out of a join what is not wanted."""
    if not isinstance(source, Join) or not isinstance(source.right, Table | Lateral):
        return source
    if source.right.name not in wanted:
        return without_idle(source.left, wanted)
    needed = wanted | {column.table.name for column in columns_of(source.onclause)}
    return Join(without_idle(source.left, needed), source.right, source.onclause, isouter=source.isouter)


def columns_of(part: ClauseElement | None) -> list[Any]:
    """Return the columns that an expression mentions."""
    return [] if part is None else [found for found in iterate(part) if isinstance(found, Column)]
