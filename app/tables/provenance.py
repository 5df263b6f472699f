"""Where facts come from: Source, Revision (one per accepted import), Merge, FxRate."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Integer, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.tables.base import (
    Rate,
    Table,
    Versioned,
    folded,
    found_by,
    refers_to,
    slug_id,
    walk_by_length,
    walk_by_name,
    walks,
)


class Revision(Table):
    """One accepted change of the data; its number is the data version that every answer names.

    `kind`: `dataset` (the shipped data), `import`, `delete`, `merge`. `files`: one entry per file with
    `table`, `name`, `sha256`, `created`, `changed`, `unchanged`, `deleted`. `dataset` is the digest of
    the shipped data where the revision brought them.
    """

    __tablename__ = "revisions"
    __table_args__ = (
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("kind IN ('dataset', 'import', 'delete', 'merge')", name="kind_known"),
        CheckConstraint("kind <> 'delete' OR reason IS NOT NULL", name="deletion_has_reason"),
    )

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    kind: Mapped[str]
    author: Mapped[str]
    reason: Mapped[str | None]
    dataset: Mapped[str | None]
    files: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")


class Merge(Table):
    """A former id that stands for another row of the same table since a revision, until the id comes in again."""

    __tablename__ = "merges"
    __table_args__ = (CheckConstraint("old_id <> new_id", name="ids_differ"),)

    table: Mapped[str] = mapped_column("table_name", primary_key=True)
    old_id: Mapped[str] = mapped_column(primary_key=True)
    new_id: Mapped[str]
    revision: Mapped[int] = mapped_column(ForeignKey("revisions.number"), primary_key=True)


class Source(Versioned, Table):
    """A document that a fact was read in; `published_on` is as precise as `date_precision` says."""

    __tablename__ = "sources"
    __table_args__ = (
        slug_id(),
        CheckConstraint(
            "published_on IS NULL AND date_precision IS NULL"
            r" OR date_precision = 'year' AND published_on ~ '^\d{4}$'"
            r" OR date_precision = 'month' AND published_on ~ '^\d{4}-(0[1-9]|1[0-2])$'"
            r" OR date_precision = 'day' AND published_on ~ '^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$'",
            name="date_precision",
        ),
        CheckConstraint("url ~ '^https?://'", name="url_is_http"),
        CheckConstraint("language ~ '^[a-z]{2}$'", name="language_iso"),
        *walks("sources", "publisher", "published_on", "language", "kind"),
        walk_by_name("sources", "title_folded"),
        found_by("sources", "title_folded"),
        walk_by_length("sources", "title"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, info={"csv": "source_id"})
    publisher: Mapped[str]
    title: Mapped[str]
    url: Mapped[str | None] = mapped_column(unique=True)
    published_on: Mapped[str | None]
    date_precision: Mapped[str | None] = mapped_column(info=refers_to("codes:date_precision"))
    language: Mapped[str]
    kind: Mapped[str] = mapped_column(info=refers_to("codes:source_kind"))
    title_folded: Mapped[str] = folded("title || ' ' || publisher", grams=True)


class FxRate(Versioned, Table):
    """How many units of a currency one euro buys on a day, for days that the shipped ECB history lacks."""

    __tablename__ = "fx_rates"
    __table_args__ = (
        CheckConstraint("currency ~ '^[A-Z]{3}$' AND currency <> 'EUR'", name="currency_iso"),
        CheckConstraint("rate > 0", name="rate_positive"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, info={"derived": True, "key": ("currency", "day")})
    currency: Mapped[str]
    day: Mapped[date]
    rate: Mapped[Rate]
    source: Mapped[str]
