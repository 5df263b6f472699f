"""The cells of the grid of published values, and the table that they make."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import product
from typing import Any

from app.dataset import Code, Column, Dataset, Meta
from app.languages import Text
from app.queries.codelists import PLACE, CodeLists
from app.queries.periods import read_period
from app.queries.published.figures import Figure, item, newest_first
from app.queries.published.years import years_of

DIMENSIONS = ("indicator", "region", "year", "period", "sector", "stage", "unit")
MEASURES = ("publishers", "min", "max", "spread", "latest")
CODELISTS = {"indicator": "indicator", "region": PLACE, "sector": "sector", "stage": "stage", "unit": "unit"}
# What stands for the total where sectors or stages are grouped.
TOTAL = "ALL"
LABELS: Mapping[str, Text] = {
    "indicator": Text("Indicator", "Indicator", "Indicateur", "Indikator"),
    "region": Text("Place", "Plaats", "Lieu", "Ort"),
    "year": Text("Year", "Jaar", "Année", "Jahr"),
    "period": Text("Period", "Periode", "Période", "Zeitraum"),
    "sector": Text("Sector", "Sector", "Secteur", "Sektor"),
    "stage": Text("Stage", "Fase", "Stade", "Phase"),
    "unit": Text("Unit", "Eenheid", "Unité", "Einheit"),
    "publishers": Text("Publishers", "Uitgevers", "Éditeurs", "Herausgeber"),
    "min": Text("Lowest value", "Laagste waarde", "Valeur la plus basse", "Niedrigster Wert"),
    "max": Text("Highest value", "Hoogste waarde", "Valeur la plus haute", "Höchster Wert"),
    "spread": Text("Spread", "Spreiding", "Étendue", "Spannweite"),
    "latest": Text("Newest value", "Nieuwste waarde", "Valeur la plus récente", "Neuester Wert"),
    "latest_publisher": Text(
        "Publisher of the newest value",
        "Uitgever van de nieuwste waarde",
        "Éditeur de la valeur la plus récente",
        "Herausgeber des neuesten Wertes",
    ),
    "obs_status": Text("Status of the value", "Status van de waarde", "Statut de la valeur", "Status des Wertes"),
    "published": Text("Published values", "Gepubliceerde waarden", "Valeurs publiées", "Veröffentlichte Werte"),
}


@dataclass(frozen=True, slots=True)
class Cells:
    """Published figures by cell; a cell's key has one code per group."""

    groups: tuple[str, ...]
    values: Mapping[tuple[Any, ...], list[Figure]]


def completed(groups: Sequence[str], figures: Sequence[Figure]) -> tuple[str, ...]:
    """Return the groups, with the indicator before them and the unit after where the answer holds several."""
    found = list(groups)
    if "indicator" not in found and len({figure.indicator for figure in figures}) > 1:
        found.insert(0, "indicator")
    units: dict[str, set[str]] = defaultdict(set)
    for figure in figures:
        units[figure.indicator].add(figure.unit)
    if "unit" not in found and any(len(codes) > 1 for codes in units.values()):
        found.append("unit")
    return tuple(found)


def cells_of(figures: Sequence[Figure], groups: tuple[str, ...], sectors: Mapping[str, str | None]) -> Cells:
    """Return the figures by cell, the newest publication of each first."""
    values: dict[tuple[Any, ...], list[Figure]] = defaultdict(list)
    for figure in newest_first(figures):
        codes = {
            "indicator": figure.indicator,
            "region": figure.region,
            "year": figure.period.year,
            "period": figure.period.code,
            "sector": sectors.get(figure.id, figure.sector) or TOTAL,
            "stage": figure.stage or TOTAL,
            "unit": figure.unit,
        }
        values[tuple(codes[group] for group in groups)].append(figure)
    return Cells(groups, values)


def axes_of(
    cells: Cells, filters: Mapping[str, str], canonical: Mapping[str, str], lists: CodeLists
) -> list[list[Any]]:
    """Return the codes of each group: those that occur and those that a filter names, in code-list and time order."""
    axes: list[list[Any]] = []
    for place, group in enumerate(cells.groups):
        codes = {key[place] for key in cells.values}
        if group == "year":
            named = years_of(filters.get("year")).named()
            found = [*codes, *named]
            axes.append(list(range(min(found), max(found) + 1)) if found else [])
            continue
        if group in ("region", "indicator") and "children" not in filters:
            codes |= set(filter(None, canonical.get(group, "").split(",")))
        axes.append(in_order(group, codes, lists))
    return axes


