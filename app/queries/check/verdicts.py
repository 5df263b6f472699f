"""Judge a claim against published figures: which yield it, which contradict it, and what that makes of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from app.catalog.comparisons import KINDRED
from app.queries.check.companies import Held
from app.queries.check.matching import Asked, Match, match_of, newest_year
from app.queries.periods import Period
from app.queries.published.figures import Figure, agree

Verdict = Literal["confirmed", "within_rounding", "confirmed_other_period", "disputed", "possible", "unknown"]
VERDICTS: tuple[Verdict, ...] = (
    "confirmed",
    "within_rounding",
    "disputed",
    "confirmed_other_period",
    "possible",
    "unknown",
)

# Themes whose amounts and counts add up over a year, so that a half-year and its year cannot be equal.
FLOWS = frozenset({"funding", "venture_capital", "private_equity", "m_and_a", "unicorns_exits"})
AMOUNTS = frozenset({"COUNT", "EUR", "USD"})
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with the rule that gave it and the figures behind it, best first; `held` are amounts of our records."""

    verdict: Verdict
    rule: str
    matches: Sequence[Match] = field(default_factory=tuple)
    competing: Sequence[Match] = field(default_factory=tuple)
    nearest: Sequence[Match] = field(default_factory=tuple)
    period: Period | None = None
    held: Sequence[Held] = field(default_factory=tuple)


def judge(asked: Asked, figures: Sequence[Figure]) -> Judgement:
    """Return what published figures make of a claim."""
    period = asked.period or newest_year(asked, figures)
    matches = sorted((match_of(asked, figure, period) for figure in figures), key=lambda match: match.order)
    fitting = [match for match in matches if {"value_exact", "value_rounded"} & set(match.why)]
    meant = [match for match in fitting if is_meant(asked, match)]
    same = [match for match in meant if "period" in match.why and match.figure.qualifier != "disputed"]
    if same:
        return judge_same(same, meant, matches, period)
    return judge_rest(asked, fitting, meant, matches, period)


def judge_same(same: list[Match], meant: list[Match], matches: list[Match], period: Period | None) -> Judgement:
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


def judge_company(judgement: Judgement, held: Sequence[Held], *, alone: bool) -> Judgement:
    """Return a judgement in the light of what records hold for the companies that the claim names.

    `alone` tells that the claim is about them, since it names no place: then no figure of a place yields it.
    """
    if not held or not (alone or judgement.verdict == "unknown"):
        return judgement
    if held[0].fits:
        return Judgement("possible", "company_record", period=judgement.period, held=held)
    if alone:
        return Judgement("unknown", "company_differs", period=judgement.period, held=held)
    return replace(judgement, held=held)


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
