"""Table, the base of every stored table: naming of constraints, column types, revisions.

A column's `info["csv"]` is its name in the CSV files where that differs; `info["derived"]` marks a
column that the program computes, so that it is in no CSV file. Lists of ids are arrays, so that one
row is one record, one CSV line and one version in the history; statement-level triggers guard what
they refer to (`info["refers_to"]`: table, or `codes:LIST` for an entry of the small code lists).
"""

from decimal import Decimal
from typing import Annotated, Any, ClassVar

from sqlalchemy import ARRAY, CheckConstraint, Computed, ForeignKey, Index, Integer, MetaData, Numeric, Text, text
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Money = Annotated[Decimal, mapped_column(Numeric(20, 2))]
Rate = Annotated[Decimal, mapped_column(Numeric(20, 10))]
Ids = Annotated[list[str], mapped_column(ARRAY(Text), server_default="{}")]


class Table(DeclarativeBase):
    """Base of every stored table."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {str: Text}


class Versioned:
    """A table whose rows come in by revisions and whose former rows are kept in schema `history`."""

    @declared_attr
    def revision(cls) -> Mapped[int]:  # noqa: N805
        """The revision that wrote this version of the row."""
        return mapped_column(
            Integer, ForeignKey("revisions.number"), index=True, info={"derived": True}, sort_order=1000
        )


class Named:
    """A code-list entry with its name in four languages."""

    name_en: Mapped[str] = mapped_column(sort_order=10)
    name_nl: Mapped[str] = mapped_column(sort_order=11)
    name_fr: Mapped[str] = mapped_column(sort_order=12)
    name_de: Mapped[str] = mapped_column(sort_order=13)


def refers_to(table: str) -> dict[str, Any]:
    """Mark a column that a reference trigger guards."""
    return {"refers_to": table}


def folded(column: str, *, grams: bool = False) -> Any:
    """Return a stored column that holds another one without case and accents, for search and order.

    `grams` says that an index finds it by a part, see `found_by`.
    """
    info = {"derived": True, "grams": grams}
    return mapped_column(Text, Computed(f"fold({column})", persisted=True), info=info, sort_order=900)


def date_matches_precision(column: str, *, name: str = "date_precision") -> CheckConstraint:
    """A date known to the month is written on day 1, one known to the year on 1 January."""
    return CheckConstraint(
        f"date_precision = 'day' OR date_precision = 'month' AND extract(day FROM {column}) = 1"
        f" OR date_precision = 'year' AND extract(doy FROM {column}) = 1",
        name=name,
    )


def amount_has_currency(amount: str, currency: str) -> tuple[CheckConstraint, CheckConstraint]:
    """An amount and its currency go together; the amount is positive, the currency an ISO 4217 code."""
    return (
        CheckConstraint(f"({amount} IS NULL) = ({currency} IS NULL)", name=f"{amount}_has_{currency}"),
        CheckConstraint(f"{amount} > 0 AND {currency} ~ '^[A-Z]{{3}}$'", name=f"{amount}_positive"),
    )


# So many letters of a name order a list: an index entry has room for a third of a page, and a letter takes up to four bytes.
LETTERS = 300


def walks(table: str, *columns: str, beside: tuple[str, ...] = ()) -> tuple[Index, ...]:
    """Return the indexes by which lists are read in the order of a column, either way, page by page.

    Columns `beside` are kept in the index, so that rows are left out by them without a look at the table.
    """
    return tuple(Index(f"ix_{table}_{column}", column, "id", postgresql_include=beside) for column in columns)


def sparse_walks(table: str, *columns: str) -> tuple[Index, ...]:
    """Return the same for columns that are seldom filled; rows without a value are read in the order of their ids."""
    return tuple(
        Index(f"ix_{table}_{column}", column, "id", postgresql_where=text(f"{column} IS NOT NULL"))
        for column in columns
    )


def walk_by_name(table: str, column: str) -> Index:
    """Return the index by which a list is read in the order of names, however long they are."""
    return Index(f"ix_{table}_{column}", text(f'"left"({column}, {LETTERS})'), "id")


def walk_by_length(table: str, name: str) -> Index:
    """Return the index by which a search reads the shortest names first."""
    return Index(f"ix_{table}_length", text(f"length({name})"), text(f'"left"({name}, {LETTERS})'), "id")


def found_by(table: str, column: str) -> Index:
    """Return the index that finds names by a part of them, see the function `grams`."""
    return Index(f"ix_{table}_grams", text(f"grams({column})"), postgresql_using="gin")


SLUG = "^[a-z0-9]+(-[a-z0-9]+)*$"


def slug_id(column: str = "id") -> CheckConstraint:
    """Ids are readable: lower-case letters, digits and single hyphens."""
    return CheckConstraint(f"{column} ~ '{SLUG}'", name=f"{column}_readable")
