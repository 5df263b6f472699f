"""The access path that always works: every asked group computed from the records themselves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    column,
    func,
    literal_column,
    null,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.sql.visitors import replacement_traverse

from app.catalog.deals import LATEST
from app.catalog.dimensions import ALL, UNKNOWN
from app.catalog.measures import MEASURES
from app.catalog.unicorns import Definition, held, valuation_at
from app.queries.aggregates.question import Asked
from app.queries.aggregates.window import DAY, Window
from app.queries.totals import narrowed
from app.queries.vintages import Reading
from app.tables import Company, Investor, Sector, Unicorn

Key = tuple[Any, ...]
Parts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which records an answer is about: its canonical filters, their conditions, and the time that it covers.

    `restricted` tells that only some amounts are summed, `definition` what counts in a stock.
    """

    filters: Mapping[str, str]
    conditions: tuple[ColumnElement[bool], ...]
    window: Window
    restricted: bool
    definition: Definition


async def read_records(reading: Reading, asked: Asked, scope: Scope, most: int) -> dict[Key, Parts]:
    """Return the parts of every cell that occurs, by its codes in the order of the dimensions.

    A code is that of the dimension, the number of a period, `UNK`, or `ALL` in a margin. At most one more
    than `most` are read.
    """
    cells: dict[Key, Parts] = {}
    for sets in alike(asked, grouping_sets(asked)):
        statement = grouped(asked, scope, sets).limit(most + 1)
        for row in await reading.connection.execute(statement, spans_of(asked, scope, sets)):
            cells[key_of(asked, sets, row)] = row._mapping  # noqa: SLF001 - the public name of it
    return cells


def grouping_sets(asked: Asked) -> list[tuple[str, ...]]:
    """Return the sets of dimensions to group by: all of them, and every part of them when totals are asked for."""
    keys = asked.group_by
    sizes = range(len(keys), -1, -1) if asked.totals else (len(keys),)
    return [part for size in sizes for part in combinations(keys, size)]


def alike(asked: Asked, sets: Iterable[tuple[str, ...]]) -> list[list[tuple[str, ...]]]:
    """Put sets together that can be grouped from the same rows.

    Rows are repeated for each group of an overlapping dimension, and for each period of a stock: a set without
    such a dimension must not see them repeated.
    """
    repeating = frozenset(d.key for d in asked.dimensions if d.overlapping or (asked.fact.stock and d.period))
    together: dict[frozenset[str], list[tuple[str, ...]]] = {}
    for keys in sets:
        together.setdefault(repeating.intersection(keys), []).append(keys)
    return list(together.values())


def grouped(asked: Asked, scope: Scope, sets: Sequence[tuple[str, ...]]) -> Select[Any]:
    """Return the statement that computes the parts of all cells of some sets, from one reading of the fact."""
    keys = [key for key in asked.group_by if any(key in part for part in sets)]
    rows = fact_rows(asked, scope, keys).subquery("fact").c
    measures = ((key, MEASURES[key].sql) for key in parts_of(asked))
    parts = [sql(rows).label(key) for key, sql in measures if sql is not None]
    if asked.amount is not None:
        parts += [func.count().filter(rows[name]).label(name) for name in ("no_rate", "set_aside")]
    columns = [rows[key] for key in keys]
    statement = select(*columns, *parts)
    if len(sets) == 1:
        return statement.group_by(*columns)
    statement = statement.add_columns(func.grouping(*columns).label("margin"))
    return statement.group_by(func.grouping_sets(*(tuple_(*(rows[key] for key in part)) for part in sets)))


def parts_of(asked: Asked) -> tuple[str, ...]:
    """Return the measures that are computed by the database, in the order of the catalogue."""
    names = {"count", *({"count_disclosed", "sum"} if asked.amount is not None else ())}
    names |= {measure.key for measure in asked.used}
    return tuple(key for key, measure in MEASURES.items() if key in names and measure.sql is not None)


def key_of(asked: Asked, sets: Sequence[tuple[str, ...]], row: Any) -> Key:
    """Return the codes of a row: `UNK` for what is not known, `ALL` for what its set does not group by."""
    values = row._mapping  # noqa: SLF001 - the public name of it
    keys = [key for key in asked.group_by if any(key in part for part in sets)]
    margin = values["margin"] if len(sets) > 1 else 0
    codes = []
    for key in asked.group_by:
        if key not in keys or margin >> (len(keys) - 1 - keys.index(key)) & 1:
            codes.append(ALL)
        else:
            codes.append(UNKNOWN if values[key] is None else values[key])
    return tuple(codes)