def in_order(group: str, codes: set[Any], lists: CodeLists) -> list[Any]:
    """Return codes in the order of their list, periods in the order of time; the total comes first."""
    if group == "period":
        return sorted(codes, key=when)
    if group not in CODELISTS:
        return sorted(codes)
    entries = [entry.code for entry in lists[CODELISTS[group]]]
    return sorted(codes, key=lambda code: -1 if code == TOTAL else entries.index(code))


def when(code: str) -> tuple[date, int]:
    """Return the place of a period in time: by its first day, the longer one first."""
    period = read_period(code)
    return (date.min, 0) if period is None else (period.start, -period.end.toordinal())


def tabulate(
    cells: Cells, axes: Sequence[Sequence[Any]] | None, measures: Sequence[str], lists: CodeLists, *, embed: bool
) -> Dataset:
    """Return the table of the cells; its name, title and meta are the reader's to give."""
    keys = list(product(*axes)) if axes is not None else ordered(cells, lists)
    units = sorted({figure.unit for figures in cells.values.values() for figure in figures})
    rows, reasons = [], []
    for key in keys:
        figures = cells.values.get(key, [])
        measured = measure(figures)
        latest = figures[0] if figures else None
        rest: list[Any] = [None if latest is None else latest.publisher, [] if latest is None else latest.obs_status]
        if "unit" not in cells.groups:
            rest.append(latest.unit if latest else units[0] if len(units) == 1 else None)
        if embed:
            rest.append([item(figure) for figure in figures])
        rows.append((*key, *(measured[name] for name in measures), *rest))
        reasons.append({name: "no_observations" for name in measures if measured[name] is None})
    columns = columns_of(cells.groups, measures, units, embed=embed)
    several = any(len({figure.publisher for figure in figures}) > 1 for figures in cells.values.values())
    codes = {
        column.codelist: labels_of(column.codelist, {row[place] for row in rows}, lists)
        for place, column in enumerate(columns)
        if column.codelist is not None and column.kind == "string"
    }
    return Dataset(
        "observations",
        LABELS["published"],
        columns,
        rows,
        Meta(0, datetime.min.replace(tzinfo=UTC)),
        null_reasons=reasons,
        codes={**codes, "obs_status": lists.labels("obs_status")},
        grid=axes is not None and not several and bool(rows),
    )


def ordered(cells: Cells, lists: CodeLists) -> list[tuple[Any, ...]]:
    """Return the keys that occur, in code-list and time order."""
    places = [
        {code: place for place, code in enumerate(in_order(group, {key[at] for key in cells.values}, lists))}
        for at, group in enumerate(cells.groups)
    ]
    return sorted(cells.values, key=lambda key: [places[at][code] for at, code in enumerate(key)])


def measure(figures: Sequence[Figure]) -> dict[str, Any]:
    """Return the measures of one cell; nothing is summed or averaged, since publishers compete."""
    if not figures:
        return {"publishers": 0, "min": None, "max": None, "spread": None, "latest": None}
    values = [figure.value for figure in figures]
    return {
        "publishers": len({figure.publisher for figure in figures}),
        "min": float(min(values)),
        "max": float(max(values)),
        "spread": float(max(values) - min(values)),
        "latest": float(figures[0].value),
    }


def columns_of(
    groups: Sequence[str], measures: Sequence[str], units: Sequence[str], *, embed: bool
) -> tuple[Column, ...]:
    """Return the columns: groups, measures, who gave the newest value and how firm it is, the unit, every value."""
    roles: dict[str, Any] = {"region": "geo", "year": "time", "period": "time"}
    unit = units[0] if len(units) == 1 else None
    columns = [
        Column(
            group,
            LABELS[group],
            kind="integer" if group == "year" else "string",
            role=roles.get(group, "dimension"),
            codelist=CODELISTS.get(group),
        )
        for group in groups
    ]
    columns += [
        Column(name, LABELS[name], kind="integer", role="measure", unit="COUNT", decimals=0)
        if name == "publishers"
        else Column(name, LABELS[name], kind="number", role="measure", unit=unit)
        for name in measures
    ]
    columns.append(Column("latest_publisher", LABELS["latest_publisher"]))
    columns.append(Column("obs_status", LABELS["obs_status"], kind="list", codelist="obs_status"))
    if "unit" not in groups:
        columns.append(Column("unit", LABELS["unit"], codelist="unit"))
    if embed:
        columns.append(Column("published", LABELS["published"], kind="list", shown="nested"))
    return tuple(columns)


ALL_LABEL = Text("All", "Alle", "Tous", "Alle")


def labels_of(codelist: str, codes: set[Any], lists: CodeLists) -> tuple[Code, ...]:
    """Return the labels of the codes that occur, the total among them."""
    total = (Code(TOTAL, ALL_LABEL, None, -1),) if TOTAL in codes else ()
    return (*total, *lists.labels(codelist, codes))
