"""From the filters of a query string to SQL conditions, with every fault named at once."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Integer, Text, and_, cast, false, func, or_, select, true
from sqlalchemy.dialects.postgresql import array

from app.catalog.fields import Field, Records
from app.errors import BadRequest, Fault
from app.queries.codelists import CodeLists, code_lists, nearest
from app.queries.names import holding, read_words
from app.queries.periods import Period, read_period
from app.queries.places import read_areas, read_children, read_code, read_places
from app.queries.totals import narrowed
from app.queries.values import (
    Refused,
    read_boolean,
    read_date,
    read_number,
    read_partial_date,
    refuse_odd_letters,
    written,
)
from app.queries.vintages import Reading
from app.tables import FundingRound, Investor

SUFFIXES: dict[str, Callable[[Any, Any], Any]] = {
    "__gte": lambda sql, value: sql >= value,
    "__gt": lambda sql, value: sql > value,
    "__lte": lambda sql, value: sql <= value,
    "__lt": lambda sql, value: sql < value,
}
ALL = "all"
FIRST_YEAR, LAST_YEAR = 1, 9998
LARGEST_INTEGER = 2**31 - 1
FEW_INVESTORS = 200  # whose rounds are found by their ids; of more, some come along on any way through the rounds


@dataclass(frozen=True, slots=True)
class Resolved:
    """The SQL conditions of a set of filters, and the filters in their one canonical spelling, sorted by name."""

    conditions: tuple[ColumnElement[bool], ...]
    canonical: dict[str, str]


async def resolve(reading: Reading, records: Records, filters: Mapping[str, str]) -> Resolved:
    """Turn filters (parameter → value as in a query string, comma meaning or) into conditions on `records`.

    Raises:
        BadRequest: a parameter is unknown, or a value cannot be read; one fault for each of them.

    """
    lists = await code_lists(reading)
    known = records.filters
    conditions: list[ColumnElement[bool]] = []
    canonical: dict[str, str] = {}
    faults: list[Fault] = []
    for name in sorted(filters):
        if name not in known:
            faults.append(unknown_parameter(name, known))
            continue
        try:
            value, condition = await read_any(reading, records, name, filters, lists)
        except Refused as refusal:
            faults.append(
                Fault(name, refusal.code, refusal.detail, filters[name], refusal.did_you_mean, refusal.allowed)
            )
            continue
        if value:
            canonical[name] = value
        if condition is not None:
            conditions.append(condition)
    if faults:
        raise BadRequest(
            " ".join(fault.detail for fault in faults),
            slug=faults[0].code.replace("_", "-"),
            title="A filter cannot be read" if faults[0].code != "unknown_parameter" else "Unknown query parameter",
            faults=faults,
        )
    return Resolved(tuple(conditions), canonical)


async def read_any(
    reading: Reading, records: Records, name: str, filters: Mapping[str, str], lists: CodeLists
) -> tuple[str, ColumnElement[bool] | None]:
    """Return the canonical value of a filter and its condition, None where it asks for everything."""
    field, value = records.filters[name], filters[name]
    refuse_odd_letters(name, value)
    if field.reads == "years":
        return await last_years(reading, records, field, value)
    if field.reads == "search":
        words = read_words(value)
        return words, (await holding(reading, field.sql, words)).condition
    if field.reads == "countries":
        return await read_countries(reading, field, value, lists)
    if field.reads == "place":
        return read_places(field.sql, value, lists, filters.get("children", "false"))
    return read_filter(field, name.removeprefix(field.key), value, records, lists)


def unknown_parameter(name: str, known: Mapping[str, Any]) -> Fault:
    """Return the fault of a parameter that there is not."""
    return Fault(
        name,
        "unknown_parameter",
        f"'{name}' is not a parameter of this route.",
        did_you_mean=nearest(name, known),
        allowed=tuple(known),
    )


def read_filter(
    field: Field, suffix: str, value: str, records: Records, lists: CodeLists
) -> tuple[str, ColumnElement[bool] | None]:
    """Return the same for a filter that asks nothing of the database."""
    sql: Any = field.sql
    if suffix == "__isnull":
        wanted = read_boolean(value)
        return str(wanted).lower(), sql.is_(None) if wanted else sql.is_not(None)
    if suffix:
        bound = READ_BOUND[field.reads or ""](value)
        return written(bound), SUFFIXES[suffix](sql, alike(sql, bound))
    if field.reads in READ_WHOLE:
        return READ_WHOLE[field.reads](sql, value)
    parts = parts_of(field, value, lists)
    if ALL in parts and field.codelist in ("deal_type", "amount_is"):
        return ALL, None
    if field.reads == "region":
        return read_areas(field, parts, records, lists)
    if field.codelist is not None:
        parts = [read_code(field.codelist, part, lists) for part in parts]
        in_order = [entry.code for entry in lists[field.codelist]]
        parts = sorted(set(parts), key=in_order.index)
    elif field.reads in READ_BOUND:
        bounds = sorted({READ_BOUND[field.reads](part) for part in parts})
        return ",".join(written(bound) for bound in bounds), sql.in_([alike(sql, bound) for bound in bounds])
    else:
        parts = sorted(set(parts))
    return ",".join(parts), one_of(field, parts, records, lists)


def one_of(field: Field, parts: list[str], records: Records, lists: CodeLists) -> ColumnElement[bool]:
    """Return the condition that a field is, or a list holds, one of some values."""
    sql: Any = field.sql
    if field.reads == "ids":
        return any_of(sql, parts)
    if field.codelist == "deal_type":  # follows from the stage, which the rows themselves hold, and their indexes
        stage: Any = records["stage"].sql
        sql, parts = stage, [entry.code for entry in lists["stage"] if entry.parent in parts]
    condition: ColumnElement[bool] = sql.in_(parts) if field.matches is None else field.matches(parts)
    return condition


def alike(sql: Any, bound: Any) -> Any:
    """Return a bound as a value of the column's own type where it is one, so that the planner can judge by it."""
    whole = isinstance(sql.type, Integer) and isinstance(bound, Decimal) and bound == int(bound)
    return int(bound) if whole and abs(bound) <= LARGEST_INTEGER else bound


