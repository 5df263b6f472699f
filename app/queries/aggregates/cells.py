"""Cells: what was computed for each group, and what derived measures ask of a cell and those around it."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import accumulate
from typing import Any

from app.catalog.aggregation import Measure
from app.catalog.derived import Reason, Value
from app.catalog.dimensions import ALL, UNKNOWN
from app.catalog.periods import Period
from app.queries.aggregates.population import Population
from app.queries.aggregates.question import Asked
from app.queries.aggregates.records import Key, Parts
from app.queries.aggregates.window import Window

NOTHING: Parts = {}


class Cells:
    """All cells of an answer. A cell that is not there had no records: everything additive is 0."""

    def __init__(
        self, asked: Asked, found: Mapping[Key, Parts], window: Window, today: date, population: Population
    ) -> None:
        self.asked = asked
        self.found = found
        self.window = window
        self.today = today
        self.population = population
        times = [(place, d.period) for place, d in enumerate(asked.dimensions) if d.period is not None]
        self.times: list[tuple[int, Period]] = sorted(times, key=lambda time: -time[1].per_year)
        self.places = [place for place, d in enumerate(asked.dimensions) if d.period is None]

    def base(self, key: Key) -> Decimal:
        """Return the base value of a cell."""
        return Decimal(self.found.get(key, NOTHING).get(self.asked.base) or 0)

    def value(self, measure: Measure, key: Key) -> Value:
        """Return a measure of a cell, or the reason why it has none."""
        if measure.derive is not None:
            return measure.derive(Around(self, key))
        parts = self.found.get(key, NOTHING)
        value: Value | None = parts.get(measure.key)
        if measure.zero:
            return value or 0
        if parts.get("count_disclosed", 0) < measure.at_least:
            return self.why_nothing(parts) if measure.at_least == 1 else Reason.TOO_FEW
        return Reason.NOT_APPLICABLE if value is None else value

    @staticmethod
    def why_nothing(parts: Parts) -> Reason:
        """Return why a cell has no amount."""
        if not parts.get("count"):
            return Reason.NO_OBSERVATIONS
        if parts["no_rate"]:
            return Reason.NO_RATE
        return Reason.NOT_APPLICABLE if parts["set_aside"] else Reason.UNDISCLOSED

    def occurs(self, key: Key) -> bool:
        """Tell whether there is anything in a cell: a record, or one that came or went."""
        parts = self.found[key]
        return any(parts.get(name) for name in ("count", "new", "lost"))

    @cached_property
    def groups(self) -> list[Key]:
        """The cells that are no margins."""
        return [key for key in self.found if ALL not in key]

    @cached_property
    def wholes(self) -> dict[tuple[int, ...], dict[Key, Decimal]]:
        """Sums of base values, by the places of the dimensions that they keep, filled when asked for."""
        return {}

    def whole(self, key: Key) -> Decimal:
        """Return the base value of the denominator's group; a stock is a part of what is there at the same time."""
        within = {place for place, name in enumerate(self.asked.group_by) if name in self.asked.within}
        if self.asked.fact.stock:
            within |= {place for place, _ in self.times}
        if self.asked.fact.stock and any(key[place] == ALL for place, _ in self.times):
            return self.base(tuple(ALL for _ in key))
        kept = tuple(sorted(place for place in within if key[place] != ALL))
        if kept not in self.wholes:
            sums: dict[Key, Decimal] = defaultdict(Decimal)
            for group in self.groups:
                sums[tuple(group[place] for place in kept)] += self.base(group)
            self.wholes[kept] = sums
        return self.wholes[kept][tuple(key[place] for place in kept)]

    @cached_property
    def ranked(self) -> dict[Key, list[Decimal]]:
        """The base values of each period, the smallest first."""
        values: dict[Key, list[Decimal]] = defaultdict(list)
        for key in self.found:
            if all(key[place] != ALL for place in self.places):
                values[tuple(key[place] for place, _ in self.times)].append(self.base(key))
        return {moment: sorted(found) for moment, found in values.items()}

    @cached_property
    def series(self) -> dict[Key, tuple[list[int], list[Decimal]]]:
        """For the other groups' codes: the periods that occur, and the running total at each of them."""
        found: dict[Key, list[tuple[int, Decimal]]] = defaultdict(list)
        for key in self.found:
            moment = self.moment(key)
            if moment is not None:
                found[self.moved(key, None)].append((moment, self.base(key)))
        sums = {}
        for other, points in found.items():
            points.sort()
            sums[other] = ([moment for moment, _ in points], list(accumulate(value for _, value in points)))
        return sums

    def finest(self, key: Key) -> tuple[int, Period] | None:
        """Return the place and kind of the shortest period that a cell names; None when it names none."""
        return next((time for time in self.times if key[time[0]] != ALL), None)

    def moment(self, key: Key) -> int | None:
        """Return the single, known period that a cell belongs to, None when it belongs to none."""
        time = self.finest(key)
        if time is None or any(key[place] == UNKNOWN for place, _ in self.times):
            return None
        number: int = key[time[0]]
        day = time[1].first_day(number)
        fits = all(key[place] in (ALL, period.of(day)) for place, period in self.times)
        return number if fits else None

    def moved(self, key: Key, moment: int | None) -> Key:
        """Return the cell of another period in the same series; with None, what its cells have in common."""
        time = self.finest(key)
        codes = list(key)
        for place, period in self.times:
            if codes[place] != ALL and time is not None:
                codes[place] = None if moment is None else period.of(time[1].first_day(moment))
        return tuple(codes)

    def unfinished(self, key: Key) -> bool:
        """Tell whether a cell's period ends after the day of the revision."""
        time, moment = self.finest(key), self.moment(key)
        return time is not None and moment is not None and time[1].last_day(moment) >= self.today


