"""Moment: the single period that a cell belongs to, whatever mix of years, quarters and months is grouped."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.catalog.dimensions import ALL, UNKNOWN
from app.catalog.periods import Period
from app.queries.aggregates.window import Window

Codes = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """A known period; `first` is that with which the answer begins, `unfinished` tells that it ends after the revision."""

    period: Period
    number: int
    first: int
    unfinished: bool

    @property
    def years(self) -> Decimal:
        """How many years after the answer's first period it is."""
        return Decimal(self.number - self.first) / self.period.per_year

    @property
    def year(self) -> int:
        """The year that it lies in."""
        return self.period.year(self.number)


class Calendar:
    """The periods that are grouped by; what is worked out once for some codes of time is kept."""

    def __init__(self, periods: tuple[Period, ...], window: Window, today: date) -> None:
        self.periods = periods
        self.window = window
        self.today = today
        self.firsts: dict[str, int | None] = {}
        self.known: dict[Codes, Moment | None] = {}
        self.shifted: dict[tuple[Codes, int], Codes | None] = {}

    def moment(self, codes: Codes) -> Moment | None:
        """Return the period that codes of time mean together; None where they mean none, or not a single one."""
        if codes not in self.known:
            self.known[codes] = self.read(codes)
        return self.known[codes]

    def finest(self, codes: Codes) -> Period | None:
        """Return the shortest kind of period that the codes name, None when all are margins."""
        named = [period for period, code in zip(self.periods, codes, strict=True) if code != ALL]
        return max(named, key=lambda period: period.per_year, default=None)

    def read(self, codes: Codes) -> Moment | None:
        """Work out the period that codes of time mean together."""
        period = self.finest(codes)
        if period is None or UNKNOWN in codes:
            return None
        number: int = codes[self.periods.index(period)]
        if self.spread(codes, period, number) != codes:
            return None
        if period.key not in self.firsts:
            self.firsts[period.key] = next(self.window.periods(period), None)
        first = self.firsts[period.key]
        return Moment(period, number, number if first is None else first, period.last_day(number) >= self.today)

    def spread(self, codes: Codes, period: Period, number: int) -> Codes:
        """Return the codes that a period has in every kind of period that is grouped; margins stay margins."""
        day = period.first_day(number)
        return tuple(code if code == ALL else kind.of(day) for kind, code in zip(self.periods, codes, strict=True))

    def before(self, codes: Codes, moment: Moment, periods: int) -> Codes | None:
        """Return the codes of so many periods earlier, None when the answer does not hold them."""
        asked = (codes, periods)
        if asked not in self.shifted:
            number = moment.number - periods
            inside = self.window.holds(moment.period, number)
            self.shifted[asked] = self.spread(codes, moment.period, number) if inside else None
        return self.shifted[asked]

    def pattern(self, codes: Codes) -> Codes:
        """Return what the codes of one series have in common: where they are margins."""
        return tuple(code if code == ALL else None for code in codes)
