"""Cube: an answer as dimensions with ordered categories and one row per combination of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

from app.dataset import Column, Dataset
from app.errors import NotAcceptable, NotFound
from app.formats.layout import RESERVED, labels_of
from app.languages import Language

# Periods that are none stand after those that are.
LAST = {code: place for place, code in enumerate(("UNK", "ALL"), start=1)}


@dataclass(frozen=True, slots=True)
class Category:
    """One value of a dimension: its code as text, a label that no other category of the dimension has, its parent."""

    code: str
    label: str
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Dimension:
    """A column of codes and the categories that occur in it, in order."""

    column: Column
    categories: tuple[Category, ...]


@dataclass(frozen=True, slots=True)
class Cube:
    """Dimensions, measures, and for each combination in row-major order the number of its row."""

    dimensions: tuple[Dimension, ...]
    measures: tuple[Column, ...]
    order: Sequence[int]


def make_cube(dataset: Dataset, language: Language) -> Cube:
    """Read an answer as a cube.

    Raises:
        NotFound: there is no cell.
        NotAcceptable: there is no measure, a combination is missing or occurs twice, or a dimension has empty cells.

    """
    measures = tuple(column for column in dataset.columns if column.role == "measure")
    columns = tuple(column for column in dataset.columns if column.role in ("time", "geo", "dimension"))
    if not measures:
        raise NotAcceptable("This answer has no measure, so it is no cube; ask for json, csv or parquet.")
    if not dataset.rows:
        raise NotFound("No cell matches the question, and a cube cannot be empty.", slug="no-cells", title="No cells")
    dimensions = tuple(Dimension(column, categories_of(dataset, column, language)) for column in columns)
    return Cube(dimensions, measures, find_rows(dataset, dimensions))


def find_rows(dataset: Dataset, dimensions: Sequence[Dimension]) -> list[int]:
    """Return the row of each combination, the last dimension running fastest."""
    places = [dataset.column(dimension.column.key) for dimension in dimensions]
    numbers = {tuple(str(row[place]) for place in places): number for number, row in enumerate(dataset.rows)}
    size = prod(len(dimension.categories) for dimension in dimensions)
    if len(numbers) != len(dataset.rows):
        raise NotAcceptable("Several rows share one cell of the cube; ask for json or csv, or group by more.")
    if size != len(numbers):
        raise NotAcceptable(f"The cube has {size} cells but the answer {len(numbers)}; ask with fill=grid.")
    return [numbers[codes] for codes in product(*([entry.code for entry in part.categories] for part in dimensions))]


def categories_of(dataset: Dataset, column: Column, language: Language) -> tuple[Category, ...]:
    """Return the values of a dimension in code-list order, or in order of time, each with a label of its own."""
    place = dataset.column(column.key)
    found = dict.fromkeys(row[place] for row in dataset.rows)
    if None in found:
        raise NotAcceptable(f"The dimension {column.key} has empty cells, so the answer is no cube.")
    labels = labels_of(dataset, column, language) or {}
    entries = {entry.code: entry for entry in dataset.codes.get(column.codelist or "", ())}
    codes = [str(value) for value in arrange(list(found), column, list(entries))]
    named = dict(unique((code, labels.get(code) or reserved(code, language)) for code in codes))
    return tuple(Category(code, named[code], entries[code].parent if code in entries else None) for code in codes)


def arrange(values: list[Any], column: Column, listed: Sequence[str]) -> list[Any]:
    """Order values as their code list does, else times by time, else as they came; no period and totals go last."""
    ranks: Mapping[Any, int] = {code: rank for rank, code in enumerate(listed)}
    if column.role == "time":
        return sorted(values, key=lambda value: (LAST.get(value, 0), str(value)))
    return sorted(values, key=lambda value: (ranks.get(value, len(ranks)), value == "ALL"))


def reserved(code: str, language: Language) -> str:
    """Return the label of a code that no list has to hold, else the code."""
    return RESERVED[code].in_(language) if code in RESERVED else code


def unique(labels: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield code and label, with the code after a label that came before: some clients tell categories by label."""
    seen = set[str]()
    for code, label in labels:
        name = f"{label} ({code})" if label in seen else label
        seen.add(name)
        yield code, name