def any_of(sql: Any, values: list[str]) -> ColumnElement[bool]:
    """Return the condition that a list holds any of some values."""
    condition: ColumnElement[bool] = sql.op("&&", is_comparison=True)(cast(array(values), ARRAY(Text)))
    return condition


async def read_countries(
    reading: Reading, field: Field, value: str, lists: CodeLists
) -> tuple[str, ColumnElement[bool]]:
    """Return the condition that an investor of any of some countries took part, `UNK` where none is known."""
    parts = sorted(set(parts_of(field, value, lists)))
    if "UNK" not in parts:
        here = select(Investor.id).where(Investor.country.in_(parts)).limit(FEW_INVESTORS + 1)
        investors = list((await reading.connection.execute(here)).scalars())
        if not investors:
            return ",".join(parts), false()
        if len(investors) <= FEW_INVESTORS:
            return ",".join(parts), any_of(FundingRound.investor_ids, investors)
    return ",".join(parts), any_of(field.sql, parts)


def parts_of(field: Field, value: str, lists: CodeLists) -> list[str]:
    """Return the parts between the commas of a filter; the names of some publishers hold a comma themselves."""
    if field.codelist == "publisher" and lists.find("publisher", value) is not None:
        return [value]
    parts = [part.strip() for part in value.split(",") if part.strip()]
    if not parts:
        raise Refused("empty_value", f"'{field.key}' has no value; leave it out or give one.")
    return parts


def read_periods(sql: Any, value: str) -> tuple[str, ColumnElement[bool]]:
    """Return the condition of periods exactly as published: `2024` is the year and not its halves."""
    found: set[Period] = set()
    for word in (word.strip() for word in value.split(",")):
        period = read_period(word)
        if period is None:
            raise Refused(
                "not_a_period", f"'{word}' is no period such as 2024, 2024-H1, 2024-Q3, 2024-05 or 2011/2018."
            )
        found.add(period)
    codes = [period.code for period in sorted(found)]
    return ",".join(codes), sql.in_(codes)


