"""Cells: what was computed for each group, and what derived measures ask of a cell and those around it."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import accumulate
from operator import itemgetter
from typing import Any

from app.catalog.aggregation import Measure
from app.catalog.derived import Reason, Value
from app.catalog.dimensions import ALL
from app.queries.aggregates.moments import Calendar, Codes
from app.queries.aggregates.population import Population
from app.queries.aggregates.question import Asked
from app.queries.aggregates.records import Key, Parts
from app.queries.aggregates.window import Window

NOTHING: Parts = {}
ZERO = Decimal(0)


class Cells:
    """All cells of an answer. A cell that is not there had no records: everything additive is 0."""

    def __init__(
        self, asked: Asked, found: Mapping[Key, Parts], window: Window, today: date, population: Population
    ) -> None:
        self.asked = asked
        self.found = found
        self.window = window
        self.population = population
        periods = {place: d.period for place, d in enumerate(asked.dimensions) if d.period is not None}
        self.times = tuple(periods)
        self.places = tuple(place for place in range(len(asked.dimensions)) if place not in periods)
        self.time, self.other = chooser(self.times), chooser(self.places)
        self.calendar = Calendar(tuple(periods.values()), window, today)
        self.within = {place for place, name in enumerate(asked.group_by) if name in asked.within}
        if asked.fact.stock:
            self.within |= set(self.times)
        self.wholes: dict[Codes, dict[Codes, Decimal]] = {}

    def at(self, key: Key) -> "Around":
        """Return a cell."""
        return Around(self, key)

    def base(self, key: Key) -> Decimal:
        """Return the base value of a cell."""
        parts = self.found.get(key)
        return ZERO if parts is None else Decimal(parts[self.asked.base])

    def moved(self, key: Key, time: Codes) -> Key:
        """Return the same cell at another time."""
        codes = list(key)
        for place, code in zip(self.times, time, strict=True):
            codes[place] = code
        return tuple(codes)

    def unfinished(self, keys: Sequence[Key]) -> list[bool]:
        """Tell of each cell whether its period ends after the day of the revision."""
        times = [self.time(key) for key in keys]
        moments = {time: self.calendar.moment(time) for time in set(times)}
        late = {time: moment is not None and moment.unfinished for time, moment in moments.items()}
        return [late[time] for time in times]

    def occurs(self, key: Key) -> bool:
        """Tell whether there is anything in a cell: a record, or one that came or went."""
        parts = self.found[key]
        return any(parts.get(name) for name in ("count", "new", "lost"))

    @cached_property
    def groups(self) -> Mapping[Key, Parts]:
        """The cells that are no margins."""
        if not self.asked.totals:
            return self.found
        return {key: parts for key, parts in self.found.items() if ALL not in key}

    def whole(self, key: Key) -> Decimal:
        """Return the base value of the denominator's group; a stock is a part of what is there at the same time."""
        if self.asked.fact.stock and any(key[place] == ALL for place in self.times):
            return self.base((ALL,) * len(key))
        kept = tuple(place for place in sorted(self.within) if key[place] != ALL)
        if kept not in self.wholes:
            sums: dict[Codes, Decimal] = defaultdict(Decimal)
            for group in self.groups:
                sums[tuple(group[place] for place in kept)] += self.base(group)
            self.wholes[kept] = sums
        return self.wholes[kept][tuple(key[place] for place in kept)]

    @cached_property
    def ranked(self) -> dict[Codes, list[Decimal]]:
        """The base values of each period, the smallest first."""
        values: dict[Codes, list[Decimal]] = defaultdict(list)
        for key in self.found:
            if ALL not in self.other(key):
                values[self.time(key)].append(self.base(key))
        return {time: sorted(found) for time, found in values.items()}

    @cached_property
    def series(self) -> dict[Key, tuple[list[int], list[Decimal]]]:
        """For each series: the periods that occur in it, and the running total at each of them."""
        found: dict[Key, list[tuple[int, Decimal]]] = defaultdict(list)
        for key in self.found:
            time = self.time(key)
            moment = self.calendar.moment(time)
            if moment is not None:
                found[self.moved(key, self.calendar.pattern(time))].append((moment.number, self.base(key)))
        sums = {}
        for series, points in found.items():
            points.sort()
            sums[series] = ([number for number, _ in points], list(accumulate(value for _, value in points)))
        return sums


