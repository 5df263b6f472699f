"""JSON-stat 2.0: an aggregate as a dense cube with roles, units, status and notes (json-stat.org/full)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.dataset import Column, Dataset
from app.formats import wordings
from app.formats.as_json import dump
from app.formats.cubes import Cube, Dimension, make_cube
from app.formats.figure_cubes import as_cube, is_figures
from app.formats.options import Options
from app.formats.units import unit_label

METRIC = "metric"
STATUS_KEY = "obs_status"
DECIMALS: Mapping[str, int] = {"EUR": 2, "USD": 2, "COUNT": 0, "RANK": 0, "RATIO": 4}
ROLES = ("time", "geo")


def write(dataset: Dataset, options: Options) -> bytes:
    """Write a cube whose last dimension holds the measures.

    Raises:
        NotFound: there is no cell.
        NotAcceptable: the answer is no cube.

    """
    if is_figures(dataset):
        dataset = as_cube(dataset, options.lang)
    cube = make_cube(dataset, options.lang)
    statuses = dict(statuses_of(dataset, cube))
    meta = dataset.meta
    answer: dict[str, Any] = {
        "version": "2.0",
        "class": "dataset",
        "label": dataset.title.in_(options.lang),
        "source": "; ".join(meta.source_lines),
        "updated": meta.updated.isoformat(),
        "note": list(dict.fromkeys(meta.notes)),
        "id": [dimension.column.key for dimension in cube.dimensions] + [METRIC],
        "size": [len(dimension.categories) for dimension in cube.dimensions] + [len(cube.measures)],
        "role": roles_of(cube),
        "dimension": dict(dimensions_of(dataset, cube, options)),
        "value": values_of(dataset, cube),
        "status": {str(cell): status for cell, status in statuses.items()},
        "link": links_of(dataset),
        "extension": {
            "lang": options.lang,
            "data_version": meta.data_version,
            "query": meta.query,
            "licence": meta.licence,
            "citation": meta.citation,
            "links": dataset.links,
            "status": {"label": {status: status_label(dataset, status, options) for status in statuses.values()}},
        },
    }
    return dump({key: value for key, value in answer.items() if value})


def roles_of(cube: Cube) -> dict[str, list[str]]:
    """Return which dimensions are time, place and measure."""
    roles = {role: [part.column.key for part in cube.dimensions if part.column.role == role] for role in ROLES}
    return {**{role: keys for role, keys in roles.items() if keys}, "metric": [METRIC]}


def dimensions_of(dataset: Dataset, cube: Cube, options: Options) -> Iterator[tuple[str, Any]]:
    """Yield each dimension with its categories: the index always, since some clients need it."""
    for dimension in cube.dimensions:
        codes = [entry.code for entry in dimension.categories]
        category: dict[str, Any] = {
            "index": {code: number for number, code in enumerate(codes)},
            "label": {entry.code: entry.label for entry in dimension.categories},
        }
        if children := children_of(dimension):
            category["child"] = children
        yield dimension.column.key, {"label": dimension.column.label.in_(options.lang), "category": category}
    measures = {column.key: column for column in cube.measures}
    yield (
        METRIC,
        {
            "label": wordings.MEASURE.in_(options.lang),
            "category": {
                "index": {key: number for number, key in enumerate(measures)},
                "label": dict(unique_labels(measures, options)),
                "unit": {key: unit_of(dataset, column, options) for key, column in measures.items()},
                **notes_of(measures, options),
            },
        },
    )


def unique_labels(measures: Mapping[str, Column], options: Options) -> Iterator[tuple[str, str]]:
    """Yield the label of each measure, with its key where two share one."""
    labels = [column.label.in_(options.lang) for column in measures.values()]
    for key, label in zip(measures, labels, strict=True):
        yield key, label if labels.count(label) == 1 else f"{label} ({key})"


def notes_of(measures: Mapping[str, Column], options: Options) -> dict[str, Any]:
    """Return the definitions of the measures that have one, as notes of their categories."""
    notes = {
        key: [column.description.in_(options.lang)]
        for key, column in measures.items()
        if column.description is not None
    }
    return {"note": notes} if notes else {}


def unit_of(dataset: Dataset, column: Column, options: Options) -> dict[str, Any]:
    """Return the unit of a measure; values are in whole units, so the multiplier is none."""
    unit = column.unit or "COUNT"
    decimals = DECIMALS.get(unit, 1) if column.decimals is None else column.decimals
    label = unit_label(dataset, unit, options.lang)
    return {"label": label, "decimals": decimals, "base": unit, "multiplier": 0, "position": "end"}


def children_of(dimension: Dimension) -> dict[str, list[str]]:
    """Return parent → children among the categories of a dimension."""
    codes = {entry.code for entry in dimension.categories}
    children: dict[str, list[str]] = {}
    for entry in dimension.categories:
        if entry.parent in codes and entry.parent is not None:
            children.setdefault(entry.parent, []).append(entry.code)
    return children


def values_of(dataset: Dataset, cube: Cube) -> list[Any]:
    """Return the cells in row-major order, the measures running fastest."""
    places = [dataset.column(column.key) for column in cube.measures]
    rows = dataset.rows
    return [rows[number][place] for number in cube.order for place in places]


def statuses_of(dataset: Dataset, cube: Cube) -> Iterator[tuple[int, str]]:
    """Yield cell → status where there is one to tell: the row's letters, and why a value is null."""
    keys = [column.key for column in dataset.columns]
    places = [(keys.index(column.key), column.key, flag_of(keys, column.key)) for column in cube.measures]
    cell = 0
    for number in cube.order:
        row = dataset.rows[number]
        for place, key, flags in places:
            letters = tuple(row[flags] or ()) if flags is not None else ()
            if row[place] is None:
                reasons = dataset.null_reasons[number] if dataset.null_reasons else {}
                yield cell, ",".join((*letters, reasons.get(key, "missing")))
            elif letters:
                yield cell, ",".join(letters)
            cell += 1


def flag_of(keys: Sequence[str], measure: str) -> int | None:
    """Return where the status of a measure stands: of its own, else that of the row; None where there is none."""
    return next((keys.index(key) for key in (f"{STATUS_KEY}:{measure}", STATUS_KEY) if key in keys), None)


def status_label(dataset: Dataset, status: str, options: Options) -> str:
    """Return what a status says in the request's language."""
    carried = {entry.code: entry.label for entry in dataset.codes.get(STATUS_KEY, ())}
    known = {**wordings.OBS_STATUS, **wordings.NULL_REASONS, **carried}
    return ", ".join(known[part].in_(options.lang) if part in known else part for part in status.split(","))


def links_of(dataset: Dataset) -> dict[str, Any]:
    """Return the licence and, where the service knows its public address, this answer's own."""
    links = {"self": dataset.links.get("self"), "license": wordings.LICENCES.get(dataset.meta.licence)}
    return {relation: [{"href": href}] for relation, href in links.items() if href and "://" in href}
