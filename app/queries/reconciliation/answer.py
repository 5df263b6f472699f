"""Our own sums beside every published figure of the same place and year, with a verdict on each difference."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.catalog.comparisons import COMPARISONS, Comparison
from app.dataset import Dataset
from app.errors import BadRequest, Fault
from app.languages import Language
from app.queries.answers import Answer, meta_of
from app.queries.codelists import PLACE, CodeLists, code_lists, nearest
from app.queries.periods import year_period
from app.queries.published.figures import Figure, item, newest_first, read_figures
from app.queries.published.own import COUNTRY, Own, debatable, level, own_totals, records_link
from app.queries.published.years import Years, years_of
from app.queries.reconciliation.rules import Cell, Finding, judge
from app.queries.reconciliation.table import flat
from app.queries.reconciliation.wording import Teller
from app.queries.vintages import Reading
from app.tables import Observation

DEFAULT_INDICATOR = "tech_funding_total"


@dataclass(frozen=True, slots=True)
class ReconciliationQuestion:
    """Which indicators, places and years; as in a query string. Without a year all years with a figure."""

    indicator: str | None = None
    region: str | None = None
    year: str | None = None
    lang: Language = "en"


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The same answer twice: nested by place and year for JSON, and as a table with a row per published figure."""

    answer: Answer
    dataset: Dataset


async def reconcile(reading: Reading, question: ReconciliationQuestion) -> Reconciliation:
    """Return for each indicator, place and year our number, its coverage, and every published figure with a verdict.

    An entry holds `indicator, region, year, records {value, count, count_disclosed, …}, coverage,
    published_range, published`, the last with `difference` (ours minus published), `ratio` (ours over
    published), `verdict`, `rule` and `because`, a sentence with the numbers by which it can be recomputed.

    Raises:
        BadRequest: an indicator has no counterpart in our records, or a place or year cannot be read.

    """
    lists = await code_lists(reading)
    indicators, regions = read_names(question, lists)
    years = years_of(question.year)
    items: list[dict[str, Any]] = []
    findings: list[tuple[Cell, Finding]] = []
    teller = Teller(lists, question.lang)
    for indicator in indicators:
        for cell in await read_cells(reading, indicator, regions, years):
            judged = [judge(cell, figure) for figure in cell.figures]
            findings.extend((cell, finding) for finding in judged)
            items.append(nested(cell, judged, teller))
    filters = {"indicator": ",".join(indicators), "region": ",".join(regions), "year": years.canonical}
    meta = meta_of(
        reading,
        question.lang,
        "reconciliation",
        {name: value for name, value in filters.items() if value},
        total=len(items),
        notes=teller.notes(),
    )
    return Reconciliation(Answer(meta, items=items), flat(findings, teller, meta))


def read_names(question: ReconciliationQuestion, lists: CodeLists) -> tuple[list[str], list[str]]:
    """Return the indicators and places that are asked for, as codes."""
    faults: list[Fault] = []
    indicators: list[str] = []
    for word in split(question.indicator) or [DEFAULT_INDICATOR]:
        entry = lists.find("indicator", word)
        if entry is not None and entry.code in COMPARISONS:
            indicators.append(entry.code)
            continue
        detail = f"'{word}' is no indicator that our records can be compared with."
        faults.append(Fault("indicator", "unknown_value", detail, word, nearest(word, COMPARISONS), tuple(COMPARISONS)))
    regions: list[str] = []
    for word in split(question.region):
        place = lists.find(PLACE, word)
        if place is not None and level(place.code) is not None:
            regions.append(place.code)
            continue
        detail = f"'{word}' is no place in Belgium."
        faults.append(Fault("region", "unknown_code", detail, word, lists.suggest("region", word)))
    if faults:
        raise BadRequest(" ".join(fault.detail for fault in faults), faults=faults)
    return list(dict.fromkeys(indicators)), list(dict.fromkeys(regions))


def split(value: str | None) -> list[str]:
    """Return the words of a parameter."""
    return [word.strip() for word in (value or "").split(",") if word.strip()]


