"""What is computed ahead of the questions: PreparedFact, PreparedCell. Written with each revision, for the newest alone."""

from sqlalchemy import BigInteger, Double, ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.tables.base import Table

# How a part of a cell is made of the same part of smaller cells; a part without it cannot be.
SUM, LEAST, GREATEST = ({"merged_by": name} for name in ("sum", "min", "max"))


class PreparedFact(Table):
    """The revision whose records the cells of a fact were computed from, and how.

    `layout` is a digest of what the program prepares; cells of another layout are not read. `cuts` has how many
    cells each cut has.
    """

    __tablename__ = "prepared_facts"

    fact: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(ForeignKey("revisions.number"))
    layout: Mapped[str]
    cuts: Mapped[dict[str, int]] = mapped_column(JSONB)


class PreparedCell(Table):
    """One cell of a fact: the records with some codes, counted and summed.

    `cut` names the fact, the field of its amounts and the dimensions that tell its cells apart; the columns of other
    dimensions are null. Of a dimension in the cut, null means not known. Sums and extremes are in cents. The largest
    three are null together where there are fewer; quartiles are those of PostgreSQL's `percentile_cont`.
    """

    __tablename__ = "prepared_cells"

    cut: Mapped[str] = mapped_column()
    deal_type: Mapped[str | None]
    year: Mapped[int | None]
    region: Mapped[str | None]
    sector: Mapped[str | None]
    stage: Mapped[str | None]
    perimeter: Mapped[bool | None]
    exit_kind: Mapped[str | None]
    province: Mapped[str | None]
    city: Mapped[str | None]
    quarter: Mapped[int | None]
    month: Mapped[int | None]
    count: Mapped[int] = mapped_column(BigInteger, info=SUM)
    companies: Mapped[int] = mapped_column(BigInteger)
    count_disclosed: Mapped[int] = mapped_column(BigInteger, info=SUM)
    no_rate: Mapped[int] = mapped_column(BigInteger, info=SUM)
    set_aside: Mapped[int] = mapped_column(BigInteger, info=SUM)
    total: Mapped[int] = mapped_column(BigInteger, info=SUM)
    smallest: Mapped[int | None] = mapped_column(BigInteger, info=LEAST)
    largest: Mapped[int | None] = mapped_column(BigInteger, info=GREATEST)
    largest_three: Mapped[int | None] = mapped_column(BigInteger)
    p25: Mapped[float | None] = mapped_column(Double)
    median: Mapped[float | None] = mapped_column(Double)
    p75: Mapped[float | None] = mapped_column(Double)

    __table_args__ = (
        Index(
            "ix_prepared_cells_codes",
            "cut",
            "deal_type",
            "year",
            "region",
            "sector",
            "stage",
            "perimeter",
            "exit_kind",
            "province",
            "city",
            "quarter",
            "month",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
    )
    __mapper_args__ = {"primary_key": [cut]}  # noqa: RUF012 - SQLAlchemy's way; no row is ever read as an object
