"""Embedding: the records that a row refers to, in full, one level deep."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Label, select

from app.catalog.fields import Records
from app.catalog.records import RECORDS
from app.dataset import Column, Dataset, nested
from app.queries.values import plain
from app.queries.vintages import Reading


async def embed(reading: Reading, dataset: Dataset, records: Records, names: Sequence[str]) -> Dataset:
    """Put the full records in the place of ids: `sources` ids become sources, `company` its whole record.

    Rows keep their order; a list of ids becomes a list of objects in the same order. What was already
    said of a reference (`lead` of an investor) stays in the object.
    """
    rows = [list(row) for row in dataset.rows]
    columns = list(dataset.columns)
    for name in names:
        target = RECORDS[records.embeds[name]]
        places = [place for place, column in enumerate(columns) if column.json_path[0] == name]
        if not places:
            continue
        place = places[0]
        objects = await full_records(reading, target, {key for row in rows for key in ids_of(row[place])})
        for row in rows:
            row[place] = filled(row[place], objects)
        columns[place] = replace(columns[place], kind="object", path=(name,))
        for extra in reversed(places[1:]):
            del columns[extra]
            for row in rows:
                del row[extra]
    return replace(dataset, columns=tuple(columns), rows=[tuple(row) for row in rows])


def ids_of(value: Any) -> list[str]:
    """Return the ids in a value: one id, a list of ids, or a list of objects with an id."""
    if value is None:
        return []
    values = value if isinstance(value, list) else [value]
    return [entry["id"] if isinstance(entry, dict) else entry for entry in values]


def filled(value: Any, objects: dict[str, dict[str, Any]]) -> Any:
    """Return a value with the objects in the place of ids."""
    if isinstance(value, list):
        return [filled(entry, objects) for entry in value]
    if isinstance(value, dict):
        return {**objects.get(value["id"], {}), **value}
    return objects.get(value, value)


async def full_records(reading: Reading, records: Records, ids: set[str]) -> dict[str, dict[str, Any]]:
    """Return the records of those ids as nested objects, by id."""
    shown = [field for field in records.fields if field.shown in ("everywhere", "nested") and field.sql is not None]
    columns: list[Column] = [field.column for field in shown]
    labels: list[Label[Any]] = [field.sql.label(f"f{n}") for n, field in enumerate(shown) if field.sql is not None]
    found = await reading.connection.execute(
        select(*labels).select_from(records.source).where(records.id.in_(sorted(ids))),
        {"at": reading.updated.date()},
    )
    items = [nested(columns, plain(row)) for row in found]
    return {item["id"]: item for item in items}
