"""Lists of records: filtered, sorted, cut into pages by key, with sparse fields and one level of embedding."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Label, Select, and_, func, literal, null, or_, select

from app.catalog.fields import Field, Records
from app.dataset import Code, Dataset, Meta
from app.errors import BadRequest, Fault
from app.languages import Language
from app.queries.codelists import CodeLists, code_lists, nearest
from app.queries.cursors import Cursor, cursor_of, write_cursor
from app.queries.embedding import embed
from app.queries.filters import resolve
from app.queries.values import plain
from app.queries.vintages import Reading

Shape = Literal["nested", "flat"]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a list: filters and sort as in a query string, which page, which fields.

    `shape` is `nested` for JSON and `flat` for the tabular formats; `limit` None means all rows.
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


@dataclass(frozen=True, slots=True)
class Order:
    """One part of an order: the field, and whether it runs downwards. Nulls come last either way."""

    field: Field
    down: bool

    @property
    def word(self) -> str:
        """The part as `sort` spells it."""
        return ("-" if self.down else "") + self.field.key


async def read_list(reading: Reading, records: Records, question: Question) -> Dataset:
    """Return one page of a list, or all its rows when no limit is given.

    Raises:
        BadRequest: a filter, a sort, a field, an embedding or the cursor cannot be read.

    """
    resolved = await resolve(reading, records, question.filters)
    orders = read_orders(records, question.sort)
    shown = shown_fields(records, question)
    lists = await code_lists(reading)
    conditions = (*resolved.conditions, *question.conditions)
    fingerprint = "&".join((urlencode(resolved.canonical), ",".join(order.word for order in orders)))
    statement = ordered(select_fields(records, shown, orders).where(*conditions), records, orders)
    if question.cursor is not None:
        statement = statement.where(after(question.cursor.checked(fingerprint), records, orders))
    if question.limit is not None:
        statement = statement.limit(question.limit + 1)
    found = (await reading.connection.execute(statement, {"at": question.at or reading.updated.date()})).all()
    page = found if question.limit is None else found[: question.limit]
    following = None
    if len(page) < len(found):
        following = write_cursor(cursor_of(page[-1], len(orders), reading.revision, fingerprint))
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
            total=len(rows) if question.limit is None else await count_rows(reading, records, conditions, question.at),
            limit=question.limit,
            query={
                "dataset": records.key,
                "filters": resolved.canonical,
                "sort": [order.word for order in orders],
            },
        ),
        links={"next": following},
        null_reasons=[reasons(shown, row) for row in rows],
        codes=used_codes(shown, rows, lists),
    )
    for name in question.embed:
        if name not in records.embeds:
            raise unknown_name("embed", name, records.embeds, f"{records.key} cannot embed '{name}'.")
    if question.shape == "flat" or not question.embed:
        return dataset
    return await embed(reading, dataset, records, question.embed)


def read_orders(records: Records, words: Sequence[str]) -> tuple[Order, ...]:
    """Return the order that `sort` names, the default one when it names none.

    Raises:
        BadRequest: a field does not exist or cannot be sorted by.

    """
    sortable = {entry.key: entry for entry in records.fields if entry.sortable}
    orders: list[Order] = []
    for word in words or records.default_sort:
        key = word.removeprefix("-")
        if key not in sortable:
            raise unknown_name("sort", word, sortable, f"{records.key} cannot be sorted by '{key}'.")
        if key not in {order.field.key for order in orders}:
            orders.append(Order(sortable[key], word.startswith("-")))
    return tuple(orders)


def unknown_name(parameter: str, value: str, known: Mapping[str, Any], detail: str) -> BadRequest:
    """Return the failure of a name that is not among the known ones."""
    fault = Fault(parameter, "unknown_value", detail, value, nearest(value.removeprefix("-"), known), tuple(known))
    return BadRequest(detail, slug="unknown-value", title="Unknown value", faults=[fault])


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


def select_fields(records: Records, shown: Sequence[Field], orders: Sequence[Order]) -> Select[Any]:
    """Return the statement that reads the shown fields, then the values of the order, then the id."""
    columns: list[Label[Any]] = [labelled(entry.sql, f"f{place}") for place, entry in enumerate(shown)]
    columns += [labelled(order.field.order, f"o{place}") for place, order in enumerate(orders)]
    return select(*columns, records.id.label("row_id")).select_from(records.source)


def labelled(sql: Any, name: str) -> Label[Any]:
    """Return an expression under a name; a field without one reads null."""
    label: Label[Any] = (null() if sql is None else sql).label(name)
    return label


def ordered(statement: Select[Any], records: Records, orders: Sequence[Order]) -> Select[Any]:
    """Put a statement in order; every order ends in the id, so that it is total."""
    for order in orders:
        sql: Any = order.field.order
        direction = sql.desc() if order.down else sql.asc()
        statement = statement.order_by(direction.nulls_last() if order.field.nullable else direction)
    return statement.order_by(records.id)


def after(cursor: Cursor, records: Records, orders: Sequence[Order]) -> ColumnElement[bool]:
    """Return the condition that a row comes after the one where the cursor stands."""
    ties: list[ColumnElement[bool]] = []
    later: list[ColumnElement[bool]] = []
    for order, value in zip(orders, cursor.values, strict=True):
        sql: Any = order.field.order
        if value is not None:
            beyond = sql < literal(value, sql.type) if order.down else sql > literal(value, sql.type)
            later.append(and_(*ties, or_(beyond, sql.is_(None)) if order.field.nullable else beyond))
        ties.append(sql.is_(None) if value is None else sql == literal(value, sql.type))
    later.append(and_(*ties, records.id > cursor.id))
    return or_(*later)


async def count_rows(
    reading: Reading, records: Records, conditions: Sequence[ColumnElement[bool]], at: date | None
) -> int:
    """Return how many rows the conditions leave."""
    counted = select(func.count()).select_from(records.source).where(*conditions)
    found = await reading.connection.execute(counted, {"at": at or reading.updated.date()})
    return int(found.scalar_one())


def reasons(shown: Sequence[Field], row: tuple[Any, ...]) -> dict[str, str]:
    """Return why each number of a row is null: an amount that is there but has no euro value has no rate."""
    values = dict(zip((entry.key for entry in shown), row, strict=True))
    found = {
        entry.key: entry.null_reason
        for entry, value in zip(shown, row, strict=True)
        if value is None and entry.null_reason is not None
    }
    for converted, original in (("amount", "amount"), ("post_money", "post_money"), ("valuation", "valuation")):
        for key in (f"{converted}_eur", f"{converted}_usd"):
            if key in found and values.get(original) is not None:
                found[key] = "no_rate"
    return found


def used_codes(shown: Sequence[Field], rows: Sequence[tuple[Any, ...]], lists: CodeLists) -> dict[str, Sequence[Code]]:
    """Return the entries of the code lists that the rows use."""
    used: dict[str, set[Any]] = {}
    for place, entry in enumerate(shown):
        if entry.codelist is not None:
            values = used.setdefault(entry.codelist, set())
            for row in rows:
                values.update(row[place] if isinstance(row[place], list) else [row[place]])
    return {name: lists.labels(name, codes) for name, codes in used.items()}
