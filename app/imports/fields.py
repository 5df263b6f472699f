"""What a file of a table may hold: one Field per column, read from the table's own definition."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import polars as pl
from sqlalchemy import ARRAY, Boolean, Column, Date, Integer, Numeric
from sqlalchemy import Table as StoredTable

from app.tables import TABLES

Kind = Literal["text", "list", "integer", "number", "boolean", "date"]

REQUIRED_LISTS = ("source_ids", "tags")  # a fact names its source, a company its sector
LONGEST_TEXT = 20_000
LONGEST_INDEXED = 500  # an index entry of PostgreSQL holds a third of a page, and a character takes up to four bytes


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a file.

    `name` is the stored column, `csv` its name in files. A `required` cell may not be empty. `refers` is
    the table whose key it holds, `areas`, or `codes:LIST`. `digits` and `decimals` bound a number (None:
    unbounded), `longest` bounds a text in characters.
    """

    name: str
    csv: str
    kind: Kind
    required: bool
    refers: str | None
    longest: int
    digits: int | None
    decimals: int | None


def stored(table: str) -> StoredTable:
    """Return the stored table of that name."""
    found = TABLES[table].__table__
    if not isinstance(found, StoredTable):
        raise TypeError(f"{table} is no plain table")
    return found


def key_of(table: str) -> str:
    """Return the name of the table's key column, `id` or `code`."""
    return next(iter(stored(table).primary_key.columns)).name


def derived_key(table: str) -> tuple[str, ...]:
    """Return the columns that a computed key is made of, empty when the key itself is in the files."""
    parts: tuple[str, ...] = stored(table).columns[key_of(table)].info.get("key", ())
    return parts


@cache
def fields_of(table: str) -> tuple[Field, ...]:
    """Return the columns of the table's files, in their order."""
    return tuple(field_of(column) for column in stored(table).columns if not column.info.get("derived"))


def field_of(column: Column[Any]) -> Field:
    """Return what a column of a table asks of a cell."""
    kind = kind_of(column)
    in_index = any(column in index.columns.values() for index in column.table.indexes)
    indexed = kind != "list" and bool(in_index or column.unique or column.primary_key or column.foreign_keys)
    number = column.type if isinstance(column.type, Numeric) else None
    foreign = next(iter(column.foreign_keys), None)
    return Field(
        name=column.name,
        csv=str(column.info.get("csv", column.name)),
        kind=kind,
        required=not column.nullable and (kind != "list" or column.name in REQUIRED_LISTS),
        refers=foreign.column.table.name if foreign else column.info.get("refers_to"),
        longest=LONGEST_INDEXED if indexed else LONGEST_TEXT,
        digits=None if number is None or number.precision is None else number.precision - (number.scale or 0),
        decimals=None if number is None else number.scale,
    )


def kind_of(column: Column[Any]) -> Kind:
    """Return how the cells of a column are written."""
    kinds: tuple[tuple[type, Kind], ...] = (
        (ARRAY, "list"),
        (Boolean, "boolean"),
        (Integer, "integer"),
        (Numeric, "number"),
        (Date, "date"),
    )
    return next((kind for type_, kind in kinds if isinstance(column.type, type_)), "text")


KEY_SEPARATORS = {"codes": ".", "fx_rates": "-"}


def computed_key(table: str) -> pl.Expr:
    """Return the readable key of each row, made of the columns that `info["key"]` names."""
    parts = [slug(pl.col(part).fill_null("undated")) for part in derived_key(table)]
    return pl.concat_str(parts, separator=KEY_SEPARATORS.get(table, "--"))


def slug(words: pl.Expr) -> pl.Expr:
    """Return words in lower case, without accents, with hyphens for everything else but underscores."""
    plain = words.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_lowercase()
    return plain.str.replace_all(r"[^a-z0-9_]+", "-").str.strip_chars("-")
