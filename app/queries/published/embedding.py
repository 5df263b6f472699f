"""Published figures beside the rows of an aggregate of ours: `embed=published`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.catalog.comparisons import COMPARISONS
from app.dataset import Column, Dataset
from app.languages import Text
from app.queries.published.figures import Figure, item, newest_first, read_figures
from app.queries.vintages import Reading
from app.tables import Observation

COUNTRY = "BE"
PUBLISHED = Text("Published figures", "Gepubliceerde cijfers", "Chiffres publiés", "Veröffentlichte Zahlen")
# The groups that a published figure can be told apart by, the narrowest place first.
PLACES = ("city", "province", "region")
TIMES = ("month", "quarter", "year")
TOTAL = "ALL"

Cell = tuple[str, str | None, str | None, str | None]


async def published_figures(reading: Reading, dataset: str, cells: Iterable[Cell]) -> dict[Cell, list[dict[str, Any]]]:
    """Return the published figures of each cell: place, period (`2024`, `2024-Q3`, `2024-05`), sector and stage.

    `dataset` is that of the aggregate (`funding-rounds`, `exits`): the indicators are those that measure what its
    records measure. A cell without a period takes no figure; null sector and stage mean the total.
    """
    wanted = list(dict.fromkeys(cells))
    indicators = [code for code, comparison in COMPARISONS.items() if comparison.records == dataset]
    if not indicators or not wanted:
        return {cell: [] for cell in wanted}
    figures = await read_figures(
        reading,
        [
            Observation.indicator.in_(indicators),
            Observation.region.in_({region for region, *_ in wanted}),
            Observation.period.in_({period for _, period, *_ in wanted if period is not None}),
        ],
    )
    found: dict[Cell, list[Figure]] = defaultdict(list)
    for figure in newest_first(figures):
        found[figure.region, figure.period.code, figure.sector, figure.stage].append(figure)
    return {cell: [item(figure) for figure in found.get(cell, [])] for cell in wanted}


async def embed_published(reading: Reading, dataset: Dataset, filters: Mapping[str, str]) -> Dataset:
    """Return an aggregate with a further column, nested formats alone: the published figures of each row's cell.

    A row that is cut by something no figure is cut by (deal type, exit kind, investor country) has none. Places and
    periods that the filters fix to one stand in for groups that are not there.
    """
    keys = [column.key for column in dataset.columns]
    groups = {column.key for column in dataset.columns if column.role in ("geo", "time", "dimension")}
    answerable = groups <= {*PLACES, *TIMES, "sector", "stage"}
    cells = [
        cell_of(dict(zip(keys, row, strict=True)), groups, filters) if answerable else None for row in dataset.rows
    ]
    found = await published_figures(reading, dataset.name, [cell for cell in cells if cell is not None])
    column = Column("published", PUBLISHED, kind="list", shown="nested")
    rows = [(*row, found[cell] if cell is not None else []) for row, cell in zip(dataset.rows, cells, strict=True)]
    return replace(dataset, columns=(*dataset.columns, column), rows=rows)


def cell_of(row: Mapping[str, Any], groups: set[str], filters: Mapping[str, str]) -> Cell | None:
    """Return the cell of a row as published figures know it, None when its time is not one period."""
    region = named(row, groups, PLACES) or single(filters, "city", "province", "region") or COUNTRY
    period = named(row, groups, TIMES) or single(filters, "year")
    if period is None or not period[:4].isdigit():
        return None
    parts = [named(row, groups, (name,)) or single(filters, name) for name in ("sector", "stage")]
    return region, period, parts[0], parts[1]


def named(row: Mapping[str, Any], groups: set[str], names: Sequence[str]) -> str | None:
    """Return the code of the first of some groups that the row has; a margin names none."""
    for name in names:
        if name in groups and row[name] != TOTAL:
            return str(row[name])
    return None


def single(filters: Mapping[str, str], *names: str) -> str | None:
    """Return the value of the first of some filters that is given, unless it names several."""
    for name in names:
        value = filters.get(name, "")
        if value and not set(",:") & set(value.removeprefix("BE:")):
            return value
    return None