def fact_rows(asked: Asked, scope: Scope, keys: Sequence[str]) -> Select[Any]:
    """Return the rows of the fact: one column per dimension in `keys`, the id, the company, and the amount."""
    if asked.fact.stock:
        return stock_rows(asked, scope, keys)
    fact = asked.fact
    source = fact.records.source
    columns = []
    for key in keys:
        dimension = fact.dimensions[key]
        if dimension.overlapping:
            found = investor_countries(fact.columns[key])
            source = source.outerjoin(found, true())
            columns.append(found.c.country.label(key))
        else:
            sql = fact.period(dimension.period) if dimension.period else fact.columns[key]
            columns.append(sql.label(key))
    columns += [literal_column("1").label("id"), fact.company_id.label("company_id")]
    if asked.amount is not None:
        amounts = fact.amount_columns(asked.amount, restricted=scope.restricted)
        columns += [sql.label(name) for name, sql in amounts.items()]
    return select(*columns).select_from(narrowed(source, [*columns, *scope.conditions])).where(*scope.conditions)


def investor_countries(investor_ids: Any) -> Any:
    """Return the different countries of a round's investors, null for those that are not known."""
    return select(Investor.country).distinct().where(Investor.id == func.any(investor_ids)).lateral()


def stock_rows(asked: Asked, scope: Scope, keys: Sequence[str]) -> Select[Any]:
    """Return one row per period and unicorn that is there at its end, or was at the end of the one before."""
    spans = (
        func.unnest(
            bindparam("numbers", type_=ARRAY(Integer)),
            bindparam("ends", type_=ARRAY(Date)),
            bindparam("befores", type_=ARRAY(Date)),
        )
        .table_valued(column("number", Integer), column("ends", Date), column("before", Date), name="spans")
        .render_derived()
    )
    price, former = valuation_at(spans.c.ends), valuation_at(spans.c.before)
    there = held(spans.c.ends, scope.definition, price.c.valuation_usd)
    was_there = held(spans.c.before, scope.definition, former.c.valuation_usd)
    columns = [
        (spans.c.number if asked.fact.dimensions[key].period else asked.fact.columns[key]).label(key) for key in keys
    ]
    value = price.c[asked.field or ""]
    statement = select(
        *columns,
        case((there, Unicorn.id)).label("id"),
        case((there, Company.id)).label("company_id"),
        case((there, value)).label("value"),
        and_(there, price.c.valuation.is_not(None), value.is_(None)).label("no_rate"),
        null().is_not(None).label("set_aside"),
        and_(there, ~was_there).label("entered"),
        and_(was_there, ~there).label("gone"),
    )
    source = spans.join(Unicorn.__table__, true()).join(Company.__table__, Company.id == Unicorn.id)
    source = source.join(Sector.__table__, Sector.code == Company.sector)
    source = source.outerjoin(price, true()).outerjoin(former, true())
    return statement.select_from(source).where(or_(there, was_there), *(at_span(c, price) for c in scope.conditions))


def at_span(condition: ColumnElement[bool], price: Any) -> ColumnElement[bool]:
    """Return a condition of the list of unicorns with the valuation at the end of each span in place of the latest."""

    def moved(element: Any, **_: Any) -> Any:
        return price.c[element.key] if getattr(element, "table", None) is LATEST else None

    return replacement_traverse(condition, {}, moved)


def spans_of(asked: Asked, scope: Scope, sets: Sequence[tuple[str, ...]]) -> dict[str, Any]:
    """Return the periods of a stock: their numbers, their last days, and the days before their first."""
    if not asked.fact.stock:
        return {}
    window = scope.window
    period = next((d.period for d in asked.dimensions if d.period and any(d.key in part for part in sets)), None)
    if period is None:
        before = max(window.first, window.since) - DAY
        return spans([] if window.empty else [(0, before, window.last)])
    return spans(
        [
            (number, period.first_day(number) - DAY, min(period.last_day(number), window.last))
            for number in window.periods(period)
            if period.last_day(number) >= window.since
        ]
    )


def spans(found: Sequence[tuple[int, date, date]]) -> dict[str, Any]:
    """Return spans, each a number, the day before and the last day, as the parameters of the statement."""
    return {
        "numbers": [number for number, _, _ in found],
        "befores": [before for _, before, _ in found],
        "ends": [end for _, _, end in found],
    }
