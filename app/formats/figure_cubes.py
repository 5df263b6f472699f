"""A list of published figures as a cube: place, period, publisher and what else tells them apart, an indicator per measure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from math import prod
from typing import Any

from app.dataset import Column, Dataset, Role
from app.errors import NotAcceptable, NotFound
from app.formats.layout import labels_of
from app.languages import Language, Text

# The dimensions of figures, in their order, and how each is read. `sector` and `stage` stand only where some figure
# is about one. The number of a figure stands only where a publisher gave several for one cell.
ROLES: dict[str, Role] = {
    "region": "geo",
    "sector": "dimension",
    "stage": "dimension",
    "period": "time",
    "publisher": "dimension",
}
PARTS = ("sector", "stage")
NUMBER = Column(
    "figure",
    Text("Figure of the publisher", "Cijfer van de uitgever", "Chiffre de l'éditeur", "Zahl des Herausgebers"),
    "integer",
    "dimension",
)
NEEDED = ("indicator", "value", "unit", *ROLES, "id")
STATUS = "obs_status"
MOST_CELLS = 100_000


def is_figures(dataset: Dataset) -> bool:
    """Tell whether an answer is a list of published figures with all that a cube needs of them."""
    return {column.key for column in dataset.columns}.issuperset(NEEDED)


def as_cube(dataset: Dataset, language: Language) -> Dataset:
    """Return a list of published figures as a grid with one measure per indicator; cells without a figure are null.

    An indicator that is published in several units is one measure per unit. The status of a figure stands in a column
    `obs_status:` with the measure after it.

    Raises:
        NotFound: there is no figure.
        NotAcceptable: the cube would be too large.

    """
    if not dataset.rows:
        raise NotFound("No figure matches the question, and a cube cannot be empty.", slug="no-cells", title="No cells")
    measures = dict(measures_of(dataset, language))
    dimensions = dimensions_of(dataset)
    cells = numbered(dataset, [column.key for column in dimensions])
    if max(number for *_, number in cells) > 1:
        dimensions.append(NUMBER)
    else:
        cells = [cell[:-1] for cell in cells]
    categories: list[list[Any]] = [list(dict.fromkeys(part)) for part in zip(*cells, strict=True)]
    if NUMBER in dimensions:
        categories[-1].sort()
    check_size(prod(map(len, categories)) * len(measures))
    filled = fill(dataset, cells, list(measures))
    nothing = [*[None] * len(measures), *[()] * len(measures)]
    flags = (Column(f"{STATUS}:{column.key}", column.label, "list") for column in measures.values())
    return replace(
        dataset,
        columns=(*dimensions, *measures.values(), *flags),
        rows=[(*cell, *filled.get(cell, nothing)) for cell in product(*categories)],
        null_reasons=(),
        grid=True,
    )


def dimensions_of(dataset: Dataset) -> list[Column]:
    """Return the columns that figures are cut by."""
    columns = {column.key: (place, column) for place, column in enumerate(dataset.columns)}
    return [
        replace(columns[key][1], role=role)
        for key, role in ROLES.items()
        if key not in PARTS or any(row[columns[key][0]] is not None for row in dataset.rows)
    ]


def numbered(dataset: Dataset, keys: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return the cell of each row: its codes, and the number of its figure among those of the publisher there."""
    places = [dataset.column(key) for key in keys]
    told_by = [*places, dataset.column("indicator"), dataset.column("unit")]
    seen = Counter[tuple[Any, ...]]()
    numbers: dict[int, int] = {}
    identifier = dataset.column("id")
    for place in sorted(range(len(dataset.rows)), key=lambda place: str(dataset.rows[place][identifier])):
        told = tuple(dataset.rows[place][one] for one in told_by)
        seen[told] += 1
        numbers[place] = seen[told]
    return [
        (*("ALL" if row[one] is None else row[one] for one in places), numbers[place])
        for place, row in enumerate(dataset.rows)
    ]


def fill(
    dataset: Dataset, cells: Sequence[tuple[Any, ...]], measures: Sequence[tuple[str, str]]
) -> dict[tuple[Any, ...], list[Any]]:
    """Return cell → the values of all measures, then their statuses."""
    indicator, unit, value = (dataset.column(key) for key in ("indicator", "unit", "value"))
    status = next((place for place, column in enumerate(dataset.columns) if column.key == STATUS), None)
    orders = {pair: place for place, pair in enumerate(measures)}
    filled: dict[tuple[Any, ...], list[Any]] = {}
    for cell, row in zip(cells, dataset.rows, strict=True):
        order = orders[row[indicator], row[unit]]
        entry = filled.setdefault(cell, [*[None] * len(measures), *[()] * len(measures)])
        entry[order] = row[value]
        entry[len(measures) + order] = () if status is None else row[status]
    return filled


def measures_of(dataset: Dataset, language: Language) -> Iterator[tuple[tuple[str, str], Column]]:
    """Yield indicator and unit of each measure with its column."""
    indicator, unit, value = (dataset.column(key) for key in ("indicator", "unit", "value"))
    pairs = sorted({(str(row[indicator]), str(row[unit])) for row in dataset.rows})
    labels = labels_of(dataset, dataset.columns[indicator], language) or {}
    codes = [code for code, _ in pairs]
    for code, one in pairs:
        key = code if codes.count(code) == 1 else f"{code}:{one}"
        label = Text.same(labels.get(code, code))
        yield (code, one), replace(dataset.columns[value], key=key, label=label, role="measure", unit=one)


def check_size(cells: int) -> None:
    """Raise NotAcceptable when a cube would hold too many cells, most of them empty."""
    if cells > MOST_CELLS:
        raise NotAcceptable(
            f"The figures span a cube of {cells} cells; {MOST_CELLS} is the most. Ask for one indicator or one region, "
            "or for json or csv."
        )
