"""One page of an order: walked along an index where much matches, gathered and sorted where little does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Label, Select, Subquery, func, null, select

from app.catalog.fields import Field, Records
from app.queries.orders import Key, past, stretches
from app.queries.totals import COUNTED, Total, Totals, count_rows, expect_rows, narrowed
from app.queries.vintages import Reading


@dataclass(frozen=True, slots=True)
class Wanted:
    """Rows of a list: which, in which order, and the values of what is bound when they are read.

    `name` tells the question apart from others of the same revision. Rows are `counted` up to so many.
    """

    records: Records
    conditions: tuple[ColumnElement[bool], ...]
    keys: tuple[Key, ...]
    values: Mapping[str, Any]
    name: str
    counted: int = COUNTED


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, of which the last columns are the keys of the order, and how many there are in all."""

    rows: Sequence[tuple[Any, ...]]
    total: Total


async def read_page(
    reading: Reading, wanted: Wanted, shown: Sequence[Field], limit: int, after: tuple[Any, ...] | None
) -> Page:
    """Return the rows of a page, and one more where there is one; `after` holds the keys of the row before it.

    Where few rows match, all of them are found by what they match and then sorted: how much the planner believes of
    that they lie together in the order, no walk along an index is left to chance.
    """
    totals, name = Totals(reading), (wanted.name, wanted.counted)
    total = totals[name]
    if total is None and wanted.conditions:
        total = await expect_rows(reading, wanted.records, wanted.conditions, wanted.values, counted=wanted.counted)
    if wanted.conditions and (total is None or not total.estimated):
        rows, number = await gather(reading, wanted, shown, limit + 1, after)
        total = Total(number) if rows or after is None else total or Total(0)
    else:
        rows = await walk(reading, wanted, shown, limit + 1, after)
        if after is None and len(rows) <= limit:
            total = Total(len(rows))
        total = total or await count_rows(
            reading, wanted.records, (), wanted.values, key=wanted.name, counted=wanted.counted
        )
    totals[name] = total
    return Page(rows, total)


async def walk(
    reading: Reading, wanted: Wanted, shown: Sequence[Field], most: int, after: tuple[Any, ...] | None
) -> Sequence[tuple[Any, ...]]:
    """Read the rows along the order, stretch by stretch, until there are enough."""
    records, keys = wanted.records, wanted.keys
    source = narrowed(records.source, [*wanted.conditions, *(key.sql for key in keys)])
    statement = select(*placed(keys)).select_from(source).where(*wanted.conditions)
    found: list[tuple[Any, ...]] = []
    async for stretch in stretches(reading, keys, after):
        part = ordered(statement.where(*stretch.conditions), stretch.keys).limit(most - len(found)).subquery("page")
        found += await read_fields(reading, wanted, shown, part)
        if len(found) == most:
            break
    return found


async def gather(
    reading: Reading, wanted: Wanted, shown: Sequence[Field], most: int, after: tuple[Any, ...] | None
) -> tuple[Sequence[tuple[Any, ...]], int]:
    """Find every row that matches, sort their keys, read the fields of those of the page, and say how many match."""
    records, keys = wanted.records, wanted.keys
    source = narrowed(records.source, [*wanted.conditions, *(key.sql for key in keys)])
    matching = (
        select(*placed(keys), func.count().over().label("number"))
        .select_from(source)
        .where(*wanted.conditions)
        .offset(0)  # a fence: the plan of what matches is made without regard to the order
        .subquery("matching")
    )
    sorted_by = [replace(key, sql=matching.c[f"k{place}"]) for place, key in enumerate(keys)]
    page = ordered(select(matching), sorted_by).where(*past(sorted_by, after)).limit(most).subquery("page")
    rows = await read_fields(reading, wanted, shown, page, page.c.number)
    return [row[1:] for row in rows], rows[0][0] if rows else 0


async def read_fields(
    reading: Reading, wanted: Wanted, shown: Sequence[Field], page: Subquery, *before: ColumnElement[Any]
) -> list[tuple[Any, ...]]:
    """Return the fields of the rows of a page, given by their keys, in order, each with its keys behind them."""
    keys = [replace(key, sql=page.c[f"k{place}"]) for place, key in enumerate(wanted.keys)]
    columns = [labelled(entry.sql, f"f{place}") for place, entry in enumerate(shown)]
    records = wanted.records
    rows = select(*before, *columns, *(key.sql for key in keys)).select_from(page)
    statement = ordered(rows.join(records.source, records.id == keys[-1].sql), keys)
    return [tuple(row) for row in await reading.connection.execute(statement, dict(wanted.values))]


def placed(keys: Sequence[Key]) -> list[Label[Any]]:
    """Return the keys of an order as columns with names of their own."""
    return [labelled(key.sql, f"k{place}") for place, key in enumerate(keys)]


def select_fields(records: Records, shown: Sequence[Field], keys: Sequence[Key] = ()) -> Select[Any]:
    """Return the statement that reads the shown fields, then the keys of an order, the last of which is the id."""
    columns: list[Label[Any]] = [labelled(entry.sql, f"f{place}") for place, entry in enumerate(shown)]
    return select(*columns, *placed(keys)).select_from(records.source)


def labelled(sql: Any, name: str) -> Label[Any]:
    """Return an expression under a name; a field without one reads null."""
    label: Label[Any] = (null() if sql is None else sql).label(name)
    return label


def ordered(statement: Select[Any], keys: Sequence[Key]) -> Select[Any]:
    """Put rows in order."""
    return statement.order_by(*(key.ordering for key in keys))
