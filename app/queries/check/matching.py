"""How a published figure compares with a claim: value, unit, indicator, place, time and sector, each by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from app.queries.check.numbers import Hedge
from app.queries.periods import Period
from app.queries.published.figures import Figure, trailing_zeros

# A rounded number may hide this share of itself at most, however few digits were printed.
MOST_ROUNDED = Decimal("0.05")
MOST_HEDGED = Decimal("0.15")
NEAR = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be checked: a number in its readings, and whatever is known about it.

    `regions` and `indicators` are empty when nothing is known; `period` None means the newest full year
    of the series. `assumed_region` tells that Belgium was taken because no place was named.
    """

    values: tuple[Decimal, ...]
    units: tuple[str, ...] = ()
    steps: tuple[Decimal, ...] = (Decimal(1),)
    hedge: Hedge = "plain"
    loss: bool = False
    indicators: frozenset[str] = frozenset()
    regions: tuple[str, ...] = ()
    period: Period | None = None
    sectors: tuple[str, ...] = ()
    spoken_sectors: frozenset[tuple[str, str]] = frozenset()
    stages: tuple[str, ...] = ()
    base_year: int | None = None

    @property
    def readings(self) -> dict[Decimal, Decimal]:
        """Every value that the number may stand for, with the unit of its last printed place."""
        said = dict(zip(self.values, self.steps, strict=True))
        return {**said, **{-value: step for value, step in said.items()}} if self.loss else said

    def window(self, value: Decimal) -> tuple[Decimal, Decimal]:
        """Return the bounds between which a figure is this number, rounded or hedged."""
        step = self.readings[value]
        half = min(step / 2, abs(value) * MOST_ROUNDED)
        wide = max(step, Decimal(10) ** trailing_zeros(value)) if abs(value) >= 1 else step
        room = min(wide, abs(value) * MOST_HEDGED)
        if self.hedge == "about":
            return value - max(half, room / 2), value + max(half, room / 2)
        if self.hedge == "more_than":
            return value, value + room
        if self.hedge == "less_than":
            return value - room, value + half
        return value - half, value + half


@dataclass(frozen=True, slots=True)
class Match:
    """A published figure beside the claim; `why` names what fits and what does not, `off` is published minus claimed."""

    figure: Figure
    why: tuple[str, ...]
    off: Decimal
    order: tuple[object, ...] = ()


def match_of(asked: Asked, figure: Figure, period: Period | None) -> Match:
    """Return how a figure compares with a claim."""
    why: list[str] = []
    fit, off = value_fit(asked, figure.value)
    if fit:
        why.append(fit)
    if not asked.units or figure.unit in asked.units:
        why.append("unit")
    if figure.indicator in asked.indicators:
        why.append("indicator")
    if not asked.regions or figure.region in asked.regions:
        why.append("region")
    time = time_fit(asked, period, figure.period)
    if time:
        why.append(time)
    if sector_fit(asked, figure):
        why.append("sector")
    order = (
        "indicator" not in why,
        {"value_exact": 0, "value_rounded": 1, "value_near": 2}.get(fit, 3),
        {"period": 0, "period_within": 1, "period_around": 2}.get(time, 3),
        "region" not in why,
        (asked.regions.index(figure.region) if figure.region in asked.regions else len(asked.regions)),
        "sector" not in why,
        figure.qualifier == "disputed",
        not figure.headline,
        not figure.comparable,
        -newness(figure),
        abs(off),
        figure.id,
    )
    return Match(figure, tuple(why), off, order)


def newness(figure: Figure) -> int:
    """Return the date of publication as a number that grows with it; 0 when it is not known."""
    digits = (figure.source_published_on or "0").replace("-", "")
    return int(digits.ljust(8, "0"))


def value_fit(asked: Asked, value: Decimal) -> tuple[str, Decimal]:
    """Return whether a value is the claimed number, exactly, rounded or nearly, and how far off it is."""
    best = min(asked.readings, key=lambda reading: abs(value - reading))
    if value in asked.readings:
        return "value_exact", Decimal(0)
    for reading in asked.readings:
        low, high = asked.window(reading)
        if low <= value <= high:
            return "value_rounded", value - reading
    if abs(value - best) <= abs(best) * NEAR:
        return "value_near", value - best
    return "", value - best


def time_fit(asked: Asked, period: Period | None, published: Period) -> str:
    """Return how the period of a figure lies to the one claimed."""
    if period is None:
        return "period" if asked.period is None else ""
    if published.code == period.code:
        return "period"
    if period.covers(published):
        return "period_within"
    return "period_around" if published.covers(period) else ""


def sector_fit(asked: Asked, figure: Figure) -> bool:
    """Tell whether a figure is of the sector and stage that the claim names, or of none when it names none."""
    if figure.stage is not None and figure.stage not in asked.stages:
        return False
    if figure.sector is not None:
        return figure.sector in asked.sectors or (figure.indicator, figure.sector) in asked.spoken_sectors
    return all((figure.indicator, sector) in asked.spoken_sectors for sector in asked.sectors)


def newest_year(asked: Asked, figures: Iterable[Figure]) -> Period | None:
    """Return the newest full year with a firm figure of what is asked; None when nothing tells what is asked."""
    years = [
        figure.period
        for figure in figures
        if figure.indicator in asked.indicators
        and (not asked.regions or figure.region in asked.regions)
        and figure.period.kind == "year"
        and figure.is_firm
        and sector_fit(asked, figure)
    ]
    return max(years, default=None)
