"""What a derived measure may ask of the cells around its own, and the arithmetic of each derived measure.

Derived measures are computed from the base value of cells: the sum of the amounts, or the number of
records where a fact has no amounts. Everything is a Decimal until an answer is written.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Protocol


class Reason(StrEnum):
    """Why a value is null."""

    NO_OBSERVATIONS = "no_observations"
    UNDISCLOSED = "undisclosed"
    PREVIOUS_IS_ZERO = "previous_is_zero"
    PARTIAL_PERIOD = "partial_period"
    NOT_COVERED = "not_covered"
    TOO_FEW = "too_few"
    NO_RATE = "no_rate"
    NOT_APPLICABLE = "not_applicable"


Value = Decimal | int | float | Reason


class Cell(Protocol):
    """One cell of an answer and those around it; time runs along the one dimension of time that is grouped."""

    @property
    def base(self) -> Decimal:
        """The sum of the amounts, or the number of records where there are no amounts."""

    @property
    def whole(self) -> Decimal:
        """The same over all records of the denominator's group."""

    @property
    def rank(self) -> int | None:
        """1 and how many cells of the same period are larger; None for a margin."""

    @property
    def dated(self) -> bool:
        """Whether the cell belongs to a single, known period."""

    @property
    def partial(self) -> bool:
        """Whether that period is not over yet and was not asked to be treated as if it were."""

    @property
    def years(self) -> Decimal:
        """How many years after the answer's first period it is."""

    @property
    def population(self) -> Decimal | None:
        """How many people live in the area of the cell, in the year of the cell."""

    def earlier(self, periods: int) -> Decimal | None:
        """The base value so many periods earlier; None when the answer does not reach that far back."""

    def year_ago(self) -> Decimal | None:
        """The base value of the same period of the year before; None when the answer does not hold it."""

    def first(self) -> Decimal:
        """The base value of the answer's first period."""

    def so_far(self) -> Decimal:
        """The sum of the base values from the answer's first period to this one."""


def share(cell: Cell) -> Value:
    """The part of the whole, as a fraction."""
    return cell.base / cell.whole if cell.whole else Reason.NO_OBSERVATIONS


def growth_on_year(cell: Cell) -> Value:
    """The change on the same period of the year before, as a fraction of it."""
    if not cell.dated:
        return Reason.NOT_APPLICABLE
    if cell.partial:
        return Reason.PARTIAL_PERIOD
    before = cell.year_ago()
    if before is None:
        return Reason.NOT_COVERED
    return (cell.base - before) / before if before else Reason.PREVIOUS_IS_ZERO


def compound_growth(cell: Cell) -> Value:
    """The constant yearly growth that leads from the first period of the answer to this one, as a fraction."""
    if not cell.dated:
        return Reason.NOT_APPLICABLE
    if cell.partial:
        return Reason.PARTIAL_PERIOD
    if cell.years < 1:
        return Reason.NOT_COVERED
    first = cell.first()
    return (cell.base / first) ** (1 / cell.years) - 1 if first else Reason.PREVIOUS_IS_ZERO


def place(cell: Cell) -> Value:
    """The place among the cells of the same period, 1 for the largest; equal cells share a place."""
    return Reason.NOT_APPLICABLE if cell.rank is None else cell.rank


def running_total(cell: Cell) -> Value:
    """The total from the first period of the answer to this one."""
    return cell.so_far() if cell.dated else Reason.NOT_APPLICABLE


def per_inhabitant(cell: Cell) -> Value:
    """The value per inhabitant."""
    return cell.base / cell.population if cell.population else Reason.NOT_COVERED


def trailing_mean(cell: Cell) -> Value:
    """The mean of this period and the two before it."""
    if not cell.dated:
        return Reason.NOT_APPLICABLE
    if cell.partial:
        return Reason.PARTIAL_PERIOD
    before, long_before = cell.earlier(1), cell.earlier(2)
    if before is None or long_before is None:
        return Reason.NOT_COVERED
    return (cell.base + before + long_before) / 3