def chooser(places: Sequence[int]) -> Callable[[Key], Codes]:
    """Return what takes the codes at some places out of a key, where `time` and `other` are those of time and the others."""
    if len(places) == 1:
        (place,) = places
        return lambda key: (key[place],)
    return itemgetter(*places) if places else lambda _: ()


def own_value(measure: Measure, parts: Parts) -> Value:
    """Return a measure that hangs on its cell alone, or the reason why it has none."""
    value: Value | None = parts.get(measure.key)
    if measure.zero:
        return value or 0
    if parts.get("count_disclosed", 0) < measure.at_least:
        return why_nothing(parts) if measure.at_least == 1 else Reason.TOO_FEW
    return Reason.NOT_APPLICABLE if value is None else value


def why_nothing(parts: Parts) -> Reason:
    """Return why a cell has no amount."""
    if not parts.get("count"):
        return Reason.NO_OBSERVATIONS
    if parts["no_rate"]:
        return Reason.NO_RATE
    return Reason.NOT_APPLICABLE if parts["set_aside"] else Reason.UNDISCLOSED


class Around:
    """A cell as derived measures see it: itself and the cells around it."""

    __slots__ = ("base", "cells", "key", "moment", "parts", "time")

    def __init__(self, cells: Cells, key: Key) -> None:
        self.cells = cells
        self.key = key
        self.parts = cells.found.get(key, NOTHING)
        self.base = cells.base(key)
        self.time = cells.time(key)
        self.moment = cells.calendar.moment(self.time) if self.time else None

    def value(self, measure: Measure) -> Value:
        """Return a measure of the cell, or the reason why it has none."""
        if measure.derive is not None:
            return measure.derive(self)
        return own_value(measure, self.parts)

    @property
    def unfinished(self) -> bool:
        """Whether its period ends after the day of the revision."""
        return self.moment is not None and self.moment.unfinished

    @property
    def whole(self) -> Decimal:
        """The base value of all records of the denominator's group."""
        return self.cells.whole(self.key)

    @property
    def rank(self) -> int | None:
        """1 and how many cells of the same period are larger; None for a margin."""
        if ALL in self.cells.other(self.key):
            return None
        values = self.cells.ranked.get(self.time, [])
        return 1 + len(values) - bisect_right(values, self.base)

    @property
    def dated(self) -> bool:
        """Whether the cell belongs to a single, known period."""
        return self.moment is not None

    @property
    def partial(self) -> bool:
        """Whether that period is not over yet and was not asked to be treated as if it were."""
        return self.unfinished and not self.cells.asked.include_partial

    @property
    def years(self) -> Decimal:
        """How many years after the answer's first period it is."""
        return ZERO if self.moment is None else self.moment.years

    @property
    def year(self) -> int:
        """The year of the cell; without time, the last one of the answer."""
        return self.cells.window.last.year if self.moment is None else self.moment.year

    @property
    def codes(self) -> dict[str, Any]:
        """The code of each dimension."""
        return dict(zip(self.cells.asked.group_by, self.key, strict=True))

    @property
    def population(self) -> Decimal | None:
        """How many people live in the area of the cell, in the year of the cell."""
        return self.cells.population.of(self.codes, self.year)

    def earlier(self, periods: int) -> Decimal | None:
        """The base value so many periods earlier; None when the answer does not reach that far back."""
        if self.moment is None:
            return None
        time = self.cells.calendar.before(self.time, self.moment, periods)
        return None if time is None else self.cells.base(self.cells.moved(self.key, time))

    def year_ago(self) -> Decimal | None:
        """The base value of the same period of the year before; None when the answer does not hold it."""
        return None if self.moment is None else self.earlier(self.moment.period.per_year)

    def first(self) -> Decimal:
        """The base value of the answer's first period."""
        return ZERO if self.moment is None else self.earlier(self.moment.number - self.moment.first) or ZERO

    def so_far(self) -> Decimal:
        """The sum of the base values from the answer's first period to this one."""
        if self.moment is None:
            return ZERO
        series = self.cells.moved(self.key, self.cells.calendar.pattern(self.time))
        numbers, totals = self.cells.series.get(series, ([], []))
        place = bisect_right(numbers, self.moment.number)
        return totals[place - 1] if place else ZERO
