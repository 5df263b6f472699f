"""Reading: what of an answer is drawn - one measure along the dimensions that vary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.dataset import Column, Dataset
from app.errors import NotFound
from app.formats.charts.figures import INDICATOR, Figures, read_figures
from app.formats.charts.scales import Scale, scale_of
from app.formats.cubes import Category, categories_of
from app.languages import Language

STATUS_KEY = "obs_status"
PROVISIONAL = frozenset("EFP")

# Drawn first, where the answer has them; counts come with every other measure, so they are drawn when alone.
PREFERRED = ("latest", "value")
NO_SCALE = Scale(1, "", fraction=False)
COMPANIONS = frozenset({"count", "count_disclosed", "publishers"})


@dataclass(frozen=True, slots=True)
class Side:
    """A dimension that varies: its column and its categories in order."""

    column: Column
    categories: tuple[Category, ...]

    @property
    def key(self) -> str:
        """The column's key."""
        return self.column.key

    @property
    def labels(self) -> list[str]:
        """The labels of the categories in order."""
        return [entry.label for entry in self.categories]


@dataclass(frozen=True, slots=True)
class Drawing:
    """One measure of an answer, ready to be drawn.

    `points` hold, per cell: the label of each side under its key, its code under `key_code` and its rank under
    `key_place`, the exact `value`, the value as `text` and `short`, and whether it is `provisional`. `fixed` names what holds for every point. `published` tells
    that several points may share a place; then `name` is the indicator, and `disputed` counts values that were left
    out. `orders` is the code-list order of the codes of all sides. `panels` is the side along which the picture is
    parted into small ones. `scaled` tells that the points are of several units: what is drawn of each is then
    `drawn`, on the scale of its indicator, and each panel has an axis of its own.
    """

    measure: Column
    scale: Scale
    time: Side | None
    sides: tuple[Side, ...]
    points: Sequence[dict[str, Any]]
    fixed: tuple[str, ...]
    published: bool
    orders: dict[str, int]
    panels: Side | None = None
    name: str | None = None
    disputed: int = 0
    scaled: bool = False


def read_drawing(dataset: Dataset, language: Language) -> Drawing:
    """Choose what of an answer is drawn.

    Raises:
        NotAcceptable: there is no measure.
        NotFound: there is no row.

    """
    published = not any(column.role == "measure" for column in dataset.columns)
    figures = read_figures(dataset, language) if published else Figures(dataset, 0)
    dataset = figures.dataset
    if not dataset.rows:
        raise NotFound("No row matches the question, so there is nothing to draw.", slug="no-cells", title="No cells")
    measure = choose(dataset)
    dataset = without_margins(dataset, nothing="ALL" if published else "UNK")
    every = [Side(column, categories_of(dataset, column, language)) for column in dimensions(dataset)]
    fixed = {
        side.key: side.labels[0] for side in every if len(side.categories) == 1 and side.categories[0].code != "ALL"
    }
    dataset, varying = drop_coarse(dataset, [side for side in every if len(side.categories) > 1])
    time = max((side for side in varying if side.column.role == "time"), key=lambda s: len(s.categories), default=None)
    place = dataset.column(measure.key)
    scale = NO_SCALE
    if not figures.scales:
        scale = scale_of(dataset, measure, [row[place] for row in dataset.rows if row[place] is not None], language)
    orders = {entry.code: entry.order for entries in dataset.codes.values() for entry in entries}
    return Drawing(
        measure,
        scale,
        time,
        tuple(side for side in varying if side is not time),
        points_of(dataset, figures.scales, (measure, scale), varying, language),
        tuple(label for key, label in fixed.items() if key != "indicator" or not published),
        published,
        orders,
        name=fixed.get("indicator") if published else None,
        disputed=figures.disputed,
        scaled=bool(figures.scales),
    )


def dimensions(dataset: Dataset) -> list[Column]:
    """Return the columns along which values are cut."""
    return [column for column in dataset.columns if column.role in ("time", "geo", "dimension")]


def choose(dataset: Dataset) -> Column:
    """Return the measure that is drawn."""
    measures = {column.key: column for column in dataset.columns if column.role == "measure"}
    named = [key for key in PREFERRED if key in measures] + [key for key in measures if key not in COMPANIONS]
    return measures[(named or list(measures))[0]]


def without_margins(dataset: Dataset, nothing: str) -> Dataset:
    """Leave out totals, which would dwarf their parts, and name empty codes."""
    places = [dataset.column(column.key) for column in dimensions(dataset)]
    parts = [row for row in dataset.rows if not any(row[place] == "ALL" for place in places)]
    rows = [
        tuple(nothing if value is None and place in places else value for place, value in enumerate(row))
        for row in parts or dataset.rows
    ]
    return replace(dataset, rows=rows, null_reasons=())


def drop_coarse(dataset: Dataset, sides: list[Side]) -> tuple[Dataset, list[Side]]:
    """Leave out a side that a finer one of the same role implies, as a quarter implies its year.

    On a grid the combinations that cannot be (a quarter of another year) hold nothing; their rows go as well.
    """
    for coarse in sides:
        for fine in sides:
            if fine is not coarse and fine.column.role == coarse.column.role in ("time", "geo"):
                parents = parents_of(dataset, fine, coarse)
                if parents is not None:
                    first, second = dataset.column(fine.key), dataset.column(coarse.key)
                    rows = [row for row in dataset.rows if parents.get(row[first], row[second]) == row[second]]
                    return drop_coarse(replace(dataset, rows=rows), [side for side in sides if side is not coarse])
    return dataset, sides


def parents_of(dataset: Dataset, fine: Side, coarse: Side) -> dict[Any, Any] | None:
    """Return the value of one side that each value of a finer one belongs to, None when they are not so related."""
    measures = [place for place, column in enumerate(dataset.columns) if column.role == "measure"]
    first, second = dataset.column(fine.key), dataset.column(coarse.key)
    parents: dict[Any, Any] = {}
    for row in dataset.rows:
        known = row[first] != "UNK" and any(row[place] for place in measures)
        if known and parents.setdefault(row[first], row[second]) != row[second]:
            return None
    return parents if len(set(parents.values())) > 1 and len(parents) > len(set(parents.values())) else None


def points_of(
    dataset: Dataset,
    scales: Mapping[str, tuple[Column, Scale]],
    common: tuple[Column, Scale],
    sides: list[Side],
    language: Language,
) -> list[dict[str, Any]]:
    """Return one point per row, its value said in the unit of its indicator, or in the one that all have in common."""
    labels = {side.key: {entry.code: entry.label for entry in side.categories} for side in sides}
    ranks = {side.key: {entry.code: rank for rank, entry in enumerate(side.categories)} for side in sides}
    places = {side.key: dataset.column(side.key) for side in sides}
    keys = [column.key for column in dataset.columns]
    status = keys.index(STATUS_KEY) if STATUS_KEY in keys else None
    value_at, indicator_at = keys.index(common[0].key), keys.index(INDICATOR) if scales else None
    points = []
    for row in dataset.rows:
        value = row[value_at]
        measure, scale = common if indicator_at is None else scales[row[indicator_at]]
        point: dict[str, Any] = {}
        for key, place in places.items():
            code = str(row[place])
            point[key], point[f"{key}_code"], point[f"{key}_place"] = labels[key][code], code, ranks[key][code]
        point["value"] = value
        point["text"] = scale.said(value, measure, language)
        point["short"] = scale.short(value, language)
        if scales:
            point["drawn"] = None if value is None else value / scale.size
        point["provisional"] = status is not None and bool(PROVISIONAL.intersection(row[status] or ()))
        points.append(point)
    return points
