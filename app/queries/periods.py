"""Periods of published figures: 2024, 2024-H1, 2024-Q3, 2024-05 and spans of years such as 2011/2018."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

from babel.dates import format_date

from app.languages import LOCALES, Language, Text

Kind = Literal["year", "half", "quarter", "month", "span"]

PERIOD = re.compile(
    r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<month>0[1-9]|1[0-2]))|/(?P<last>\d{4}))?"
)
MONTHS_OF = {"half": 6, "quarter": 3, "month": 1}

HALVES = {
    1: Text("the first half of {y}", "de eerste helft van {y}", "le premier semestre de {y}", "das erste Halbjahr {y}"),
    2: Text(
        "the second half of {y}", "de tweede helft van {y}", "le second semestre de {y}", "das zweite Halbjahr {y}"
    ),
}
QUARTERS = {
    1: Text(
        "the first quarter of {y}",
        "het eerste kwartaal van {y}",
        "le premier trimestre de {y}",
        "das erste Quartal {y}",
    ),
    2: Text(
        "the second quarter of {y}",
        "het tweede kwartaal van {y}",
        "le deuxième trimestre de {y}",
        "das zweite Quartal {y}",
    ),
    3: Text(
        "the third quarter of {y}",
        "het derde kwartaal van {y}",
        "le troisième trimestre de {y}",
        "das dritte Quartal {y}",
    ),
    4: Text(
        "the fourth quarter of {y}",
        "het vierde kwartaal van {y}",
        "le quatrième trimestre de {y}",
        "das vierte Quartal {y}",
    ),
}
SPAN = Text("{y} to {z}", "{y} tot en met {z}", "{y} à {z}", "{y} bis {z}")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A period with both its days included; `code` spells it as observations do."""

    start: date
    end: date
    code: str
    kind: Kind

    @property
    def year(self) -> int:
        """The year in which it begins."""
        return self.start.year

    def covers(self, other: "Period") -> bool:
        """Tell whether another period lies within this one."""
        return self.start <= other.start and other.end <= self.end


def read_period(code: str) -> Period | None:
    """Return the period that a code means, None when it is none; `2024-S1` is taken as `2024-H1`."""
    match = PERIOD.fullmatch(code.strip().upper().replace("-S", "-H").replace(":", "/"))
    if match is None or not date.min.year <= int(match["year"]) < date.max.year:
        return None
    year = int(match["year"])
    if match["last"] is not None:
        last = int(match["last"])
        if last == year:
            return year_period(year)
        return Period(date(year, 1, 1), date(last, 12, 31), f"{year:04d}/{last:04d}", "span") if last > year else None
    for kind in ("half", "quarter", "month"):
        if match[kind] is not None:
            return part_period(year, kind, int(match[kind]))
    return year_period(year)


def year_period(year: int) -> Period:
    """Return a year as a period."""
    return Period(date(year, 1, 1), date(year, 12, 31), f"{year:04d}", "year")


def part_period(year: int, kind: Kind, number: int) -> Period:
    """Return a half-year, quarter or month as a period."""
    months = MONTHS_OF[kind]
    last = number * months
    suffix = {"half": f"H{number}", "quarter": f"Q{number}", "month": f"{number:02d}"}[kind]
    return Period(
        date(year, last - months + 1, 1), date(year, last, monthrange(year, last)[1]), f"{year:04d}-{suffix}", kind
    )


def say_period(code: str, language: Language) -> str:
    """Return a period as a sentence holds it: `2024`, `the first half of 2024`, `mei 2024`."""
    period = read_period(code)
    if period is None or period.kind == "year":
        return code
    if period.kind == "month":
        return format_date(period.start, format="MMMM y", locale=LOCALES[language])
    if period.kind == "span":
        return SPAN.in_(language).format(y=period.start.year, z=period.end.year)
    names = HALVES if period.kind == "half" else QUARTERS
    number = (period.start.month - 1) // MONTHS_OF[period.kind] + 1
    return names[number].in_(language).format(y=period.year)
