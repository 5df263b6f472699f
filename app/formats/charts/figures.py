"""Figures: a list of published figures read as values along period, place and publisher, for one indicator or several."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.dataset import Code, Column, Dataset, Role
from app.errors import NotAcceptable
from app.formats.charts.scales import Scale, scale_of
from app.formats.layout import labels_of
from app.languages import Language, Text

INDICATOR, PUBLISHER = "indicator", "publisher"
JOINT = " · "  # between the parts of a panel's name, each of which gets a line

# How the columns of published observations are read.
ROLES: Mapping[str, Role] = {
    INDICATOR: "dimension",
    "period": "time",
    "region": "geo",
    "sector": "dimension",
    "stage": "dimension",
    PUBLISHER: "dimension",
    "value": "measure",
}


@dataclass(frozen=True, slots=True)
class Figures:
    """Published figures ready to be drawn.

    `disputed` counts values that were left out. `scales` holds, where there are several indicators or units, what
    each is measured in and how its numbers are shown, by its code in `dataset`; it is empty where one unit holds for all.
    """

    dataset: Dataset
    disputed: int
    scales: Mapping[str, tuple[Column, Scale]] = field(default_factory=dict)


def read_figures(dataset: Dataset, language: Language) -> Figures:
    """Read a list of published observations as values along period, place and publisher.

    Raises:
        NotAcceptable: the list is none of published figures, or does not show what tells them apart.

    """
    keys = [column.key for column in dataset.columns]
    if "value" not in keys or "period" not in keys:
        raise NotAcceptable("This answer has no measure, so there is nothing to draw; ask for json, csv or parquet.")
    dataset, disputed = undisputed(dataset, keys)
    columns = tuple(replace(column, role=ROLES.get(column.key, "attribute")) for column in dataset.columns)
    dataset = replace(dataset, columns=columns)
    if INDICATOR not in keys or "unit" not in keys:
        return Figures(dataset, disputed)
    pairs = dict.fromkeys((row[keys.index(INDICATOR)], row[keys.index("unit")]) for row in dataset.rows)
    if len(pairs) > 1:
        return several(dataset, disputed, list(pairs), language)
    return Figures(in_unit(dataset, next(iter(pairs))[1] if pairs else None), disputed)


def undisputed(dataset: Dataset, keys: list[str]) -> tuple[Dataset, int]:
    """Leave out disputed values, which are no part of a picture, and count them."""
    if "qualifier" not in keys:
        return dataset, 0
    place = keys.index("qualifier")
    rows = [row for row in dataset.rows if row[place] != "disputed"]
    return replace(dataset, rows=rows, null_reasons=()), len(dataset.rows) - len(rows)


def in_unit(dataset: Dataset, unit: str | None) -> Dataset:
    """Return figures whose values are all in one unit."""
    value = dataset.column("value")
    columns = list(dataset.columns)
    columns[value] = replace(columns[value], unit=unit)
    return replace(dataset, columns=tuple(columns))


def several(dataset: Dataset, disputed: int, pairs: list[tuple[Any, Any]], language: Language) -> Figures:
    """Return figures of several indicators or units: each pair of them is an indicator of its own, with its scale."""
    value, indicator, unit = (dataset.column(key) for key in ("value", INDICATOR, "unit"))
    measure, shown = dataset.columns[value], dataset.columns[indicator]
    labels = labels_of(dataset, shown, language) or {}
    counted = [code for code, _ in pairs]
    scales: dict[str, tuple[Column, Scale]] = {}
    entries: list[Code] = []
    spelled: dict[tuple[Any, Any], str] = {}
    for order, pair in enumerate(pairs):
        code = str(pair[0]) if counted.count(pair[0]) == 1 else f"{pair[0]}:{pair[1]}"
        own = replace(measure, unit=pair[1])
        numbers = [row[value] for row in dataset.rows if (row[indicator], row[unit]) == pair]
        scale = scale_of(dataset, own, [number for number in numbers if number is not None], language)
        words = [labels.get(str(pair[0]), str(pair[0])), *filter(None, [scale.words])]
        entries.append(Code(code, Text.same(JOINT.join(words)), order=order))
        scales[code], spelled[pair] = (own, scale), code
    rows = [
        tuple(spelled[row[indicator], row[unit]] if place == indicator else cell for place, cell in enumerate(row))
        for row in dataset.rows
    ]
    columns = list(dataset.columns)
    columns[indicator] = replace(shown, codelist=INDICATOR)
    codes = {**dataset.codes, INDICATOR: entries}
    return Figures(replace(dataset, columns=tuple(columns), rows=rows, codes=codes), disputed, scales)
