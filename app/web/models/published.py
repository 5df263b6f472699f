"""The shapes of answers about published figures: one figure, the grid, the reconciliation, the overview."""

from functools import cache
from typing import Any, Literal, get_args

from pydantic import BaseModel, Field, create_model

from app.catalog.unicorn_lists import UNICORN_LISTS
from app.queries.reconciliation.rules import Verdict as ReconciliationVerdict
from app.web.models.aggregates import AggregateLinks, AggregateMeta
from app.web.models.figures import Figure, FigureSource, ObsStatus, RecordsLinks
from app.web.models.records import coded, envelope, row_model, shape_of
from app.web.models.shapes import ItemLinks, Labels, ListLinks, ListMeta, Meta, NullReason, Shape


class ReconciledFigure(Figure):
    """A published figure with the verdict on its difference from our number."""

    difference: float | None = Field(description="Ours minus published, null where they cannot be compared.")
    ratio: float | None = Field(description="Ours over published, null where they cannot be compared.")
    verdict: Literal[get_args(ReconciliationVerdict)] = Field(description="The verdict.")  # type: ignore[valid-type] # made here
    rule: str = Field(description="The rule that gave the verdict.")
    because: str = Field(description="The reason with the numbers by which it can be recomputed.")


class OwnNumber(Shape):
    """Our number from records."""

    value: float = Field(description="The sum or count of our records.")
    count: int = Field(description="How many records there are.")
    count_disclosed: int = Field(description="How many of them have an amount.")
    count_undisclosed: int = Field(description="How many of them have none.")
    debatable: float | None = Field(description="The part of the sum that publishers may leave out.")
    scope: str = Field(description="What is counted.")
    links: RecordsLinks


class PublisherShare(Shape):
    """Our number as a fraction of one publisher's."""

    publisher: str = Field(description="The publisher.")
    published: float = Field(description="The published value.")
    share: float = Field(description="Ours over published.")


class RecordsCoverage(Shape):
    """How much of what was published our records hold."""

    sentence: str = Field(description="The same in words, in the language of the answer.")
    rounds_published: int | None = Field(description="How many deals the most complete publisher counted.")
    rounds_published_by: str | None = Field(description="Which publisher that is.")
    share_of_published: list[PublisherShare] = Field(description="One entry per comparable figure.")


class PublishedRange(Shape):
    """From where to where the comparable figures go."""

    publishers: int = Field(description="How many publishers gave a value.")
    min: float = Field(description="The lowest.")
    max: float = Field(description="The highest.")


class Reconciled(Shape):
    """One indicator in one place and year: our number beside every published one."""

    indicator: str = Field(description="The indicator.")
    indicator_label: str = Field(description="Its name.")
    region: str = Field(description="The place.")
    region_label: str = Field(description="Its name.")
    year: int = Field(description="The year.")
    unit: str = Field(description="Unit of our number.")
    records: OwnNumber
    coverage: RecordsCoverage
    published_range: PublishedRange | None = Field(description="Null where nothing can be compared.")
    published: list[ReconciledFigure] = Field(description="Every published figure.")


class ReconciliationAnswer(Shape):
    """The answer of a reconciliation."""

    items: list[Reconciled]
    meta: ListMeta
    links: ListLinks


class YearChange(Shape):
    """The change on the year before."""

    value: float = Field(description="As a fraction for amounts and counts, else in the unit itself.")
    unit: str = Field(description="`RATIO`, or the unit itself.")
    previous: float = Field(description="The value of the year before.")
    publisher: str | None = Field(description="Who gave it.")
    observation: str | None = Field(description="Id of that figure.")


class ValueRange(Shape):
    """From where to where the published values go."""

    min: float = Field(description="The lowest.")
    max: float = Field(description="The highest.")


class OverviewRecords(Shape):
    """Our own number for a headline."""

    value: float = Field(description="Our number.")
    is_sample: bool = Field(description="Whether our records are a sample of what happened.")
    links: RecordsLinks


class OverviewLinks(Shape):
    """Ways on from a headline figure."""

    indicator: str = Field(description="The indicator.")
    observations: str = Field(description="Every published value.")
    reconciliation: str | None = Field(description="Our records beside them, null where they cannot be compared.")
    source: str | None = Field(description="Address of the source.")


