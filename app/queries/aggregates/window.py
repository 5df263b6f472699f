"""Window: the stretch of time that an answer covers, from its filters or from the first and last year with data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import Integer, func, select
from sqlalchemy import cast as as_type

from app.catalog.facts import Fact
from app.catalog.periods import Period
from app.queries.vintages import Reading
from app.tables import Unicorn

FIRST_YEAR, LAST_YEAR = 1, 9998
ALL_YEARS = ((FIRST_YEAR, LAST_YEAR),)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """The days from `first` to `last`, both included, of the years that lie in one of `spans`; none when empty.

    `since` and `until` are the first and the last day with data.
    """

    first: date
    last: date
    spans: tuple[tuple[int, int], ...]
    since: date
    until: date

    @property
    def empty(self) -> bool:
        """Whether it has no day."""
        return self.first > self.last

    def holds(self, period: Period, number: int) -> bool:
        """Tell whether a period belongs to the answer."""
        if not period.of(self.first) <= number <= period.of(self.last):
            return False
        year = period.year(number)
        return any(first <= year <= last for first, last in self.spans)

    def length(self, period: Period) -> int:
        """Return how many periods lie between its ends."""
        return 0 if self.empty else period.of(self.last) - period.of(self.first) + 1

    def periods(self, period: Period) -> Iterator[int]:
        """Give the periods of the answer in order."""
        first = period.of(self.first)
        numbers = range(first, first + self.length(period))
        if self.spans == ALL_YEARS:
            yield from numbers
            return
        for number in numbers:
            year = period.year(number)
            if any(first <= year <= last for first, last in self.spans):
                yield number


async def read_window(reading: Reading, fact: Fact, filters: Mapping[str, str]) -> Window:
    """Return the window of an answer under canonical filters.

    An open end is the first or last year with data, whatever the other filters say, but does not run beyond the
    day of the revision. A stock, which stays, runs to that day and never beyond it.
    """
    first_data, last_data = await read_extent(reading, fact)
    today = reading.updated.date()
    spans = year_spans(filters.get("year"))
    if "last_years" in filters:
        spans = ((last_data.year - int(filters["last_years"]) + 1, last_data.year),)
    lows, highs = bounds(fact, filters)
    lows += [date(max(span[0], FIRST_YEAR), 1, 1) for span in spans[:1] if span[0] > FIRST_YEAR]
    highs += [date(last, 12, 31) for last in [max(span[1] for span in spans)] if last < LAST_YEAR]
    end = date(last_data.year, 12, 31)
    if end > today:
        end = max(today, last_data)
    first = max(lows, default=date(first_data.year, 1, 1))
    last = min([*highs, today] if fact.stock else highs or [end])
    return Window(first, min(last, date(LAST_YEAR, 12, 31)), spans, first_data, last_data)


def year_spans(years: str | None) -> tuple[tuple[int, int], ...]:
    """Return the spans of years that a canonical filter names, in order; all years when there is none."""
    if years is None:
        return ALL_YEARS
    spans = []
    for part in years.split(","):
        low, colon, high = part.partition(":")
        spans.append((int(low or FIRST_YEAR), int((high or LAST_YEAR) if colon else low)))
    return tuple(sorted(spans))


def bounds(fact: Fact, filters: Mapping[str, str]) -> tuple[list[date], list[date]]:
    """Return the earliest and latest days that filters on the date allow."""
    name = fact.time_filter
    lows = [day for value in filters.get(name, "").split(",") if value for day in [day_of(fact, value)]]
    highs = list(lows)
    lows = [min(lows)] if lows else []
    highs = [max(highs)] if highs else []
    if fact.stock:
        return [], [day_of(fact, filters["at"])] if "at" in filters else []
    for suffix, moved, ends in (
        ("__gte", 0, lows),
        ("__gt", 1, lows),
        ("__lte", 0, highs),
        ("__lt", -1, highs),
    ):
        if name + suffix in filters:
            ends.append(day_of(fact, filters[name + suffix], moved))
    return lows, [day.replace(month=12, day=31) for day in highs] if fact.year is not None else highs


def day_of(fact: Fact, value: str, moved: int = 0) -> date:
    """Return the day that a filter's value means, moved by a day or, where only years are known, by a year."""
    if fact.year is not None:
        return date(min(max(int(Decimal(value)) + moved, FIRST_YEAR), LAST_YEAR), 1, 1)
    day = date.fromisoformat(value)
    return day if day in (date.min, date.max) else day + moved * DAY


async def read_extent(reading: Reading, fact: Fact) -> tuple[date, date]:
    """Return the first and last day with data; the day of the revision when there is none. Read once per revision."""
    name = f"extent of {fact.key}"
    if name not in reading.memory:
        found: Any
        if fact.year is not None:
            year = as_type(fact.year, Integer)
            statement = select(func.min(year), func.max(year))
            found = [None if y is None else date(y, 1, 1) for y in (await reading.connection.execute(statement)).one()]
        else:
            day = Unicorn.became_on if fact.stock else fact.date
            found = (await reading.connection.execute(select(func.min(day), func.max(day)))).one()
        today = reading.updated.date()
        reading.memory[name] = (found[0] or today, found[1] or today)
    return cast("tuple[date, date]", reading.memory[name])
