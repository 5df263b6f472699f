"""A whole list batch by batch, from a cursor of the database, so that memory stays flat at any length."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.catalog.fields import Records
from app.dataset import Dataset
from app.queries.codelists import code_lists
from app.queries.filters import resolve
from app.queries.lists import Question, reasons, shown_fields
from app.queries.orders import read_orders, total_order
from app.queries.pages import ordered, select_fields
from app.queries.values import plain
from app.queries.vintages import Reading

ROWS_OF_A_BATCH = 1_000


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


async def batches(reading: Reading, records: Records, question: Question) -> AsyncIterator[Batch]:
    """Yield all rows of a list that was read before, so that its question is known to be sound."""
    resolved = await resolve(reading, records, question.filters)
    keys = total_order(records, read_orders(records, question.sort))
    shown = shown_fields(records, question)
    conditions = (*resolved.conditions, *question.conditions)
    statement = ordered(select_fields(records, shown).where(*conditions), keys)
    day = question.at or reading.updated.date()
    async with reading.connection.stream(statement, {"at": day}) as found:
        async for part in found.partitions(ROWS_OF_A_BATCH):
            rows = [plain(row[: len(shown)]) for row in part]
            yield Batch(rows, [reasons(shown, row) for row in rows])
