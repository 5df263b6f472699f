"""Choose the figure that a front page shows where publishers compete, and tell how it changed."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from app.queries.published.figures import Figure, agree, newest_first

# Units whose change is told as a fraction; that of the others, in the unit itself.
ADDITIVE = frozenset({"EUR", "USD", "COUNT", "EUR_PER_CAPITA", "USD_PER_CAPITA", "MEGAWATT"})


def figures_of_year(figures: Sequence[Figure], year: int) -> list[Figure]:
    """Return the figures of a whole year that are no forecast and not disputed, else those of its newest part."""
    shown = [f for f in figures if f.period.year == year and f.qualifier not in ("forecast", "disputed")]
    whole = [figure for figure in shown if figure.period.kind == "year"]
    if whole:
        return newest_first(whole)
    parts = [figure for figure in shown if figure.period.kind != "span"]
    newest = max((figure.period for figure in parts), key=lambda period: (period.end, period.start), default=None)
    return newest_first([figure for figure in parts if figure.period == newest])


def choose(cell: Sequence[Figure]) -> Figure | None:
    """Return the figure on which most publishers agree, firm ones before provisional ones, then the newest."""
    ranked = sorted(
        enumerate(cell),
        key=lambda entry: (not entry[1].is_firm, -len(agreeing(entry[1], cell)), entry[0]),
    )
    return ranked[0][1] if ranked else None


def agreeing(figure: Figure, cell: Sequence[Figure]) -> set[str]:
    """Return the publishers whose value agrees with a figure."""
    return {other.publisher for other in cell if other.unit == figure.unit and agree(figure, other)}


def provenance(chosen: Figure | None, cell: Sequence[Figure]) -> dict[str, Any]:
    """Return who gave a value, how many agree, and the range of what was given."""
    if chosen is None:
        return {
            "publisher": None,
            "qualifier": None,
            "obs_status": [],
            "publishers": 0,
            "agree": 0,
            "disputed": False,
            "range": None,
            "source": None,
        }
    like = [figure for figure in cell if figure.unit == chosen.unit]
    publishers = {figure.publisher for figure in like}
    firm = {figure.publisher for figure in like if figure.is_firm}
    values = [float(figure.value) for figure in like]
    return {
        "publisher": chosen.publisher,
        "qualifier": chosen.qualifier,
        "obs_status": chosen.obs_status,
        "publishers": len(publishers),
        "agree": len(agreeing(chosen, like)),
        "disputed": bool(firm - agreeing(chosen, like)),
        "range": {"min": min(values), "max": max(values)},
        "source": {
            "id": chosen.source_id,
            "title": chosen.source_title,
            "url": chosen.source_url,
            "published_on": chosen.source_published_on,
        },
    }


def previous_figure(chosen: Figure, figures: Sequence[Figure], year: int) -> Figure | None:
    """Return what the same publisher, or one that agrees with it now, gave for the year before."""
    now = agreeing(chosen, [figure for figure in figures if figure.period == chosen.period])
    before = [
        figure
        for figure in figures_of_year(figures, year - 1)
        if figure.unit == chosen.unit and figure.period.kind == chosen.period.kind and figure.publisher in now
    ]
    own = [figure for figure in before if figure.publisher == chosen.publisher]
    return choose(own or before)


def change(value: Decimal | None, previous: Decimal | None, unit: str, before: Figure | None) -> dict[str, Any] | None:
    """Return the change on the year before: a fraction for amounts and counts, else a difference in the unit itself."""
    if value is None or previous is None:
        return None
    told = {
        "previous": float(previous),
        "publisher": None if before is None else before.publisher,
        "observation": None if before is None else before.id,
    }
    if unit not in ADDITIVE:
        return {"value": float(value - previous), "unit": unit, **told}
    if previous <= 0:
        return None
    return {"value": float(round(value / previous - 1, 6)), "unit": "RATIO", **told}
