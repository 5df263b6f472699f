"""Judge a claim against published figures: which yield it, which contradict it, and what that makes of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from app.catalog.comparisons import KINDRED
from app.queries.check.numbers import Hedge
from app.queries.published.figures import Figure, agree, trailing_zeros
from app.queries.periods import Period

Verdict = Literal["confirmed", "within_rounding", "confirmed_other_period", "disputed", "possible", "unknown"]
VERDICTS: tuple[Verdict, ...] = (
    "confirmed",
    "within_rounding",
    "disputed",
    "confirmed_other_period",
    "possible",
    "unknown",
)

# A rounded number may hide this share of itself at most, however few digits were printed.
MOST_ROUNDED = Decimal("0.05")
MOST_HEDGED = Decimal("0.15")
NEAR = Decimal("0.05")
# Themes whose amounts and counts add up over a year, so that a half-year and its year cannot be equal.
FLOWS = frozenset({"funding", "venture_capital", "private_equity", "m_and_a", "unicorns_exits"})
AMOUNTS = frozenset({"COUNT", "EUR", "USD"})
SHOWN = 10


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


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with the rule that gave it and the figures behind it, best first."""

    verdict: Verdict
    rule: str
    matches: Sequence[Match] = field(default_factory=tuple)
    competing: Sequence[Match] = field(default_factory=tuple)
    nearest: Sequence[Match] = field(default_factory=tuple)
    period: Period | None = None


def judge(asked: Asked, figures: Sequence[Figure]) -> Judgement:
    """Return what published figures make of a claim."""
    period = asked.period or newest_year(asked, figures)
    matches = sorted((match_of(asked, figure, period) for figure in figures), key=lambda match: match.order)
    fitting = [match for match in matches if {"value_exact", "value_rounded"} & set(match.why)]
    meant = [match for match in fitting if is_meant(asked, match)]
    same = [match for match in meant if "period" in match.why and match.figure.qualifier != "disputed"]
    if same:
        return judge_same(asked, same, meant, matches, period)
    return judge_rest(asked, fitting, meant, matches, period)


def judge_same(
    asked: Asked, same: list[Match], meant: list[Match], matches: list[Match], period: Period | None
) -> Judgement:
    """Judge a claim that a figure of its very cell yields: confirmed unless another figure contradicts it."""
    cells = {match.figure.cell for match in same}
    rivals = [match for match in matches if match.figure.cell in cells and match not in same]
    against = [
        match for match in rivals if match.figure.is_firm and not any(agree(match.figure, kept.figure) for kept in same)
    ]
    parts = parts_with_the_value(same, meant)
    competing = marked([*against, *parts, *(match for match in rivals if match not in against)], against, parts)
    competing += kindred(same, matches)
    shown = [*same, *(match for match in meant if match not in same and match not in parts)]
    if against:
        firm = any(match.figure.is_firm for match in same)
        rule = "publishers_differ" if firm else "revised_later"
        return Judgement("disputed", rule, shown[:SHOWN], competing[:SHOWN], period=period)
    if parts:
        return Judgement("disputed", "same_value_for_part", shown[:SHOWN], competing[:SHOWN], period=period)
    exact = any("value_exact" in match.why for match in same)
    return Judgement(
        "confirmed" if exact else "within_rounding",
        "same_cell" if exact else "rounds_to_it",
        shown[:SHOWN],
        competing[:SHOWN],
        period=period,
    )


def judge_rest(
    asked: Asked, fitting: list[Match], meant: list[Match], matches: list[Match], period: Period | None
) -> Judgement:
    """Judge a claim that no figure of its own cell yields."""
    cell_rows = [match for match in matches if is_meant(asked, match) and "period" in match.why]
    competing = marked(cell_rows, [match for match in cell_rows if match.figure.is_firm], [])
    disputed = [match for match in meant if "period" in match.why]
    if disputed:
        others = [match for match in competing if match.figure not in [kept.figure for kept in disputed]]
        return Judgement("disputed", "marked_disputed", disputed[:SHOWN], others[:SHOWN], period=period)
    if meant:
        return Judgement("confirmed_other_period", "other_period", meant[:SHOWN], competing[:SHOWN], period=period)
    loose = [match for match in fitting if is_possible(asked, match)]
    if loose:
        rule = "no_indicator" if not asked.indicators else "kindred_indicator"
        return Judgement("possible", rule, loose[:SHOWN], competing[:SHOWN], period=period)
    return Judgement("unknown", "nothing_fits", (), competing[:SHOWN], nearest(asked, matches), period)


def is_meant(asked: Asked, match: Match) -> bool:
    """Tell whether a figure is of the indicator, place, sector and stage that the claim names."""
    return bool(asked.indicators) and {"indicator", "region", "sector", "unit"} <= set(match.why)


def is_possible(asked: Asked, match: Match) -> bool:
    """Tell whether a figure may be what a claim without an indicator means, or is of a kindred scope."""
    why = set(match.why)
    if not {"unit", "region"} <= why or not {"period", "period_within"} & why:
        return False
    if not asked.indicators:
        return True
    return any(match.figure.indicator in KINDRED.get(code, ()) for code in asked.indicators) and "sector" in why


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


def parts_with_the_value(same: Sequence[Match], meant: Sequence[Match]) -> list[Match]:
    """Return figures by which another publisher gives the same amount for a half-year or quarter within the period."""
    publishers = {match.figure.publisher for match in same}
    return [
        match
        for match in meant
        if "period_within" in match.why
        and match.figure.period.kind in ("half", "quarter")
        and match.figure.theme in FLOWS
        and match.figure.unit in AMOUNTS
        and match.figure.publisher not in publishers
        and match.figure.is_firm
    ]


def marked(rivals: Sequence[Match], against: Sequence[Match], parts: Sequence[Match]) -> list[Match]:
    """Return competing figures with what sets each apart at the head of its reasons."""
    found = []
    for match in rivals:
        if match in parts:
            reason = "same_value_for_part"
        elif not match.figure.is_firm:
            reason = match.figure.qualifier
        else:
            reason = "differs" if match in against else "agrees"
        found.append(Match(match.figure, (reason, *match.why), match.off, match.order))
    return found


def kindred(same: Sequence[Match], matches: Sequence[Match]) -> list[Match]:
    """Return the figures of kindred scopes for the same place and time."""
    wanted = {code for match in same for code in KINDRED.get(match.figure.indicator, ())}
    wanted -= {match.figure.indicator for match in same}
    return [
        Match(match.figure, ("other_scope", *match.why), match.off, match.order)
        for match in matches
        if match.figure.indicator in wanted and {"region", "period"} <= set(match.why) and match.figure.sector is None
    ]


def nearest(asked: Asked, matches: Sequence[Match]) -> list[Match]:
    """Return the figures that come nearest to a claim that nothing yields: those of its own series and time first."""

    def distance(match: Match) -> tuple[object, ...]:
        time = {"period": 0, "period_within": 1, "period_around": 2}
        rank = min((time[word] for word in match.why if word in time), default=3)
        base = max(abs(asked.values[0]), Decimal(1))
        return "indicator" not in match.why, rank, abs(match.off) / base, match.order

    eligible = [match for match in matches if {"unit", "region"} <= set(match.why)]
    series = [match for match in eligible if "indicator" in match.why] or eligible
    return sorted(series, key=distance)[:5]