@dataclass(frozen=True, slots=True)
class Around:
    """A cell as derived measures see it: itself and the cells around it."""

    cells: Cells
    key: Key

    @property
    def base(self) -> Decimal:
        """The sum of the amounts, or the number of records where there are no amounts."""
        return self.cells.base(self.key)

    @property
    def whole(self) -> Decimal:
        """The same over all records of the denominator's group."""
        return self.cells.whole(self.key)

    @property
    def rank(self) -> int | None:
        """1 and how many cells of the same period are larger; None for a margin."""
        if any(self.key[place] == ALL for place in self.cells.places):
            return None
        values = self.cells.ranked.get(tuple(self.key[place] for place, _ in self.cells.times), [])
        return 1 + len(values) - bisect_right(values, self.base)

    @property
    def dated(self) -> bool:
        """Whether the cell belongs to a single, known period."""
        return self.cells.moment(self.key) is not None

    @property
    def partial(self) -> bool:
        """Whether that period is not over yet and was not asked to be treated as if it were."""
        return not self.cells.asked.include_partial and self.cells.unfinished(self.key)

    @property
    def time(self) -> tuple[Period, int]:
        """The kind of period and the period of a dated cell."""
        time, moment = self.cells.finest(self.key), self.cells.moment(self.key)
        if time is None or moment is None:
            raise ValueError(self.key)
        return time[1], moment

    @property
    def beginning(self) -> int:
        """The first period of the answer."""
        return next(self.cells.window.periods(self.time[0]))

    @property
    def years(self) -> Decimal:
        """How many years after the answer's first period it is."""
        period, moment = self.time
        return Decimal(moment - self.beginning) / period.per_year

    @property
    def population(self) -> Decimal | None:
        """How many people live in the area of the cell, in the year of the cell."""
        return self.cells.population.of(self.codes, self.year)

    @property
    def codes(self) -> dict[str, Any]:
        """The code of each dimension."""
        return dict(zip(self.cells.asked.group_by, self.key, strict=True))

    @property
    def year(self) -> int:
        """The year of the cell; without time, the last one of the answer."""
        return self.time[0].year(self.time[1]) if self.dated else self.cells.window.last.year

    def earlier(self, periods: int) -> Decimal | None:
        """The base value so many periods earlier; None when the answer does not reach that far back."""
        period, moment = self.time
        if not self.cells.window.holds(period, moment - periods):
            return None
        return self.cells.base(self.cells.moved(self.key, moment - periods))

    def year_ago(self) -> Decimal | None:
        """The base value of the same period of the year before; None when the answer does not hold it."""
        return self.earlier(self.time[0].per_year)

    def first(self) -> Decimal:
        """The base value of the answer's first period."""
        return self.cells.base(self.cells.moved(self.key, self.beginning))

    def so_far(self) -> Decimal:
        """The sum of the base values from the answer's first period to this one."""
        moments, totals = self.cells.series.get(self.cells.moved(self.key, None), ([], []))
        place = bisect_right(moments, self.time[1])
        return totals[place - 1] if place else Decimal(0)
