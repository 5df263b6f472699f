"""Narrowing: what conditions on records leave of the codes of dimensions, where that is all that they say."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from operator import ge, gt, le, lt
from typing import Any, cast

from sqlalchemy import BinaryExpression, BindParameter, ColumnElement, False_, Null, True_
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BooleanClauseList, Grouping

from app.catalog.cuts import FOLLOWS
from app.catalog.facts import FACTS, Fact
from app.queries.codelists import CodeLists

# Of each dimension that is narrowed, the codes that are left; None among them is what is not known.
Narrowed = Mapping[str, frozenset[Any]]


def narrowed(fact: Fact, conditions: Iterable[ColumnElement[bool]], years: Sequence[int]) -> Narrowed | None:
    """Return which codes some conditions leave; None when they look at anything but the codes of single dimensions.

    `years` are those with data: a span of dates that begins and ends with years leaves some of them.
    """
    found: dict[str, frozenset[Any]] = {}
    for condition in conditions:
        key, codes = read_codes(fact, condition) or ("year", read_years(fact, condition, years))
        if codes is None:
            return None
        found[key] = found[key] & codes if key in found else codes
    return found


def widened(codes: Narrowed, lists: CodeLists) -> Narrowed:
    """Return the same with wider codes where all codes below them are left: a deal type in place of all its stages."""
    found = dict(codes)
    for key, (wider, *_) in FOLLOWS.items():
        entries = lists.by_code[key]
        parents = frozenset(entries[code].parent for code in codes.get(key, ()) if code in entries)
        below = frozenset(code for code, entry in entries.items() if entry.parent in parents)
        if key in found and None not in parents and found[key] == below:
            del found[key]
            found[wider] = found.get(wider, parents) & parents
    return found


def read_codes(fact: Fact, condition: ColumnElement[bool]) -> tuple[str, frozenset[Any]] | None:
    """Return the dimension of a condition such as `region IN (…)` or `city IS NULL`, and the codes that it leaves."""
    if not isinstance(condition, BinaryExpression):
        return None
    key = key_of(fact.key, stored(condition.left))
    right = condition.right
    if key is None:
        return None
    if condition.operator is operators.in_op and isinstance(right, BindParameter):
        return key, frozenset(right.value or ())
    if condition.operator is operators.is_ and isinstance(right, Null):
        return key, frozenset({None})
    if condition.operator is operators.is_ and isinstance(right, True_):
        return key, frozenset({True})
    return None


@lru_cache
def key_of(fact: str, column: tuple[str, str] | None) -> str | None:
    """Return the dimension whose codes a column holds, None where there is none."""
    return next((key for key, sql in FACTS[fact].codes.items() if column and stored(sql) == column), None)


def read_years(fact: Fact, condition: ColumnElement[bool], years: Sequence[int]) -> frozenset[int] | None:
    """Return the years that a condition on the date leaves; None when it does not fall between years."""
    held = [within(fact, condition, date(year, 1, 1)) for year in years]
    if "year" not in fact.codes or None in held:
        return None
    return frozenset(year for year, there in zip(years, held, strict=True) if there)


def within(fact: Fact, condition: Any, day: date) -> bool | None:
    """Tell whether a condition holds on all days of the year that a day begins; None when that cannot be told."""
    if isinstance(condition, True_ | False_):
        return isinstance(condition, True_)
    if isinstance(condition, Grouping):
        return within(fact, condition.element, day)
    if isinstance(condition, BooleanClauseList):
        parts = [within(fact, part, day) for part in condition.clauses]
        if None in parts:
            return None
        return any(parts) if condition.operator is operators.or_ else all(parts)
    if isinstance(condition, BinaryExpression) and isinstance(condition.right, BindParameter):
        place, bound = stored(condition.left), cast("Any", condition.right.value)
        if place is not None and place == stored(fact.year) and condition.operator in (ge, gt, le, lt):
            return bool(condition.operator(day.year, bound))
        if place is not None and place == stored(fact.date) and condition.operator in (ge, lt):
            return bool(condition.operator(day, bound)) if (bound.month, bound.day) == (1, 1) else None
    return None


def stored(sql: Any) -> tuple[str, str] | None:
    """Return the table and the name of a column; None of any other expression."""
    table = getattr(sql, "table", None)
    return None if table is None else (str(table.name), str(sql.name))
