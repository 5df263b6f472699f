"""Total orders: what `sort` means, the stretches in which an index can walk it, and what comes after a row.

Nulls come last either way. Rows that are equal so far are ordered by their id, in the direction of the last part; where
that part belongs to another record, such as the region of a company, by the id of that one first, so that an index on
it and one on what refers to it walk the order without sorting.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, and_, literal, or_, select, tuple_
from sqlalchemy.sql.visitors import iterate

from app.catalog.fields import Field, Records
from app.errors import BadRequest, Fault
from app.queries.codelists import nearest
from app.queries.vintages import Reading
from app.tables import Stage

# Lists whose entries are so few that each is a stretch of its own.
FEW = {Stage.__tablename__}


@dataclass(frozen=True, slots=True)
class Order:
    """One part of an order: the field, and whether it runs downwards. Nulls come last either way."""

    field: Field
    down: bool

    @property
    def word(self) -> str:
        """The part as `sort` spells it."""
        return ("-" if self.down else "") + self.field.key


@dataclass(frozen=True, slots=True)
class Key:
    """One expression of a total order, and whether it may be null where it is used."""

    sql: Any
    down: bool
    nullable: bool = False

    @property
    def ordering(self) -> ColumnElement[Any]:
        """The part of ORDER BY."""
        directed: ColumnElement[Any] = self.sql.desc() if self.down else self.sql.asc()
        return directed.nulls_last() if self.nullable else directed

    @property
    def table(self) -> str | None:
        """The one table whose columns the expression is made of, None when there is none or more."""
        names = {part.table.name for part in iterate(self.sql) if isinstance(part, Column)}
        return names.pop() if len(names) == 1 else None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of an order that lies before the next one: what its rows have in common, and how they are ordered."""

    conditions: tuple[ColumnElement[bool], ...]
    keys: tuple[Key, ...]


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


def total_order(records: Records, orders: Sequence[Order]) -> tuple[Key, ...]:
    """Return the keys that put the rows of a list in one order: those asked for, then ids; the last one is its own id."""
    keys = [Key(plain(order.field.order), order.down, order.field.nullable) for order in orders]
    down, own = keys[-1].down, Key(records.id, keys[-1].down)
    owner = owner_of(keys[-1], own)
    if owner is not None and not any(key.sql is owner for key in keys):
        keys.append(Key(owner, down))
    return (*(key for key in keys if key.sql is not own.sql), own)


def plain(sql: Any) -> Any:
    """Return a mapped attribute as the column that it is, other expressions as they are."""
    return getattr(sql, "expression", sql)


def owner_of(last: Key, own: Key) -> ColumnElement[Any] | None:
    """Return the id of the other record that a key is a value of, None where it is the record's own or of no table."""
    columns = [part for part in iterate(last.sql) if isinstance(part, Column)]
    if last.table in (None, own.table):
        return None
    table = columns[0].table
    return next(iter(table.primary_key.columns)) if isinstance(table, Table) else None


async def stretches(reading: Reading, keys: tuple[Key, ...], values: Sequence[Any] | None) -> AsyncIterator[Stretch]:
    """Yield the stretches of an order, from the one on in which a row with those values of its keys stands."""
    first, *rest = keys
    if first.table in FEW:
        async for stretch in entries(reading, keys, values):
            yield stretch
        return
    if not first.nullable:
        yield Stretch(past(keys, values), keys)
        return
    if values is None or values[0] is not None:
        known = (Key(first.sql, first.down), *rest)
        yield Stretch((first.sql.is_not(None), *past(known, values)), known)
        values = None
    yield Stretch((first.sql.is_(None), *past(tuple(rest), values and values[1:])), tuple(rest))


async def entries(reading: Reading, keys: tuple[Key, ...], values: Sequence[Any] | None) -> AsyncIterator[Stretch]:
    """Yield one stretch per entry of a short list whose values come first in an order."""
    shared = [key for key in keys if key.table == keys[0].table]
    if keys[: len(shared)] != tuple(shared):  # the list comes in again later: then its entries are no stretches
        yield Stretch(past(keys, values), keys)
        return
    rest = keys[len(shared) :]
    found = await reading.connection.execute(
        select(*(key.sql for key in shared)).distinct().order_by(*(key.ordering for key in shared))
    )
    began = values is None
    for entry in found.all():
        here = values is not None and tuple(entry) == tuple(values[: len(shared)])
        began = began or here
        if began:
            same = tuple(key.sql == value for key, value in zip(shared, entry, strict=True))
            yield Stretch((*same, *past(rest, values[len(shared) :] if here and values is not None else None)), rest)


def past(keys: Sequence[Key], values: Sequence[Any] | None) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a row comes after the one with those values, so written that an index starts there."""
    if values is None:
        return ()
    alike = all(key.down == keys[0].down and not key.nullable for key in keys)
    if not alike:
        first = values[0] is not None and not keys[0].nullable
        return (*((bound(keys[:1], values[:1], strictly=False),) if first else ()), later(keys, values))
    leading = [key for key in keys if key.table == keys[0].table]
    if len(leading) == len(keys):
        return (bound(keys, values, strictly=True),)
    return bound(leading, values[: len(leading)], strictly=False), bound(keys, values, strictly=True)


def bound(keys: Sequence[Key], values: Sequence[Any], *, strictly: bool) -> ColumnElement[bool]:
    """Compare keys of one direction, none of them null, with values as a whole."""
    row = tuple_(*(key.sql for key in keys))
    limit = tuple_(*(literal(value, key.sql.type) for key, value in zip(keys, values, strict=True)))
    if keys[0].down:
        return row < limit if strictly else row <= limit
    return row > limit if strictly else row >= limit


def later(keys: Sequence[Key], values: Sequence[Any]) -> ColumnElement[bool]:
    """Compare keys of any directions with values one after the other; nulls come last."""
    ties: list[ColumnElement[bool]] = []
    parts: list[ColumnElement[bool]] = []
    for key, value in zip(keys, values, strict=True):
        if value is not None:
            beyond = bound([key], [value], strictly=True)
            parts.append(and_(*ties, or_(beyond, key.sql.is_(None)) if key.nullable else beyond))
        ties.append(key.sql.is_(None) if value is None else key.sql == literal(value, key.sql.type))
    return or_(*parts)