class HeadlineFigure(BaseModel):
    """One headline figure."""

    indicator: str = Field(description="The indicator.")
    label: str = Field(description="Its name in the language of the answer.")
    labels: Labels
    theme: str = Field(description="Its theme.")
    value: float | None = Field(description="The value, null where nobody published one and no record counts.")
    unit: str = Field(description="Its unit.")
    period: str = Field(description="The period that it is about.")
    origin: Literal["published", "records"] | None = Field(alias="from", description="Where it comes from.")
    publisher: str | None = Field(description="Who published it.")
    qualifier: str | None = Field(description="How firm it is.")
    obs_status: list[ObsStatus] = Field(description="SDMX letters.")
    publishers: int = Field(description="How many publishers gave a value.")
    agree: int = Field(description="How many of them gave this one.")
    disputed: bool = Field(description="Whether publishers disagree.")
    range: ValueRange | None = Field(description="From where to where the published values go.")
    source: FigureSource | None
    change: YearChange | None = Field(description="Change on the year before, null where it cannot be told.")
    records: OverviewRecords | None = Field(description="Our own number, null where we have none.")
    sentence: str | None = Field(description="The figure in a sentence, in the language of the answer.")
    null_reasons: dict[str, NullReason] = Field(description="Why a value is null.")
    links: OverviewLinks


class OverviewItem(Shape):
    """The headline figures of a year and place."""

    year: int = Field(description="The year.")
    region: str = Field(description="The place.")
    region_label: str = Field(description="Its name.")
    figures: list[HeadlineFigure] = Field(description="In the order of their themes.")


class OverviewAnswer(Shape):
    """The front page of a year and place."""

    item: OverviewItem
    meta: Meta
    links: ItemLinks


class GridRow(BaseModel):
    """The published values of one cell: how many publishers, from where to where, the newest."""

    indicator: coded("indicator") = Field(default=None, description="What is measured.")  # type: ignore[valid-type]
    indicator_label: str = Field(default="", description="Its label, with `labels=both`.")
    region: coded("place") = Field(default=None, description="Where.")  # type: ignore[valid-type] # made here
    region_label: str = Field(default="", description="Its label, with `labels=both`.")
    year: int = Field(default=0, description="The year.")
    period: str = Field(default="", description="The period, where periods are grouped.")
    sector: coded("sector") | Literal["ALL"] = Field(default=None, description="The sector.")  # type: ignore[valid-type]
    sector_label: str = Field(default="", description="Its label, with `labels=both`.")
    stage: coded("stage") | Literal["ALL"] = Field(default=None, description="The stage.")  # type: ignore[valid-type]
    stage_label: str = Field(default="", description="Its label, with `labels=both`.")
    unit: coded("unit") | None = Field(default=None, description="The unit, null where nothing was published.")  # type: ignore[valid-type] # made here
    unit_label: str | None = Field(default=None, description="Its label, with `labels=both`.")
    publishers: int = Field(default=0, description="How many publishers gave a value.")
    min: float | None = Field(default=None, description="The lowest value.")
    max: float | None = Field(default=None, description="The highest value.")
    spread: float | None = Field(default=None, description="Highest minus lowest.")
    latest: float | None = Field(default=None, description="The value of the newest publication.")
    latest_publisher: str | None = Field(default=None, description="Who gave it.")
    obs_status: list[ObsStatus] = Field(default=[], description="SDMX letters of it.")
    obs_status_label: list[str] = Field(default=[], description="Its labels, with `labels=both`.")
    published: list[Figure] = Field(default=[], description="Every value, with `embed=published`.")
    null_reasons: dict[str, NullReason] = Field(default={}, description="Why a value is null: column → reason.")


class GridAnswer(Shape):
    """The grid of published values."""

    items: list[GridRow]
    meta: AggregateMeta
    links: AggregateLinks


@cache
def indicator_model() -> Any:
    """Return the model of one indicator with its series."""
    item = create_model(
        "IndicatorWithSeries",
        __base__=row_model("indicators"),
        __doc__="An indicator with every figure that was published of it.",
        series=(list[Figure], Field(description="The figures by place and time, the newest publication first.")),
    )
    return create_model(
        "IndicatorDetail",
        __base__=Shape,
        __doc__="One indicator with its whole series.",
        item=(item, ...),
        meta=(Meta, ...),
        links=(ItemLinks, ...),
    )


@cache
def unicorn_lists_model() -> Any:
    """Return the model of the lists of those who count unicorns."""
    columns = [
        (field.column, field.nullable or field.key == "source_url")
        for field in UNICORN_LISTS.fields
        if field.shown != "nowhere"
    ]
    row = shape_of("UnicornListing", UNICORN_LISTS.description, columns)
    return envelope("UnicornListings", row, "Which publisher names which company as a unicorn.")
