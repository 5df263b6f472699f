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
# What finding all rows may cost, in the planner's units: less than reading a million rows one after the other.
AFFORDABLE = 40_000
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


class Totals:
    """The totals of a revision that were asked for, so that each is found once, whichever page is read."""

    def __init__(self, reading: Reading) -> None:
        self.kept: LRUCache[tuple[str, int], Total] = reading.memory.setdefault("totals", LRUCache(KEPT))

    def __getitem__(self, key: tuple[str, int]) -> Total | None:
        """Return a total, None when nobody asked for it yet."""
        return self.kept.get(key)

    def __setitem__(self, key: tuple[str, int], total: Total) -> None:
        """Remember a total."""
        self.kept[key] = total


async def expect_rows(
    reading: Reading,
    records: Records,
    conditions: Sequence[ColumnElement[bool]],
    values: Mapping[str, Any],
    *,
    counted: int = COUNTED,
) -> Total | None:
    """Return the estimate of a total that would cost too much to count, None where it is to be counted.

    Tables of no more rows than are `counted` are always counted.
    """
    if await size_of(reading, records.table) <= counted:
        return None
    rows, cost = await plan(reading, matching(records, conditions), values)
    if rows <= counted and cost <= AFFORDABLE:
        return None
    return Total(max(rows, 1), estimated=True)


async def count_rows(
    reading: Reading,
    records: Records,
    conditions: Sequence[ColumnElement[bool]],
    values: Mapping[str, Any],
    *,
    key: str,
    counted: int = COUNTED,
) -> Total:
    """Return how many rows of a list the conditions leave; `key` names the question among those of a revision."""
    totals = Totals(reading)
    total = totals[key, counted] or await expect_rows(reading, records, conditions, values, counted=counted)
    if total is None:
        found = select(func.count()).select_from(matching(records, conditions).subquery())
        total = Total(int(await reading.connection.scalar(found, dict(values)) or 0))
    totals[key, counted] = total
    return total


def matching(records: Records, conditions: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """Return the statement that finds what the conditions leave, without any of its fields."""
    rows: Select[Any] = select(literal_column("1")).select_from(narrowed(records.source, conditions))
    return rows.where(*conditions)


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
