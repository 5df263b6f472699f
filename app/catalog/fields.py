"""Field, Records: what a list can show, filter and sort, and the SQL expression of each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from sqlalchemy import ColumnElement, FromClause, SQLColumnExpression

from app.dataset import Column, Kind, Shown
from app.languages import Text

# How a filter's value is read: `code` from a code list, `region` an area in any of its spellings that
# covers its children, `year` a year, list or span of the field's date, `ids` any of the ids in an array.
# `years` counts back from the newest year with data; `perimeter` is `tech` or `all`; `partial_date` is a
# text YYYY, YYYY-MM or YYYY-MM-DD. `place` is an area, city or country as such, with the places below it
# where `children` says so; `period` is a period as published figures write it; `countries` are those of investors.
Reads = Literal[
    "code",
    "region",
    "year",
    "years",
    "id",
    "ids",
    "number",
    "date",
    "partial_date",
    "boolean",
    "perimeter",
    "search",
    "place",
    "children",
    "period",
    "countries",
]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a list.

    `sql` is None for a field that is assembled from others (then it cannot be filtered or sorted).
    `reads` tells how a filter on it is read, None when it is no filter. Numbers and dates take the
    suffixes `__gte`, `__gt`, `__lte`, `__lt`; nullable fields take `__isnull`. `example` is a value
    that finds something in the shipped data. `path` and `shown` are those of a Column. A number that is
    null says why: `null_reason`. `sorts_by` is what orders the field where that is not `sql`, as names are
    ordered without case and accents. `matches` is the condition of a filter's values where that is not
    `sql` being one of them.
    """

    key: str
    label: Text
    description: str
    sql: SQLColumnExpression[Any] | None
    kind: Kind = "string"
    reads: Reads | None = None
    codelist: str | None = None
    unit: str | None = None
    nullable: bool = False
    sortable: bool = False
    shown: Shown | Literal["nowhere"] = "everywhere"
    path: tuple[str, ...] = ()
    example: str | None = None
    null_reason: str | None = None
    sorts_by: SQLColumnExpression[Any] | None = None
    matches: Callable[[Sequence[str]], ColumnElement[bool]] | None = None

    @property
    def order(self) -> SQLColumnExpression[Any] | None:
        """The expression that orders a list by this field."""
        return self.sql if self.sorts_by is None else self.sorts_by

    @property
    def column(self) -> Column:
        """The column that shows this field; a field that is a filter alone has none."""
        return Column(
            key=self.key,
            label=self.label,
            kind=self.kind,
            unit=self.unit,
            decimals=2 if self.unit in ("EUR", "USD") else None,
            codelist=self.codelist,
            path=self.path,
            shown="everywhere" if self.shown == "nowhere" else self.shown,
            description=Text.same(self.description),
        )

    @property
    def filters(self) -> tuple[str, ...]:
        """The names of the query parameters that filter on this field."""
        if self.reads is None:
            return ()
        suffixes = ("", "__gte", "__gt", "__lte", "__lt") if self.reads in ("number", "date", "partial_date") else ("",)
        return tuple(self.key + suffix for suffix in (*suffixes, *(("__isnull",) if self.nullable else ())))


@dataclass(frozen=True)
class Records:
    """One kind of record: its name in paths, where it is stored, its fields, and what may be embedded.

    `source` is the table with all that its fields join; `id` is unique in it and ends every order.
    `heading` is what people call the record. `embeds` names what can be embedded and the list that it comes from.
    `default_filters` hold in aggregates over these records unless a filter of `overridden_by` is given.
    """

    key: str
    title: Text
    description: str
    table: str
    source: FromClause
    id: ColumnElement[str]
    heading: SQLColumnExpression[str]
    fields: tuple[Field, ...]
    default_sort: tuple[str, ...]
    embeds: Mapping[str, str] = field(default_factory=dict)
    default_filters: Mapping[str, str] = field(default_factory=dict)
    overridden_by: tuple[str, ...] = ()

    def __getitem__(self, key: str) -> Field:
        """Return the field of that name; KeyError when there is none."""
        return next(entry for entry in self.fields if entry.key == key)

    @cached_property
    def filters(self) -> dict[str, Field]:
        """Every filter parameter and the field that it filters."""
        return {name: entry for entry in self.fields for name in entry.filters}
