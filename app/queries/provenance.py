"""Provenance: the sources of the records behind an answer, those that most records were read in first."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select

from app.catalog.fields import Records
from app.dataset import Cited, Dataset
from app.queries.filters import resolve
from app.queries.vintages import Reading
from app.tables import Source

MOST_NAMED = 20
# Among more records than that the ones of an answer are not looked for a second time, unless it is written to be kept.
MOST_HELD = 5_000
# Behind more records than that nobody looks for a source in a list of all; each record names its own.
MOST_RECORDS = 1_000
TOTAL = "sources_total"


async def with_sources(reading: Reading, dataset: Dataset, records: Records, *, in_full: bool) -> Dataset:
    """Return an aggregate that names the sources of its records: the first ones, and how many there are.

    Nothing is said of records without sources, of no record, and of very many; `links.records` leads to each record's
    own. `in_full` adds publisher, title and address of those named.
    """
    if "sources" not in {entry.key for entry in records.fields} or not 0 < counted(dataset) <= MOST_RECORDS:
        return dataset
    if not in_full and not await holds_few(reading, records):
        return dataset
    total, ids = await sources_behind(reading, records, dataset.meta.query["filters"])
    meta = replace(dataset.meta, sources=ids, extra={**dataset.meta.extra, TOTAL: total})
    dataset = replace(dataset, meta=meta)
    return await told_in_full(reading, dataset) if in_full else dataset


async def with_sources_of_rows(reading: Reading, dataset: Dataset) -> Dataset:
    """Return a list that names the sources of its rows in full: the first ones, and how many there are."""
    places = [place for place, column in enumerate(dataset.columns) if column.key in ("sources", "source_id")]
    cells = (row[place] for row in dataset.rows for place in places)
    ids = by_frequency(one for cell in cells for one in (cell if isinstance(cell, list) else [cell]) if one)
    meta = replace(dataset.meta, sources=ids[:MOST_NAMED], extra={**dataset.meta.extra, TOTAL: len(ids)})
    return await told_in_full(reading, replace(dataset, meta=meta)) if ids else dataset


async def holds_few(reading: Reading, records: Records) -> bool:
    """Tell whether a list is short enough to be searched for the sources of every answer; found out once per revision."""
    key = f"at most {MOST_HELD} {records.key}"
    if key not in reading.memory:
        some = select(records.id).select_from(records.source).limit(MOST_HELD + 1).subquery()
        found = await reading.connection.execute(select(func.count()).select_from(some), {"at": reading.updated.date()})
        reading.memory[key] = found.scalar_one() <= MOST_HELD
    return bool(reading.memory[key])


def counted(dataset: Dataset) -> int:
    """Return how many records an answer counts, margins aside, or the first number beyond those that are looked at.

    It is 1 where an answer does not count them.
    """
    keys = [column.key for column in dataset.columns]
    if "count" not in keys:
        return len(dataset.rows[:1])
    place, found = keys.index("count"), 0
    for row in dataset.rows:
        if found > MOST_RECORDS:
            break
        found += 0 if "ALL" in row else row[place] or 0
    return found


async def sources_behind(reading: Reading, records: Records, filters: Mapping[str, str]) -> tuple[int, list[str]]:
    """Return how many sources the records of some filters have, and those that most of them were read in."""
    known = {name: text for name, text in filters.items() if name in records.filters}
    resolved = await resolve(reading, records, known)
    sources: Any = records["sources"].sql
    behind = select(sources.label("ids")).select_from(records.source).where(*resolved.conditions).subquery()
    named = select(func.unnest(behind.c.ids).label("id")).subquery()
    statement = select(named.c.id).group_by(named.c.id).order_by(func.count().desc(), named.c.id)
    found = await reading.connection.execute(statement, {"at": reading.updated.date()})
    ids = list(found.scalars())
    return len(ids), ids[:MOST_NAMED]


def by_frequency(ids: Iterable[str]) -> list[str]:
    """Return each id once, those that occur most often first."""
    return [one for one, _ in sorted(Counter(ids).items(), key=lambda entry: (-entry[1], entry[0]))]


async def told_in_full(reading: Reading, dataset: Dataset) -> Dataset:
    """Return an answer that tells publisher, title and address of the sources that it names."""
    named = dataset.meta.sources[:MOST_NAMED]
    return replace(dataset, meta=replace(dataset.meta, cited=await cite(reading, named))) if named else dataset


async def cite(reading: Reading, ids: Sequence[str]) -> list[Cited]:
    """Return some sources in full, in their order."""
    columns = (Source.id, Source.publisher, Source.title, Source.url, Source.published_on)
    found = await reading.connection.execute(select(*columns).where(Source.id.in_(list(ids))))
    there = {row.id: Cited(*row) for row in found}
    return [there[one] for one in ids if one in there]