READ_BOUND: dict[str, Callable[[str], Any]] = {
    "number": read_number,
    "date": read_date,
    "partial_date": read_partial_date,
}


def read_years(sql: Any, value: str) -> tuple[str, ColumnElement[bool]]:
    """Return the condition that a date lies in some years: `2024`, `2019,2021`, `2019:2024`, `2019:`, `:2024`."""
    spans: set[tuple[int, int]] = set()
    for part in (part.strip() for part in value.split(",")):
        match = re.fullmatch(r"(?:(\d{4})|(\d{4})?:(\d{4})?)", part)
        if match is None or part == ":":
            raise Refused(
                "not_a_year", f"'{part}' is neither a year (2024) nor a span of years (2019:2024, 2019:, :2024)."
            )
        year, first, last = match.groups()
        span = (int(year), int(year)) if year else (int(first or FIRST_YEAR), int(last or LAST_YEAR))
        if span[0] > span[1]:
            raise Refused("empty_span", f"The span {part} ends before it begins.", f"{span[1]:04d}:{span[0]:04d}")
        if span[0] < FIRST_YEAR or span[1] > LAST_YEAR:
            raise Refused("not_a_year", f"'{part}' lies outside the calendar.")
        spans.add(span)
    conditions = [within_years(sql, first, last) for first, last in sorted(spans)]
    return ",".join(spelled(*span) for span in sorted(spans)), or_(*conditions)


def spelled(first: int, last: int) -> str:
    """Return a span of years as a filter spells it."""
    if first == last:
        return f"{first:04d}"
    return (f"{first:04d}" if first > FIRST_YEAR else "") + ":" + (f"{last:04d}" if last < LAST_YEAR else "")


def within_years(sql: Any, first: int, last: int) -> ColumnElement[bool]:
    """Return the condition that a date lies within years, both included, so that an index on the date serves it."""
    bounds = []
    if first > FIRST_YEAR:
        bounds.append(sql >= date(first, 1, 1))
    if last < LAST_YEAR:
        bounds.append(sql < date(last + 1, 1, 1))
    return and_(*bounds) if bounds else true()


async def last_years(reading: Reading, records: Records, field: Field, value: str) -> tuple[str, ColumnElement[bool]]:
    """Return the condition of the last N years, counted back from the newest year with data."""
    if not re.fullmatch(r"\d{1,3}", value.strip()) or int(value) == 0:
        raise Refused("not_a_count", f"'{value}' is no number of years from 1 to 999.")
    sql: Any = field.sql
    newest = await newest_year(reading, records, sql)
    if newest is None:
        return str(int(value)), false()
    return str(int(value)), within_years(sql, max(newest - int(value) + 1, FIRST_YEAR), newest)


async def newest_year(reading: Reading, records: Records, sql: Any) -> int | None:
    """Return the newest year with data, None without any. Read once per revision."""
    name = f"newest year of {records.key}"
    if name not in reading.memory:
        newest: date | None = await reading.connection.scalar(
            select(func.max(sql)).select_from(narrowed(records.source, [sql])), {"at": reading.updated.date()}
        )
        reading.memory[name] = None if newest is None else newest.year
    found: int | None = reading.memory[name]
    return found


def read_perimeter(sql: Any, value: str) -> tuple[str, ColumnElement[bool] | None]:
    """Return the condition of a perimeter."""
    word = value.strip().lower()
    if word == ALL:
        return "", None
    if word == "tech":
        return "tech", sql.is_(True)
    raise Refused("unknown_perimeter", f"'{value}' is no perimeter.", nearest(word, ("tech", ALL)), ("tech", ALL))


def read_flag(sql: Any, value: str) -> tuple[str, ColumnElement[bool]]:
    """Return the condition of a truth value."""
    wanted = read_boolean(value)
    return str(wanted).lower(), sql.is_(wanted)


READ_WHOLE: dict[str | None, Callable[[Any, str], tuple[str, ColumnElement[bool] | None]]] = {
    "year": read_years,
    "perimeter": read_perimeter,
    "boolean": read_flag,
    "children": read_children,
    "period": read_periods,
}
