"""The shapes of aggregates as pydantic models, made from the catalogue of dimensions and measures."""

from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, Field, create_model

from app.catalog.dimensions import Dimension
from app.catalog.facts import FACTS
from app.web.models.figures import Figure, ObsStatus
from app.web.models.records import MODEL_NAMES, coded
from app.web.models.shapes import ListLinks, ListMeta, NullReason, Query, Shape


class AggregateQuery(Query):
    """The question as it was understood, with the defaults that matter to its numbers."""

    group_by: list[str] = Field(description="What is grouped by, in the order of the columns.")
    measures: list[str] = Field(description="The measures shown.")
    fill: Literal["grid", "none"] = Field(description="Whether every combination is shown.")
    field: str | None = Field(default=None, description="The amount that is measured.")
    share_within: list[str] = Field(default=[], description="The groups whose total is the whole of a share.")
    having: str = Field(default="", description="The conditions on measures.")
    limit: int | None = Field(default=None, description="So many rows at most.")
    totals: bool = Field(default=False, description="Whether rows over all values are added.")
    partial: Literal["include"] | None = Field(default=None, description="Whether the running year is compared too.")
    amounts: dict[str, str] = Field(default={}, description="Which amounts are summed; the others are counted alone.")


class PublishedTotal(Shape):
    """A total that somebody else published, beside our records."""

    publisher: str = Field(description="Who published it.")
    observation: str = Field(description="Id of the published figure.")
    qualifier: str = Field(description="How firm it is.")
    source: str = Field(description="Id of the source.")
    value: float = Field(description="The published value.")
    share: float = Field(description="Our technology records as a fraction of it.")


class CoverageYear(Shape):
    """What our records of a year hold, and what others published."""

    year: int = Field(description="Calendar year.")
    records_eur: float = Field(description="Sum of our equity records in all sectors.")
    records_tech_eur: float = Field(description="The same in the sectors that technology totals count.")
    published: list[PublishedTotal] = Field(description="The published totals, one per publisher.")


class Coverage(Shape):
    """How much of the published total our records hold."""

    indicator: str = Field(description="The published indicator.")
    region: str = Field(description="The area that is compared.")
    unit: str = Field(description="Unit of all values.")
    deal_type: str = Field(description="The deals that are compared.")
    years: list[CoverageYear] = Field(description="Year by year.")


class PopulationFigure(BaseModel):
    """A published number of inhabitants that `per_capita` divides by."""

    observation: str | None = Field(default=None, description="Id of the published figure.")


class AggregateMeta(ListMeta):
    """What an aggregate says about itself."""

    query: AggregateQuery
    coverage: Coverage | None = Field(
        default=None, description="Funding rounds: how much of the published total is here."
    )
    sources_total: int | None = Field(
        default=None, description="How many sources the records have; `sources` are those that most were read in."
    )
    population: list[PopulationFigure] = Field(default=[], description="The population figures behind `per_capita`.")


class AggregateLinks(ListLinks):
    """Where to go from an aggregate."""

    records: str | None = Field(default=None, description="The list that holds exactly the rows behind the answer.")


def dimension_entries(dimension: Dimension) -> dict[str, Any]:
    """Return the fields of a dimension: its codes, `ALL` in rows of totals, and their labels with `labels=both`."""
    words = dimension.description.en
    if dimension.period is not None:
        kind: Any = int | str if dimension.key == "year" else str
        return {dimension.key: (kind, Field(default=None, description=words))}
    kind = str if dimension.codelist == "country" else coded(dimension.codelist or "") | Literal["ALL", "UNK"]
    label = f"Label of `{dimension.key}`, with `labels=both`."
    return {
        dimension.key: (kind, Field(default=None, description=words)),
        f"{dimension.key}_label": (str, Field(default=None, description=label)),
    }


@cache
def aggregate_row(key: str) -> Any:
    """Return the model of one row of an aggregate: the groups and measures that were asked for."""
    fact = FACTS[key]
    fields: dict[str, Any] = {}
    for dimension in fact.dimensions.values():
        fields |= dimension_entries(dimension)
    for measure in fact.measures.values():
        number = int if measure.unit in ("COUNT", "RANK") and measure.key != "ma3" else float
        fields[measure.key] = (number | None, Field(default=None, description=measure.definition.en))
    fields["obs_status"] = (list[ObsStatus], Field(default=None, description="`P` where the period is not over."))
    fields["obs_status_label"] = (list[str], Field(default=None, description="Its labels, with `labels=both`."))
    fields["records"] = (
        str | None,
        Field(default=None, description="Address of the records behind the row, with `embed=records`."),
    )
    fields["published"] = (
        list[Figure],
        Field(default=None, description="The published figures of the same cell, with `embed=published`."),
    )
    fields["null_reasons"] = (
        dict[str, NullReason],
        Field(default=None, description="Why a measure is null: measure → reason."),
    )
    name = MODEL_NAMES[key] + "AggregateRow"
    return create_model(name, __doc__=f"Measures of {fact.records.title.en.lower()} in one group.", **fields)


@cache
def aggregate_model(key: str) -> Any:
    """Return the model of the answer of an aggregate."""
    fields: dict[str, Any] = {
        "items": (list[aggregate_row(key)], ...),  # type: ignore[misc] # a model made while running
        "meta": (AggregateMeta, ...),
        "links": (AggregateLinks, ...),
    }
    words = f"Measures of {FACTS[key].records.title.en.lower()} by dimensions."
    return create_model(MODEL_NAMES[key] + "Aggregate", __base__=Shape, __doc__=words, **fields)