async def read_cells(reading: Reading, indicator: str, regions: Sequence[str], years: Years) -> list[Cell]:
    """Return the places and years of one indicator, in that order, with our number and every published figure."""
    comparison = COMPARISONS[indicator]
    wanted = (indicator, *comparison.kindred, *((comparison.deals,) if comparison.deals else ()))
    conditions = [
        Observation.indicator.in_(wanted),
        Observation.sector.is_(None),
        Observation.stage.is_(None),
        Observation.region.in_({COUNTRY, *regions}) if regions else Observation.region.startswith(COUNTRY),
    ]
    figures = await read_figures(reading, [*conditions, years.condition])
    shown = [
        figure
        for figure in figures
        if figure.indicator != comparison.deals and figure.region in (regions or [figure.region])
    ]
    keys = {(figure.region, figure.period.year) for figure in shown if figure.indicator == indicator}
    keys |= {(region, year) for region in regions for year in years.named() if year <= reading.updated.year}
    if not keys:
        return []
    first, last = min(year for _, year in keys), max(year for _, year in keys)
    places = sorted({COUNTRY, *(region for region, _ in keys)})
    own = await own_totals(reading, comparison, places, first, last)
    doubtful = await debatable(reading, comparison, places, first, last)
    deals = published_deals(figures, comparison)
    return [
        Cell(
            indicator=indicator,
            comparison=comparison,
            region=region,
            period=year_period(year),
            own=own.get((region, year), Own()),
            debatable=doubtful.get((region, year), Decimal(0)),
            deals=deals.get((region, year)) or deals.get((COUNTRY, year)),
            deals_own=own.get((region if (region, year) in deals else COUNTRY, year), Own()).count,
            figures=tuple(in_order(shown, indicator, region, year)),
            running=year >= reading.updated.year,
        )
        for region, year in sorted(keys)
    ]


def in_order(figures: Sequence[Figure], indicator: str, region: str, year: int) -> list[Figure]:
    """Return the figures of a place and year: the indicator itself before kindred ones, years before their parts."""
    here = newest_first([figure for figure in figures if figure.region == region and figure.period.year == year])
    return sorted(here, key=lambda figure: (figure.indicator != indicator, figure.period.kind != "year"))


def published_deals(figures: Sequence[Figure], comparison: Comparison) -> dict[tuple[str, int], Figure]:
    """Return by place and year the published figure that counts the most deals, in the year or in a part of it."""
    found: dict[tuple[str, int], Figure] = {}
    for figure in figures:
        key = figure.region, figure.period.year
        if figure.indicator != comparison.deals or figure.qualifier in ("forecast", "disputed"):
            continue
        if key not in found or found[key].value < figure.value:
            found[key] = figure
    return found


def nested(cell: Cell, findings: Sequence[Finding], teller: Teller) -> dict[str, Any]:
    """Return one place and year as JSON shows it."""
    own = cell.own
    published = [
        {
            **item(finding.figure),
            "difference": number(finding.difference),
            "ratio": None if finding.ratio is None else float(finding.ratio),
            "verdict": finding.verdict,
            "rule": finding.rule,
            "because": teller.because(cell, finding),
        }
        for finding in findings
    ]
    compared = [finding.figure for finding in findings if finding.is_comparable]
    shares = [
        {"publisher": finding.figure.publisher, "published": float(finding.figure.value), "share": float(finding.ratio)}
        for finding in findings
        if finding.is_comparable and finding.ratio is not None
    ]
    values = [float(figure.value) for figure in compared]
    return {
        "indicator": cell.indicator,
        "indicator_label": teller.indicator(cell.indicator),
        "region": cell.region,
        "region_label": teller.place(cell.region),
        "year": cell.period.year,
        "unit": cell.unit,
        "records": {
            "value": number(own.value(cell.comparison)),
            "count": own.count,
            "count_disclosed": own.disclosed,
            "count_undisclosed": own.count - own.disclosed,
            "debatable": number(cell.debatable),
            "scope": teller.scope(cell),
            "links": {"records": records_link(cell.comparison, cell.region, cell.period.year)},
        },
        "coverage": {
            "sentence": teller.coverage(cell, compared),
            "rounds_published": None if cell.deals is None else int(cell.deals.value),
            "rounds_published_by": None if cell.deals is None else cell.deals.publisher,
            "share_of_published": shares,
        },
        "published_range": {"publishers": len({f.publisher for f in compared}), "min": min(values), "max": max(values)}
        if values
        else None,
        "published": published,
    }


def number(value: Decimal | None) -> float | None:
    """Return an amount as JSON holds it, rounded to cents."""
    return None if value is None else float(round(value, 2))
