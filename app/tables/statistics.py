"""What others published: Indicator, Observation (one published figure), SeedFigure."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from app.tables.base import Named, Table, Versioned, folded, refers_to, slug_id, walks


class Indicator(Named, Versioned, Table):
    """A measure that others publish; `headline` ones make up a front page."""

    __tablename__ = "indicators"
    __table_args__ = (CheckConstraint("code ~ '^[a-z0-9]+(_[a-z0-9]+)*$'", name="code_readable"),)

    code: Mapped[str] = mapped_column(primary_key=True, info={"csv": "indicator"}, sort_order=-10)
    theme: Mapped[str] = mapped_column(info=refers_to("codes:theme"), sort_order=-9)
    headline: Mapped[bool] = mapped_column(sort_order=-8)
    unit: Mapped[str] = mapped_column(ForeignKey("units.code"), sort_order=-7)
    definition_en: Mapped[str] = mapped_column(sort_order=20)
    direction: Mapped[str] = mapped_column(info=refers_to("codes:direction"), sort_order=21)
    comparable: Mapped[bool] = mapped_column(sort_order=22)
    name_folded: Mapped[str] = folded("name_en || ' ' || name_nl || ' ' || name_fr || ' ' || name_de")


class Observation(Versioned, Table):
    """One published figure: who says it, of what, where and when, how firmly, and where it was read.

    A correction is a new row; the former one stays. `period` is YYYY, YYYY-MM, YYYY-Qn, YYYY-Hn or
    YYYY/YYYY (both years included). `region` is a code of regions, cities or foreign areas.
    """

    __tablename__ = "observations"
    __table_args__ = (
        slug_id(),
        CheckConstraint(
            r"period ~ '^\d{4}(-(0[1-9]|1[0-2])|-Q[1-4]|-H[12]|/\d{4})?$'",
            name="period_known",
        ),
        CheckConstraint("period_start <= period_end", name="period_runs_forward"),
        Index("ix_observations_indicator", "indicator", "region", "period_start", "id"),
        *walks("observations", "region", "period", "period_start", "period_end", "sector", "stage", "value"),
        *walks("observations", "qualifier", "publisher", "source_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, info={"csv": "observation_id"})
    indicator: Mapped[str] = mapped_column(ForeignKey("indicators.code"))
    region: Mapped[str] = mapped_column(info={"csv": "geo", **refers_to("areas")})
    period: Mapped[str]
    period_start: Mapped[date]
    period_end: Mapped[date]
    sector: Mapped[str | None] = mapped_column(ForeignKey("sectors.code"))
    stage: Mapped[str | None] = mapped_column(ForeignKey("stages.code"))
    value: Mapped[Decimal] = mapped_column(Numeric)
    unit: Mapped[str] = mapped_column(ForeignKey("units.code"))
    qualifier: Mapped[str] = mapped_column(ForeignKey("qualifiers.code"))
    publisher: Mapped[str]
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id"))
    supersedes_note: Mapped[str | None]
    note: Mapped[str | None]


class SeedFigure(Versioned, Table):
    """A figure of the article that the project began with, and the observation that holds it."""

    __tablename__ = "seed_figures"

    id: Mapped[str] = mapped_column(
        ForeignKey("observations.id"), primary_key=True, info={"csv": "observation_id"}, sort_order=1
    )
    figure_en: Mapped[str] = mapped_column(sort_order=0)
    value: Mapped[Decimal] = mapped_column(Numeric, sort_order=2)
    unit: Mapped[str] = mapped_column(ForeignKey("units.code"), sort_order=3)
