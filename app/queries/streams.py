"""A whole list batch by batch, from a cursor of the database, so that memory stays flat at any length."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select, text

from app.catalog.fields import Records
from app.dataset import Dataset
from app.queries.codelists import code_lists
from app.queries.filters import resolve
from app.queries.lists import Question, reasons, shown_fields
from app.queries.orders import read_orders, total_order
from app.queries.pages import ordered, select_fields
from app.queries.totals import matching
from app.queries.values import plain
from app.queries.vintages import Reading

ROWS_OF_A_BATCH = 1_000
SURELY_FEWER = 0.8  # the share of what is allowed up to which an estimate is believed


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows in order, with the reasons of their nulls."""

    rows: Sequence[tuple[Any, ...]]
    null_reasons: Sequence[dict[str, str]]


async def whole(reading: Reading, page: Dataset) -> Dataset:
    """Return what is said of the whole list, given one page of it: every code it may use, and no rows."""
    lists = await code_lists(reading)
    used = [column.codelist for column in page.columns if column.codelist is not None]
    codes = {name: lists.labels(name) for name in dict.fromkeys(used)}
    return replace(
        page, rows=(), null_reasons=(), codes=codes, meta=replace(page.meta, limit=None), links={"next": None}
    )


async def length(reading: Reading, records: Records, question: Question, page: Dataset, most: int) -> int:
    """Return how many rows a list has, given one page of it: counted, up to one more than `most`, if it may be too many."""
    total = page.meta.total or 0
    if not page.meta.total_is_estimate or total < most * SURELY_FEWER:
        return total
    resolved = await resolve(reading, records, question.filters)
    rows = matching(records, (*resolved.conditions, *question.conditions)).limit(most + 1)
    at = {"at": question.at or reading.updated.date()}
    return int(await reading.connection.scalar(select(func.count()).select_from(rows.subquery()), at) or 0)


async def read_as_a_whole(reading: Reading) -> None:
    """Let what is still read in this transaction be planned for its end, not for its first rows: joined by hashes, sorted."""
    await reading.connection.execute(
        text("SELECT set_config('cursor_tuple_fraction', '1', true), set_config('enable_nestloop', 'off', true)")
    )


async def batches(
    reading: Reading, records: Records, question: Question, *, with_reasons: bool = True
) -> AsyncIterator[Batch]:
    """Yield all rows of a list that was read before, so that its question is known to be sound."""
    resolved = await resolve(reading, records, question.filters)
    keys = total_order(records, read_orders(records, question.sort))
    shown = shown_fields(records, question)
    conditions = (*resolved.conditions, *question.conditions)
    statement = ordered(select_fields(records, shown).where(*conditions), keys)
    day = question.at or reading.updated.date()
    await read_as_a_whole(reading)
    async with reading.connection.stream(statement, {"at": day}) as found:
        async for part in found.partitions(ROWS_OF_A_BATCH):
            rows = [plain(row[: len(shown)]) for row in part]
            yield Batch(rows, reasons(shown, rows) if with_reasons else [])
