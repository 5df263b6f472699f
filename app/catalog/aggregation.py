"""Measure: one thing that an aggregate can compute, and the SQL aggregates that several of them use."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ARRAY, ColumnElement, Numeric, func, literal_column
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.catalog.derived import Cell, Value
from app.languages import Text

# AMOUNT stands for the unit of the field that is asked for.
MeasureUnit = Literal["COUNT", "AMOUNT", "AMOUNT_PER_CAPITA", "RATIO", "RANK"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: either `sql`, an aggregate over the columns of a fact, or `derive`, computed from whole cells.

    `cell` is the same as `sql` from the columns of a prepared cell. `needs` names the columns that a fact must have for it. `timed` ones run along time. `additive` ones can be
    added over groups. Over nothing it is 0 where `zero`, else null; with fewer than `at_least` amounts it is null.
    """

    key: str
    unit: MeasureUnit
    label: Text
    definition: Text
    sql: Callable[[Any], ColumnElement[Any]] | None = None
    derive: Callable[[Cell], Value] | None = None
    decimals: int = 0
    additive: bool = False
    cell: Callable[[Any], ColumnElement[Any]] | None = None
    needs: tuple[str, ...] = ()
    timed: bool = False
    zero: bool = False
    at_least: int = 1


def euros(cents: Any) -> ColumnElement[Any]:
    """Return cents in whole units, as exactly as they are stored."""
    found: ColumnElement[Any] = cents * literal_column("0.01", Numeric(3, 2))
    return found


def unless_zero(value: Any) -> ColumnElement[Any]:
    """Return a value by which something is divided, null where it is 0."""
    found: ColumnElement[Any] = func.nullif(value, literal_column("0"))
    return found


def percentile(fraction: float) -> Callable[[Any], ColumnElement[Any]]:
    """Return the continuous percentile of the amounts."""
    return lambda fact: func.percentile_cont(fraction).within_group(fact.value)


def largest(fact: Any) -> ColumnElement[Any]:
    """Return the amounts as an array, the largest first."""
    ordered = func.array_agg(aggregate_order_by(fact.value, fact.value.desc()), type_=ARRAY(Numeric))
    return ordered.filter(fact.value.is_not(None))


def largest_three(fact: Any) -> ColumnElement[Any]:
    """Return the sum of the three largest amounts, null when there are fewer."""
    amounts = largest(fact)
    return amounts[1] + amounts[2] + amounts[3]
