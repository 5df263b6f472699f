"""Years, quarters and months as numbers that can be counted with, and how each is written."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, cast, extract

QUARTERS, MONTHS = 4, 12


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time that cuts a year into `per_year` parts.

    A single period is a number: its year times `per_year` plus its place within the year from 0, so that
    the period before is one less and the same one a year ago is `per_year` less.
    """

    key: str
    per_year: int
    precisions: tuple[str, ...]

    def spell(self, number: int) -> int | str:
        """Return a period as an answer writes it: 2024, `2024-Q2` or `2024-05`."""
        year, place = divmod(number, self.per_year)
        if self.per_year == MONTHS:
            return f"{year:04d}-{place + 1:02d}"
        return f"{year:04d}-Q{place + 1}" if self.per_year == QUARTERS else year

    def year(self, number: int) -> int:
        """Return the year that a period lies in."""
        return number // self.per_year

    def of(self, day: date) -> int:
        """Return the period that a day lies in."""
        return day.year * self.per_year + (day.month - 1) * self.per_year // MONTHS

    def first_day(self, number: int) -> date:
        """Return the day on which a period begins."""
        year, place = divmod(number, self.per_year)
        return date(year, place * MONTHS // self.per_year + 1, 1)

    def last_day(self, number: int) -> date:
        """Return the day on which a period ends."""
        return self.first_day(number + 1) - timedelta(days=1)

    def number(self, day: Any) -> ColumnElement[int]:
        """Return the SQL expression of the period that a day lies in."""
        year = cast(extract("year", day), Integer)
        if self.per_year == MONTHS:
            return year * MONTHS + cast(extract("month", day), Integer) - 1
        return year * QUARTERS + cast(extract("quarter", day), Integer) - 1 if self.per_year == QUARTERS else year


YEAR = Period("year", 1, ("day", "month", "year"))
QUARTER = Period("quarter", QUARTERS, ("day", "month"))
MONTH = Period("month", MONTHS, ("day", "month"))
