"""Layout: the columns of an answer as a format shows them, with codes, labels or both."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from app.dataset import Column, Dataset
from app.formats.options import Options
from app.languages import Language, Text

# Codes that any code list may meet in an answer, though no list has to hold them.
RESERVED: Mapping[str, Text] = {
    "ALL": Text("Total", "Totaal", "Total", "Gesamt"),
    "UNK": Text("Not known", "Niet bekend", "Inconnu", "Nicht bekannt"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """One shown column: where its values stand in a row, and the labels that replace them (None: as they are)."""

    column: Column
    position: int
    labels: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """The shown columns in order; works on any batch of rows, a column at a time."""

    places: tuple[Place, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The shown columns in order."""
        return tuple(place.column for place in self.places)

    def values(self, rows: Sequence[tuple[Any, ...]]) -> list[Sequence[Any]]:
        """Return the values of each shown column over the rows."""
        if not rows:
            return [() for _ in self.places]
        stored = list(zip(*rows, strict=True))
        return [shown(stored[place.position], place) for place in self.places]


def shown(values: Sequence[Any], place: Place) -> Sequence[Any]:
    """Return the values of one column, as codes or as labels; a code without a label stays a code."""
    labels = place.labels
    if labels is None:
        return values
    if place.column.kind == "list":
        return [None if codes is None else [labels.get(code, code) for code in codes] for codes in values]
    return [labels.get(value, value) for value in values]


def lay_out(dataset: Dataset, options: Options, form: Literal["nested", "flat"]) -> Layout:
    """Choose the columns that a nested or a flat format shows of an answer, in frozen order."""
    return Layout(tuple(arrange(dataset, options, form)))


def arrange(dataset: Dataset, options: Options, form: Literal["nested", "flat"]) -> Iterator[Place]:
    """Yield the places of a layout."""
    for position, column in enumerate(dataset.columns):
        if column.shown not in ("everywhere", form):
            continue
        labels = labels_of(dataset, column, options.lang)
        if labels is None or options.labels == "code":
            yield Place(column, position)
        elif options.labels == "label":
            yield Place(column, position, labels)
        else:
            yield Place(column, position)
            yield Place(label_column(column), position, labels)


def label_column(column: Column) -> Column:
    """Return the column that stands beside a column of codes and holds their labels."""
    *outer, last = column.json_path
    return replace(column, key=f"{column.key}_label", path=(*outer, f"{last}_label"), codelist=None)


def labels_of(dataset: Dataset, column: Column, language: Language) -> dict[str, str] | None:
    """Return code → label for a column of codes, None for any other column."""
    if column.codelist is None or column.codelist not in dataset.codes:
        return None
    reserved = {code: label.in_(language) for code, label in RESERVED.items()}
    return reserved | {entry.code: entry.label.in_(language) for entry in dataset.codes[column.codelist]}
