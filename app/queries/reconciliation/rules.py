"""The rules by which a difference between our number and a published one is judged, in the order in which they are tried."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from app.catalog.comparisons import Comparison
from app.queries.periods import Period
from app.queries.published.figures import Figure
from app.queries.published.own import Own

Verdict = Literal["match", "within_rounding", "gap_explained", "gap_unexplained", "not_comparable"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One indicator in one place and year: our number and everything published.

    `debatable` is the part of our sum in rounds that publishers may leave out (mixed with debt or aid, convertible,
    or doubtful). `deals` is the published figure that counts the most deals, of the place or else of the country, and
    `deals_own` how many our records hold there.
    `running` tells that the year had not ended when the data were stored.
    """

    indicator: str
    comparison: Comparison
    region: str
    period: Period
    own: Own
    debatable: Decimal
    deals: Figure | None
    deals_own: int
    figures: tuple[Figure, ...]
    running: bool

    @property
    def unit(self) -> str:
        """The unit of our number."""
        return "EUR" if self.comparison.measure == "sum" else "COUNT"

    @property
    def value(self) -> Decimal:
        """Our number."""
        return self.own.value(self.comparison)

    @property
    def estimate(self) -> Decimal:
        """What our records without an amount would come to at the average of those with one."""
        if not self.own.disclosed:
            return Decimal(0)
        return self.own.total / self.own.disclosed * (self.own.count - self.own.disclosed)

    def rivals(self, figure: Figure) -> list[Figure]:
        """Return what other publishers say of the same year, as far as it is firm."""
        return [
            other
            for other in self.figures
            if other.publisher != figure.publisher
            and other.indicator == self.indicator
            and other.period == self.period
            and other.unit == self.unit
            and other.is_firm
        ]


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on one published figure; `difference` is ours minus published, `ratio` ours over published.

    Both are None where the two are not comparable.
    """

    figure: Figure
    verdict: Verdict
    rule: str
    difference: Decimal | None
    ratio: Decimal | None

    @property
    def is_comparable(self) -> bool:
        """Tell whether the two numbers measure the same."""
        return self.verdict != "not_comparable"


def judge(cell: Cell, figure: Figure) -> Finding:
    """Return the verdict of the first rule that applies."""
    for rule, applies in NOT_COMPARABLE.items():
        if applies(cell, figure):
            return Finding(figure, "not_comparable", rule, None, None)
    difference = cell.value - figure.value
    ratio = round(cell.value / figure.value, 6) if figure.value else None
    verdict, rule = judge_difference(cell, figure, difference)
    if figure.qualifier == "provisional" and verdict in ("gap_explained", "gap_unexplained"):
        return Finding(figure, "not_comparable", "provisional", None, None)
    return Finding(figure, verdict, rule, difference, ratio)


# Why two numbers do not measure the same, in the order in which it is looked at.
NOT_COMPARABLE: Mapping[str, Callable[[Cell, Figure], bool]] = {
    "other_scope": lambda cell, figure: figure.indicator != cell.indicator,
    "partial_period": lambda cell, figure: figure.period != cell.period,
    "forecast": lambda _cell, figure: figure.qualifier == "forecast",
    "marked_disputed": lambda _cell, figure: figure.qualifier == "disputed",
    "other_unit": lambda cell, figure: figure.unit != cell.unit,
    "running_year": lambda cell, _figure: cell.running,
    "no_records": lambda cell, _figure: cell.own.count == 0,
}


def judge_difference(cell: Cell, figure: Figure, difference: Decimal) -> tuple[Verdict, str]:
    """Judge two numbers that measure the same."""
    if difference == 0:
        return "match", "equal"
    if abs(difference) <= figure.half_step:
        return "within_rounding", "rounding"
    if (figure.qualifier == "at_least" and difference > 0) or (figure.qualifier == "at_most" and difference < 0):
        return "within_rounding", "bound"
    if difference < 0:
        return judge_shortfall(cell, -difference)
    if cell.debatable and cell.value - cell.debatable <= figure.value + figure.half_step:
        return "gap_explained", "debatable_rounds"
    if any(other.value + other.half_step >= cell.value for other in cell.rivals(figure)):
        return "gap_explained", "publishers_differ"
    return "gap_unexplained", "records_exceed"


def judge_shortfall(cell: Cell, lacking: Decimal) -> tuple[Verdict, str]:
    """Judge a number of ours that is lower: our records are a sample, and the answer shows by how much."""
    if cell.comparison.measure == "count":
        return "gap_explained", "sample"
    if cell.deals is not None and cell.deals_own < cell.deals.value:
        return "gap_explained", "missing_rounds"
    if cell.estimate >= lacking:
        return "gap_explained", "undisclosed"
    return "gap_unexplained", "records_fall_short"
