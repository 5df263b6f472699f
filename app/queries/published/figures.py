"""Figure: one published figure with its provenance, as the queries that compare figures read it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, select

from app.catalog.published import FIGURES, STATUS_OF_QUALIFIER
from app.queries.periods import Period, read_period
from app.queries.vintages import Reading
from app.tables import Indicator, Observation, Source

# Qualifiers of values that nobody should hold against another one.
NOT_FIRM = frozenset({"provisional", "forecast", "disputed"})
# Below this many, the zeros at the end of a whole number are said and not rounded.
SAID_IN_FULL = 1000


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure; `source_published_on` is YYYY, YYYY-MM or YYYY-MM-DD."""

    id: str
    indicator: str
    region: str
    period: Period
    sector: str | None
    stage: str | None
    value: Decimal
    unit: str
    qualifier: str
    publisher: str
    source_id: str
    source_title: str
    source_url: str | None
    source_published_on: str | None
    note: str | None
    supersedes_note: str | None
    theme: str
    headline: bool
    comparable: bool
    definition: str

    @property
    def cell(self) -> tuple[str, str, str, str | None, str | None, str]:
        """What the figure measures: figures of the same cell can be compared."""
        return self.indicator, self.region, self.period.code, self.sector, self.stage, self.unit

    @property
    def half_step(self) -> Decimal:
        """Half of the unit of the last printed place: what rounding may hide in the value.

        Zeros at the end count as rounded in large numbers, and in any number that is called approximate.
        """
        places = max(-int(self.value.normalize().as_tuple().exponent), 0)
        if places:
            return Decimal(10) ** -places / 2
        zeros = trailing_zeros(self.value)
        if self.qualifier != "approximate" and abs(self.value) < SAID_IN_FULL:
            zeros = 0
        return Decimal(10) ** zeros / 2

    @property
    def is_firm(self) -> bool:
        """Tell whether the value stands as a statement about its period."""
        return self.qualifier not in NOT_FIRM

    @property
    def obs_status(self) -> list[str]:
        """SDMX's letters for how firm the value is."""
        letter = STATUS_OF_QUALIFIER.get(self.qualifier)
        return [] if letter is None else [letter]


def trailing_zeros(value: Decimal) -> int:
    """Return how many zeros a whole number ends with, 0 for zero itself."""
    written = f"{abs(value):.0f}"
    return len(written) - len(written.rstrip("0")) if value else 0


def agree(one: Figure, other: Figure) -> bool:
    """Tell whether two values of one cell can both be true: within the rounding of the coarser, or within a bound."""
    allowed = max(one.half_step, other.half_step)
    if abs(one.value - other.value) <= allowed:
        return True
    return bounded(one, other.value) or bounded(other, one.value)


def bounded(figure: Figure, value: Decimal) -> bool:
    """Tell whether a figure worded as more than or less than something leaves room for a value near it."""
    room = figure.half_step * 2
    if figure.qualifier == "at_least":
        return figure.value <= value <= figure.value + room
    if figure.qualifier == "at_most":
        return figure.value - room <= value <= figure.value
    return False


async def read_figures(reading: Reading, conditions: Iterable[ColumnElement[bool]]) -> list[Figure]:
    """Return the published figures that fulfil all conditions, by indicator, place, time, newest publication first."""
    statement = (
        select(
            Observation.id,
            Observation.indicator,
            Observation.region,
            Observation.period,
            Observation.sector,
            Observation.stage,
            Observation.value,
            Observation.unit,
            Observation.qualifier,
            Observation.publisher,
            Observation.source_id,
            Source.title.label("source_title"),
            Source.url.label("source_url"),
            Source.published_on.label("source_published_on"),
            Observation.note,
            Observation.supersedes_note,
            Indicator.theme,
            Indicator.headline,
            Indicator.comparable,
            Indicator.definition_en.label("definition"),
        )
        .select_from(FIGURES)
        .where(*conditions)
        .order_by(
            Observation.indicator,
            Observation.region,
            Observation.period_start,
            Observation.period_end,
            Source.published_on.desc().nulls_last(),
            Observation.id,
        )
    )
    return [figure(row) for row in (await reading.connection.execute(statement)).mappings()]


def figure(row: RowMapping) -> Figure:
    """Return a row of the database as a figure."""
    period = read_period(row["period"])
    if period is None:  # the table's own constraint does not let such a row in
        raise ValueError(f"{row['id']} has the period {row['period']}")
    return Figure(**{**row, "period": period})


def within_years(first: int, last: int) -> ColumnElement[bool]:
    """Return the condition that a figure's period lies within some years, both included."""
    return (Observation.period_start >= date(first, 1, 1)) & (Observation.period_end <= date(last, 12, 31))


def item(figure: Figure) -> dict[str, Any]:
    """Return a figure as JSON shows it, in the words of the list of observations."""
    return {
        "id": figure.id,
        "indicator": figure.indicator,
        "region": figure.region,
        "period": figure.period.code,
        "sector": figure.sector,
        "stage": figure.stage,
        "value": float(figure.value),
        "unit": figure.unit,
        "qualifier": figure.qualifier,
        "obs_status": figure.obs_status,
        "publisher": figure.publisher,
        "source": {
            "id": figure.source_id,
            "title": figure.source_title,
            "url": figure.source_url,
            "published_on": figure.source_published_on,
        },
        "definition": figure.definition,
        "note": figure.note,
        "supersedes": figure.supersedes_note,
        "links": {
            "self": f"/v1/observations/{figure.id}",
            "source": f"/v1/sources/{figure.source_id}",
            "indicator": f"/v1/indicators/{figure.indicator}",
        },
    }


def newest_first(figures: Sequence[Figure]) -> list[Figure]:
    """Return figures with the newest publication first; undated ones come last."""
    return sorted(figures, key=lambda entry: (entry.source_published_on or "", entry.id), reverse=True)
