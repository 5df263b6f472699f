"""Lists of records: filtered, sorted, cut into pages by key, with sparse fields and one level of embedding."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal
from urllib.parse import urlencode

from sqlalchemy import ColumnElement

from app.catalog.fields import Field, Records
from app.dataset import Code, Dataset, Meta
from app.languages import Language
from app.queries.codelists import CodeLists, code_lists
from app.queries.cursors import Cursor, cursor_of, write_cursor
from app.queries.embedding import embed
from app.queries.filters import resolve
from app.queries.orders import read_orders, total_order, unknown_name
from app.queries.pages import Wanted, ordered, read_page, select_fields
from app.queries.totals import COUNTED, Total
from app.queries.values import plain
from app.queries.vintages import Reading

Shape = Literal["nested", "flat"]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a list: filters and sort as in a query string, which page, which fields.

    `shape` is `nested` for JSON and `flat` for the tabular formats; `limit` None means all rows.
    Rows are `counted` up to so many; how many there are beyond is estimated.
    """

    filters: Mapping[str, str] = field(default_factory=dict)
    sort: Sequence[str] = ()
    fields: Sequence[str] = ()
    embed: Sequence[str] = ()
    limit: int | None = 100
    cursor: Cursor | None = None
    shape: Shape = "nested"
    lang: Language = "en"
    at: date | None = None
    conditions: tuple[ColumnElement[bool], ...] = ()
    counted: int = COUNTED


async def read_list(reading: Reading, records: Records, question: Question) -> Dataset:
    """Return one page of a list, or all its rows when no limit is given.

    Raises:
        BadRequest: a filter, a sort, a field, an embedding or the cursor cannot be read.

    """
    resolved = await resolve(reading, records, question.filters)
    orders = read_orders(records, question.sort)
    keys = total_order(records, orders)
    shown = shown_fields(records, question)
    lists = await code_lists(reading)
    conditions = (*resolved.conditions, *question.conditions)
    fingerprint = "&".join((urlencode(resolved.canonical), ",".join(order.word for order in orders)))
    asked = (records.key, urlencode(resolved.canonical), str(question.at), *map(rendered, question.conditions))
    values = {"at": question.at or reading.updated.date()}
    wanted = Wanted(records, conditions, keys, values, "&".join(asked), question.counted)
    after = None if question.cursor is None else question.cursor.checked(fingerprint).keys(len(keys))
    found, total = await read_rows(reading, wanted, shown, question.limit, after)
    page = found if question.limit is None else found[: question.limit]
    following = None
    if len(page) < len(found):
        following = write_cursor(cursor_of(page[-1], len(keys), reading.revision, fingerprint))
    rows = [plain(row[: len(shown)]) for row in page]
    dataset = Dataset(
        name=records.key,
        title=records.title,
        columns=tuple(entry.column for entry in shown),
        rows=rows,
        meta=Meta(
            data_version=reading.revision,
            updated=reading.updated,
            lang=question.lang,
            as_of=None if reading.as_of is None else str(reading.as_of),
            total=total.rows,
            total_is_estimate=total.estimated,
            limit=question.limit,
            query={
                "dataset": records.key,
                "filters": resolved.canonical,
                "sort": [order.word for order in orders],
            },
        ),
        links={"next": following},
        null_reasons=reasons(shown, rows),
        codes=used_codes(shown, rows, lists),
    )
    for name in question.embed:
        if name not in records.embeds:
            raise unknown_name("embed", name, records.embeds, f"{records.key} cannot embed '{name}'.")
    if question.shape == "flat" or not question.embed:
        return dataset
    return await embed(reading, dataset, records, question.embed)


def shown_fields(records: Records, question: Question) -> tuple[Field, ...]:
    """Return the fields that an answer of this shape shows, those of `fields` alone when given, in list order."""
    offered = [entry for entry in records.fields if entry.shown in ("everywhere", question.shape)]
    if not question.fields:
        return tuple(offered)
    names = {name: None for entry in offered for name in (entry.column.json_path[0], entry.key)}
    for name in question.fields:
        if name not in names:
            raise unknown_name("fields", name, names, f"{records.key} has no field '{name}'.")
    wanted = {*question.fields, "id"}
    return tuple(entry for entry in offered if entry.key in wanted or entry.column.json_path[0] in wanted)


async def read_rows(
    reading: Reading, wanted: Wanted, shown: Sequence[Field], limit: int | None, after: tuple[Any, ...] | None
) -> tuple[Sequence[tuple[Any, ...]], Total]:
    """Return the rows of a page and one more where there is one, or all rows when no limit is given, and the total."""
    if limit is not None:
        page = await read_page(reading, wanted, shown, limit, after)
        return page.rows, page.total
    statement = ordered(select_fields(wanted.records, shown, wanted.keys).where(*wanted.conditions), wanted.keys)
    rows = [tuple(row) for row in await reading.connection.execute(statement, dict(wanted.values))]
    return rows, Total(len(rows))


def reasons(shown: Sequence[Field], rows: Sequence[tuple[Any, ...]]) -> list[dict[str, str]]:
    """Return why each number of each row is null: an amount that is there but has no euro value has no rate."""
    places = {entry.key: place for place, entry in enumerate(shown)}
    originals = {
        f"{original}_{currency}": places[original]
        for original in ("amount", "post_money", "valuation")
        for currency in ("eur", "usd")
        if original in places
    }
    asked = [
        (place, entry.key, entry.null_reason, originals.get(entry.key))
        for place, entry in enumerate(shown)
        if entry.null_reason is not None
    ]
    return [
        {
            key: reason if original is None or row[original] is None else "no_rate"
            for place, key, reason, original in asked
            if row[place] is None
        }
        for row in rows
    ]


def rendered(condition: ColumnElement[bool]) -> str:
    """Return a condition with its values as text, to tell questions apart."""
    compiled = condition.compile()
    return f"{compiled} {sorted((name, str(value)) for name, value in compiled.params.items())}"


def used_codes(shown: Sequence[Field], rows: Sequence[tuple[Any, ...]], lists: CodeLists) -> dict[str, Sequence[Code]]:
    """Return the entries of the code lists that the rows use."""
    used: dict[str, set[Any]] = {}
    for place, entry in enumerate(shown):
        if entry.codelist is not None:
            values = used.setdefault(entry.codelist, set())
            for row in rows:
                values.update(row[place] if isinstance(row[place], list) else [row[place]])
    return {name: lists.labels(name, codes) for name, codes in used.items()}
