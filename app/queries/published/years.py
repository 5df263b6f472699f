"""The years that a question names: `2024`, `2019,2021`, `2019:2024`, `2019:`, `:2024`."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, literal, true

from app.catalog.published import WITHIN_A_YEAR
from app.errors import BadRequest, Fault
from app.queries.filters import FIRST_YEAR, LAST_YEAR, read_years
from app.queries.values import Refused


@dataclass(frozen=True, slots=True)
class Years:
    """Years in their one spelling, and the condition that a figure's period lies within one of them."""

    canonical: str
    condition: ColumnElement[bool]

    @property
    def spans(self) -> list[tuple[int, int]]:
        """The spans named, both ends included; open ends reach to the ends of the calendar."""
        found = []
        for part in filter(None, self.canonical.split(",")):
            first, colon, last = part.partition(":")
            found.append((int(first or FIRST_YEAR), int((last or LAST_YEAR) if colon else first)))
        return found

    def named(self) -> list[int]:
        """Return the years of spans that are closed at both ends, in order."""
        closed = [(first, last) for first, last in self.spans if first > FIRST_YEAR and last < LAST_YEAR]
        return sorted({year for first, last in closed for year in range(first, last + 1)})


def years_of(value: str | None, parameter: str = "year") -> Years:
    """Return the years of a parameter, all years when it is not given.

    Raises:
        BadRequest: they cannot be read.

    """
    if value is None or not value.strip():
        return Years("", true())
    try:
        canonical, condition = read_years(WITHIN_A_YEAR, value)
    except Refused as refusal:
        fault = Fault(parameter, refusal.code, refusal.detail, value, refusal.did_you_mean, refusal.allowed)
        raise BadRequest(refusal.detail, faults=[fault]) from refusal
    return Years(canonical, condition if canonical != ":" else literal(value=True))
